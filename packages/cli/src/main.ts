import { COMMANDS } from "./commands/registry.ts";
import { CliError } from "./errors/cli-error.ts";
import { columnsOf, type Io } from "./io.ts";
import type { CommandContext } from "./options/command.ts";
import { nearNames } from "./options/near-names.ts";
import { parseCommand } from "./options/parse.ts";
import { createScreen } from "./terminal/screen.ts";
import { version } from "./version.ts";

/** Runs the program; resolves with its exit code and never throws. */
export async function main(args: readonly string[], io: Io): Promise<number> {
  const context: CommandContext = { io, screen: createScreen(io) };
  const [first, ...rest] = args;
  try {
    if (first === "--version" || first === "-V") {
      context.screen.print(`${version()}\n`);
      return 0;
    }
    if (first === undefined || first === "--help" || first === "-h")
      return await run("help", rest, context);
    return await run(first, rest, context);
  } catch (error) {
    const [{ explainError }, { renderError }] = await Promise.all([
      import("./errors/explain-error.ts"),
      import("./errors/render-error.ts"),
    ]);
    const explained = explainError(error, {
      command: first !== undefined && Object.hasOwn(COMMANDS, first) ? first : "ask",
    });
    if (rest.includes("--json")) {
      const { what, why, next, code, exit } = explained;
      context.screen.json({ error: { code, message: what, why, next, exitCode: exit } });
    }
    context.screen.note(renderError(explained, columnsOf(io.stderr)));
    return explained.exit;
  }
}

async function run(
  name: string,
  args: readonly string[],
  context: CommandContext,
): Promise<number> {
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (entry === undefined) throw unknownCommand(name);
  const command = await entry.load();
  const flags = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
  if (flags.includes("--help") || flags.includes("-h")) {
    const { renderCommandHelp } = await import("./help/render-help.ts");
    context.screen.print(renderCommandHelp(command.spec, context.screen.columns));
    return 0;
  }
  return await command.run(parseCommand(command.spec, args), context);
}

function unknownCommand(name: string): CliError {
  const near = nearNames(name, Object.keys(COMMANDS));
  const isFlag = name.startsWith("-");
  const shown = isFlag ? (name.split("=")[0] ?? "") : name;
  return new CliError(isFlag ? `byok has no flag ${shown}.` : `byok has no command "${shown}".`, {
    ...(near.length > 0
      ? { why: `Did you mean ${near.map((each) => `byok ${each}`).join(" or ")}?` }
      : { why: `The commands are ${Object.keys(COMMANDS).join(", ")}.` }),
    next: near[0] === undefined ? "byok help" : `byok help ${near[0]}`,
  });
}

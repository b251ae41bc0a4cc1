import { findCommand } from "./commands/find-command.ts";
import { COMMANDS } from "./commands/registry.ts";
import { columnsOf, type Io } from "./io.ts";
import type { CommandContext } from "./options/command.ts";
import { parseCommand } from "./options/parse.ts";
import { createScreen } from "./terminal/screen.ts";
import { createKeyAccess } from "./vault/key-access.ts";
import { version } from "./version.ts";

/** Runs the program; resolves with its exit code and never throws. */
export async function main(args: readonly string[], io: Io): Promise<number> {
  const screen = createScreen(io);
  const context: CommandContext = { io, screen, keys: createKeyAccess(io, screen) };
  const [first, ...rest] = args;
  try {
    if (first === "--version" || first === "-V") {
      context.screen.print(`${version()}\n`);
      return 0;
    }
    if (first === undefined || first === "--help" || first === "-h")
      return await run(["help", ...rest], context);
    return await run([first, ...rest], context);
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

async function run(words: readonly string[], context: CommandContext): Promise<number> {
  const { command, rest } = await findCommand(words);
  const flags = rest.includes("--") ? rest.slice(0, rest.indexOf("--")) : rest;
  if (flags.includes("--help") || flags.includes("-h")) {
    const { renderCommandHelp } = await import("./help/render-help.ts");
    const { spec, subcommands } = command;
    context.screen.print(renderCommandHelp(spec, context.screen.columns, subcommands));
    return 0;
  }
  const input = parseCommand(command.spec, rest);
  // Before anything else reads standard input.
  if (input.flag("passphrase-stdin")) await context.keys.readPassphrase();
  return await command.run(input, context);
}

import { findCommand } from "./commands/find-command.ts";
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
  let command = "ask";
  try {
    if (first === "--version" || first === "-V") {
      context.screen.print(`${version()}\n`);
      return 0;
    }
    const words = first === undefined || HELP.has(first) ? ["help", ...rest] : [first, ...rest];
    return await run(words, context, (name) => (command = name));
  } catch (error) {
    const [{ explainError }, { renderError }] = await Promise.all([
      import("./errors/explain-error.ts"),
      import("./errors/render-error.ts"),
    ]);
    const explained = explainError(error, { command });
    if (rest.includes("--json")) {
      const { what, why, next, code, exit } = explained;
      context.screen.json({ error: { code, message: what, why, next, exitCode: exit } });
    }
    context.screen.note(renderError(explained, columnsOf(io.stderr)));
    return explained.exit;
  }
}

const HELP: ReadonlySet<string> = new Set(["--help", "-h"]);

async function run(
  words: readonly string[],
  context: CommandContext,
  onFound: (name: string) => void,
): Promise<number> {
  const { command, rest } = await findCommand(words);
  onFound(command.spec.name);
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

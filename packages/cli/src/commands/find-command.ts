import { CliError } from "../errors/cli-error.ts";
import type { Command, CommandEntry } from "../options/command.ts";
import { looksLikeKey } from "../options/looks-like-key.ts";
import { nearNames } from "../options/near-names.ts";
import { COMMANDS } from "./registry.ts";

/** A command, and the words after its name. */
export interface FoundCommand {
  command: Command;
  rest: readonly string[];
}

/**
 * Finds the command that words begin with, such as `keys add`.
 *
 * @throws CliError for an unknown command, with near names.
 */
export async function findCommand(words: readonly string[]): Promise<FoundCommand> {
  const [first = "", ...after] = words;
  let command = await load("byok", COMMANDS, first);
  let rest: readonly string[] = after;
  while (command.subcommands !== undefined) {
    const [word] = rest;
    if (word === undefined || word.startsWith("-")) break;
    command = await load(`byok ${command.spec.name}`, command.subcommands, word);
    rest = rest.slice(1);
  }
  return { command, rest };
}

async function load(
  above: string,
  known: Readonly<Record<string, CommandEntry>>,
  name: string,
): Promise<Command> {
  const entry = Object.hasOwn(known, name) ? known[name] : undefined;
  if (entry === undefined) throw unknownCommand(above, known, name);
  return entry.load();
}

function unknownCommand(
  above: string,
  known: Readonly<Record<string, CommandEntry>>,
  name: string,
): CliError {
  const near = nearNames(name, Object.keys(known));
  const isFlag = name.startsWith("-");
  const shown = isFlag ? (name.split("=")[0] ?? "") : `"${name}"`;
  const help = above === "byok" ? "byok help" : `byok help${above.slice("byok".length)}`;
  if (looksLikeKey(name)) {
    return new CliError(`${above} has no such command.`, {
      why: "This looks like a key, which is never taken from the command line: it stays in the shell's history.",
      next: "byok keys add <platform>",
    });
  }
  return new CliError(`${above} has no ${isFlag ? "flag" : "command"} ${shown}.`, {
    ...(near.length > 0
      ? { why: `Did you mean ${near.map((each) => `${above} ${each}`).join(" or ")}?` }
      : { why: `The commands are ${Object.keys(known).join(", ")}.` }),
    next: near[0] === undefined ? help : `${help} ${near[0]}`,
  });
}

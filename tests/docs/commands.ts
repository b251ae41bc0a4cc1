import { COMMANDS } from "../../packages/cli/src/commands/registry.ts";
import type { Command, CommandEntry, OptionSpec } from "../../packages/cli/src/options/command.ts";

/** The words of each `byok` command line in a document: in shell blocks, and in code spans that begin with `byok `. */
export function commandLines(markdown: string): string[][] {
  const blocks = [...markdown.matchAll(/^```(\w*)\n([^]*?)^```/gm)]
    .filter(([, language = ""]) => ["", "sh", "console"].includes(language))
    .map(([, , text = ""]) => text);
  const spans = [...markdown.replaceAll(/^```[^]*?^```/gm, "").matchAll(/`(byok [^`\n]+)`/g)].map(
    ([, text = ""]) => text,
  );
  return [...blocks.flatMap((block) => block.split("\n")), ...spans].flatMap((line) =>
    segments(line).filter(([first]) => first === "byok"),
  );
}

/** A line cut into commands of a shell, and those into words; comments are left out. */
function segments(line: string): string[][] {
  const found: string[][] = [[]];
  for (const [token] of line.matchAll(/"[^"]*"|'[^']*'|[|;()]|&&|<\(|[^\s|;()"']+/g)) {
    if (token.startsWith("#")) break;
    if (/^(\||;|\(|\)|&&|<\()$/.test(token)) found.push([]);
    else found.at(-1)?.push(token);
  }
  return found.map((words) =>
    words.join(" ").startsWith("pnpm -s byok") ? words.slice(2) : words,
  );
}

/** What is wrong with a command line; undefined when the program has the command and its flags. */
export async function commandProblem(words: readonly string[]): Promise<string | undefined> {
  let [, name, ...rest] = words;
  if (name === undefined || name === "…" || name.startsWith("--version")) return undefined;
  if (name === "help") [name, ...rest] = rest;
  if (name === undefined || ["exit-codes", "default-model"].includes(name)) return undefined;
  let known: Readonly<Record<string, CommandEntry>> | undefined = COMMANDS;
  let command: Command | undefined;
  for (let word: string | undefined = name; known !== undefined && word !== undefined;) {
    if (command !== undefined && (word.startsWith("-") || word === "…")) break;
    const entry: CommandEntry | undefined = Object.hasOwn(known, word) ? known[word] : undefined;
    if (entry === undefined) return `there is no command ${word}`;
    if (command !== undefined) rest = rest.slice(1);
    command = await entry.load();
    known = command.subcommands;
    [word] = rest;
  }
  const options: Readonly<Record<string, OptionSpec>> = command?.spec.options ?? {};
  const letters = Object.values(options).flatMap(({ short }) => short ?? []);
  for (const word of rest) {
    const long = /^--([a-z][\w-]*)/.exec(word)?.[1];
    const short = /^-([a-z])$/i.exec(word)?.[1];
    if (long !== undefined && long !== "help" && !Object.hasOwn(options, long)) {
      return `${command?.spec.name} has no flag --${long}`;
    }
    if (short !== undefined && short !== "h" && !letters.includes(short)) {
      return `${command?.spec.name} has no flag -${short}`;
    }
  }
  return undefined;
}

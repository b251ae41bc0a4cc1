import { listPlatforms } from "@byok/core/keys";
import type { CommandEntry, OptionSpec } from "../options/command.ts";
import { KINDS } from "../options/unit-kinds.ts";

/** A command as completion needs it. */
export interface CompletedCommand {
  /** Such as `keys add`; empty for the program itself. */
  path: string;
  summary: string;
  options: Readonly<Record<string, OptionSpec>>;
  /** Commands below it with their summaries. */
  subcommands: readonly (readonly [string, string])[];
  /** Words that may stand after it. */
  words: readonly string[];
}

/** Every command and subcommand, from their own descriptions. */
export async function collectCommands(
  known: Readonly<Record<string, CommandEntry>>,
): Promise<CompletedCommand[]> {
  const found: CompletedCommand[] = [
    { path: "", summary: "", options: {}, subcommands: summaries(known), words: [] },
  ];
  const visit = async (path: string, entry: CommandEntry): Promise<void> => {
    const { spec, subcommands = {} } = await entry.load();
    const takesPlatform = spec.usage.some((line) => /[<[]platform[>\]]/.test(line));
    found.push({
      path,
      summary: entry.summary,
      options: spec.options,
      subcommands: summaries(subcommands),
      words: takesPlatform ? platformIds() : (WORDS[path]?.(known) ?? []),
    });
    for (const [name, below] of Object.entries(subcommands)) await visit(`${path} ${name}`, below);
  };
  for (const [name, entry] of Object.entries(known)) await visit(name, entry);
  return found;
}

/** Values that a flag of a command takes; none where they are not known. */
export function valuesOf(path: string, flag: string): readonly string[] {
  const key = [`${path} ${flag}`, flag].find((each) => Object.hasOwn(VALUES, each));
  return key === undefined ? [] : (VALUES[key]?.() ?? []);
}

/** The flags of all commands whose values are known: how they are typed after their commands, by their values. */
export function knownValues(
  commands: readonly CompletedCommand[],
): { typed: readonly string[]; values: readonly string[] }[] {
  const known = new Map<string, { typed: string[]; values: readonly string[] }>();
  for (const { path, options } of commands) {
    for (const [name, { type, short }] of Object.entries(options)) {
      const values = type === "boolean" ? [] : valuesOf(path, name);
      if (values.length === 0) continue;
      const typed = known.get(values.join(" "))?.typed ?? [];
      typed.push(`${path} --${name}`, ...(short === undefined ? [] : [`${path} -${short}`]));
      known.set(values.join(" "), { typed, values });
    }
  }
  return [...known.values()];
}

const platformIds = (): string[] => listPlatforms().map(({ id }) => id);

const VALUES: Readonly<Record<string, () => readonly string[]>> = {
  model: () => platformIds().map((id) => `${id}/`),
  platform: platformIds,
  backend: () => ["keychain", "passphrase", "key-file", "session"],
  kind: () => KINDS,
  "platforms kind": () => ["direct", "connector", "local"],
  sort: () => ["name", "price", "context", "output"],
  by: () => ["model", "platform", "key", "day", "chat"],
  state: () => ["accepted", "pending", "rejected", "archived", "all"],
  per: () => ["day", "month", "chat", "ever"],
  "history export format": () => ["md", "json", "html"],
  "history import format": () => ["byok", "chatgpt", "claude", "open-webui", "librechat", "llm"],
};

const WORDS: Readonly<
  Record<string, (known: Readonly<Record<string, CommandEntry>>) => readonly string[]>
> = {
  completion: () => ["bash", "zsh", "fish"],
  help: (known) => [...Object.keys(known), "exit-codes", "default-model"],
};

function summaries(known: Readonly<Record<string, CommandEntry>>): (readonly [string, string])[] {
  return Object.entries(known).map(([name, { summary }]) => [name, summary] as const);
}

/** The flags of a command as they are typed, `--help` included. */
export function flagsOf({ options }: CompletedCommand): string[] {
  const flags = Object.entries(options).flatMap(([name, { short }]) => [
    `--${name}`,
    ...(short === undefined ? [] : [`-${short}`]),
  ]);
  return [...flags, "--help"];
}

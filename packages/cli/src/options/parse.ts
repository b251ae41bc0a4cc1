import { parseArgs } from "node:util";
import { CliError } from "../errors/cli-error.ts";
import type { CommandInput, CommandSpec } from "./command.ts";
import { keyInArguments, looksLikeKey } from "./looks-like-key.ts";
import { nearNames } from "./near-names.ts";
import { refuseWords } from "./refuse-words.ts";

/** Names under which people try to hand over a key. */
const KEY_FLAGS: ReadonlySet<string> = new Set(["api-key", "apikey", "api_key", "key", "token"]);

/**
 * Reads a command line after its spec.
 *
 * @throws CliError for an unknown flag, with near names, a missing or unwanted value or word, or a key in the arguments.
 */
export function parseCommand(spec: CommandSpec, args: readonly string[]): CommandInput {
  const options = Object.fromEntries(
    Object.entries(spec.options).map(([name, { type, short }]) => [
      name,
      { type, ...(short === undefined ? {} : { short }) },
    ]),
  );
  const { tokens } = parseArgs({
    args: withLoneValues(spec, args),
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = new Map<string, string[]>();
  const flags = new Set<string>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const { name, value, inlineValue } = token;
    const option = Object.hasOwn(spec.options, name) ? spec.options[name] : undefined;
    // `budget set --key` takes a label, and a key may be pasted there as well.
    const secret = option === undefined || looksLikeKey(value ?? "");
    if ((KEY_FLAGS.has(name) && secret) || looksLikeKey(token.rawName)) throw keyInArguments();
    if (name === "env-file") throw takenByNode();
    if (option === undefined) throw unknownFlag(spec, name, token.rawName);
    if (option.type === "boolean") {
      if (inlineValue) {
        throw new CliError(`--${name} takes no value.`, { next: `byok help ${spec.name}` });
      }
      flags.add(name);
      continue;
    }
    const isBlank = value?.trim() === "" && option.blank !== true;
    if (value === undefined || isBlank || (!inlineValue && /^-\D/.test(value))) {
      throw new CliError(`--${name} needs a value${isBlank ? ", and this one is blank" : ""}.`, {
        why: `It is written as --${name} ${option.value ?? "<value>"}.`,
        next: `byok help ${spec.name}`,
      });
    }
    const known = values.get(name);
    if (known === undefined || option.multiple !== true) values.set(name, [value]);
    else known.push(value);
  }
  refuseWords(spec, positionals);
  return {
    text: (name) => values.get(name)?.at(-1),
    list: (name) => values.get(name) ?? [],
    flag: (name) => flags.has(name),
    positionals,
  };
}

/** Gives flags that may stand alone the value that this means. */
function withLoneValues(spec: CommandSpec, args: readonly string[]): string[] {
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  return args.map((arg, index) => {
    const name = /^--([^=]+)$/.exec(arg)?.[1] ?? "";
    const option = Object.hasOwn(spec.options, name) ? spec.options[name] : undefined;
    if (index >= end || option?.alone === undefined) return arg;
    const next = args[index + 1];
    return next === undefined || index + 1 >= end || next.startsWith("-")
      ? `${arg}=${option.alone}`
      : arg;
  });
}

function takenByNode(): CliError {
  return new CliError("--env-file is a flag of Node, which has read the file already.", {
    why: "Node obeys a NODE_OPTIONS in such a file, so a file of somebody else could run a program. byok reads keys and addresses only.",
    next: "--use-env-file <file>",
  });
}

function unknownFlag(spec: CommandSpec, name: string, rawName: string): CliError {
  const near = nearNames(name, Object.keys(spec.options));
  return new CliError(`byok ${spec.name} has no flag ${rawName}.`, {
    ...(near.length === 0
      ? {}
      : { why: `Did you mean ${near.map((each) => `--${each}`).join(" or ")}?` }),
    next: `byok help ${spec.name}`,
  });
}

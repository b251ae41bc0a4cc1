import { CliError } from "../errors/cli-error.ts";
import type { CommandSpec } from "./command.ts";
import { keyInArguments, looksLikeKey } from "./looks-like-key.ts";

/** Refuses words after a command whose usage shows none, which would change nothing. @throws CliError. */
export function refuseWords(spec: CommandSpec, words: readonly string[]): void {
  if (words.length === 0 || takesWords(spec)) return;
  if (words.some(looksLikeKey)) throw keyInArguments();
  const text = words.join(" ");
  throw new CliError(`byok ${spec.name} takes only flags, and "${text}" is none.`, {
    next: spec.insteadOfWords?.(text) ?? `byok ${spec.name}`,
  });
}

function takesWords({ usage }: CommandSpec): boolean {
  return (
    usage.length === 0 ||
    // What stands in brackets or quotes is a word, beside the flags and a command of a group, which was found before.
    usage.some((line) => /[<["]/.test(line.replaceAll(/\[flags\]|<command>/g, "")))
  );
}

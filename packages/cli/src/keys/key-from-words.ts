import type { Secret } from "@byok/core/keys";
import { CliError } from "../errors/cli-error.ts";

/** Runs a command that is written as one line, without a shell, and takes the key that it prints. @throws VaultError. */
export async function keyFromWords(line: string): Promise<Secret> {
  const { keyFromCommand } = await import("@byok/vault");
  return keyFromCommand(splitWords(line));
}

/**
 * Splits a line into words as a shell does, with quotes and backslashes; nothing is replaced.
 *
 * @throws CliError for an open quote.
 */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let index = 0; index < line.length; index += 1) {
    const char = line.charAt(index);
    const escaped = char === "\\" && quote !== "'" && index + 1 < line.length;
    if (escaped && (quote === "" || '"\\'.includes(line.charAt(index + 1)))) {
      index += 1;
      word = (word ?? "") + line.charAt(index);
    } else if (char === quote) quote = "";
    else if (quote === "" && (char === '"' || char === "'")) {
      quote = char;
      word ??= "";
    } else if (quote === "" && /\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + char;
  }
  if (quote !== "") {
    throw new CliError(`The command has an open ${quote}.`, {
      why: "It is split into words as a shell does, and a quote has no end.",
      next: `--from-command "op read 'op://private/openai/key'"`,
    });
  }
  if (word !== undefined) words.push(word);
  return words;
}

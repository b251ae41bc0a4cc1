import { CliError } from "../errors/cli-error.ts";
import type { CommandInput } from "./command.ts";
import { quoted } from "./looks-like-key.ts";

/** The currency that `--currency` names, in capitals. @throws CliError where it is not three letters. */
export function currencyOption(input: CommandInput): string | undefined {
  const text = input.text("currency");
  if (text === undefined) return undefined;
  if (/^[A-Za-z]{3}$/.test(text)) return text.toUpperCase();
  throw new CliError("--currency must be the three letters of a currency.", {
    why: `${quoted(text)} is none.`,
    next: "--currency CNY (or USD, EUR)",
  });
}

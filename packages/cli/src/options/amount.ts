import { CliError } from "../errors/cli-error.ts";
import type { CommandInput } from "./command.ts";
import { quoted } from "./looks-like-key.ts";

/** Reads an amount in US dollars as a decimal string, never as a number: money is exact. @throws CliError. */
export function amountOption(input: CommandInput, name: string): string | undefined {
  const text = input.text(name)?.replace(/^\$/, "");
  if (text === undefined || /^\d{1,9}(\.\d{1,12})?$/.test(text)) return text;
  throw new CliError(`--${name} must be an amount in US dollars.`, {
    why: `It is ${quoted(text)}.`,
    next: `--${name} 0.50`,
  });
}

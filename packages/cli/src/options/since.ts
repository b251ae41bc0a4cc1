import { CliError } from "../errors/cli-error.ts";
import type { CommandInput } from "./command.ts";
import { quoted } from "./looks-like-key.ts";

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Reads when something begins: a day on this machine's calendar, or a time back from now such as `7d`. In milliseconds since 1970. @throws CliError. */
export function sinceOption(input: CommandInput, name: string): number | undefined {
  const text = input.text(name)?.trim();
  if (text === undefined) return undefined;
  const back = /^(\d{1,5})([hdw])$/.exec(text);
  const unit = UNITS[back?.[2] ?? ""];
  if (back !== null && unit !== undefined) return Date.now() - Number(back[1]) * unit;
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (day !== null) {
    const [, year, month, date] = day.map(Number);
    const start = new Date(year ?? 0, (month ?? 1) - 1, date ?? 1);
    // A 31st of February would become a day of March.
    if (start.getMonth() + 1 === month && start.getDate() === date) return start.getTime();
  }
  throw new CliError(`--${name} must be a day.`, {
    why: `${quoted(text)} is none.`,
    next: `--${name} 2026-01-31 (or 7d, 24h, 4w)`,
  });
}

import { CliError } from "../errors/cli-error.ts";
import type { CommandInput } from "./command.ts";
import { quoted } from "./looks-like-key.ts";

/** Reads a number. @throws CliError when it is none. */
export function numberOption(
  input: CommandInput,
  name: string,
  rule: { integer?: boolean; min?: number } = {},
): number | undefined {
  const text = input.text(name);
  return text === undefined ? undefined : parseNumber(text, `--${name}`, rule);
}

/** Reads a number from text. @throws CliError when it is none, or below `min`. */
export function parseNumber(
  text: string,
  what: string,
  rule: { integer?: boolean; min?: number } = {},
): number {
  const value = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text.trim())
    ? Number(text)
    : Number.NaN;
  const min = rule.min ?? -Infinity;
  if (
    Number.isFinite(value) &&
    value >= min &&
    (rule.integer !== true || Number.isSafeInteger(value))
  )
    return value;
  const kind = rule.integer === true ? "a whole number" : "a number";
  throw new CliError(`${what} must be ${kind}${min === -Infinity ? "" : `, ${min} or more`}.`, {
    why: `It is ${quoted(text)}.`,
    next: `${what} ${rule.integer === true ? "1000" : "0.7"}`,
  });
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, "": 1000 };

/** Reads a duration (`30`, `30s`, `500ms`, `2m`; a bare number is seconds) as milliseconds. @throws CliError. */
export function durationOption(input: CommandInput, name: string): number | undefined {
  const text = input.text(name);
  if (text === undefined) return undefined;
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|)$/.exec(text.trim());
  const factor = UNITS[match?.[2] ?? "?"];
  if (match !== null && factor !== undefined) return Math.round(Number(match[1]) * factor);
  throw new CliError(`--${name} must be a duration.`, {
    why: `${quoted(text)} is none: a number, and ms, s or m behind it.`,
    next: `--${name} 30s (or 500ms, 2m; a bare number is seconds)`,
  });
}

/** Reads a day (`2026-11-21`, noon UTC) or a moment (`2026-11-21T08:30Z`). @throws CliError. */
export function dateOption(input: CommandInput, name: string): Date | undefined {
  const text = input.text(name);
  if (text === undefined) return undefined;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const date = new Date(day ? `${text}T12:00:00Z` : text);
  const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text);
  // `new Date("2026-02-31T…")` is an invalid date in V8, other slips become another day.
  if (
    (day || moment) &&
    !Number.isNaN(date.getTime()) &&
    (!day || date.toISOString().startsWith(text))
  )
    return date;
  throw new CliError(`--${name} must be a day.`, {
    why: `${quoted(text)} is none.`,
    next: `--${name} 2026-01-31 (or a moment: 2026-01-31T08:30Z)`,
  });
}

import { addAmounts, type CostGroup, type CostRow } from "@byok/chat";
import { sanitizeLine } from "../terminal/sanitize.ts";
import { style } from "../terminal/style.ts";
import { renderTable } from "../terminal/table.ts";

/** What all rows cost together: an exact sum per currency, and the answers whose cost is not fully known. */
export interface CostTotals {
  turns: number;
  sums: { currency: string; amount: string }[];
  incomplete: number;
}

/** Sums rows exactly, each currency by itself. */
export function totalOf(rows: readonly CostRow[]): CostTotals {
  const sums = new Map<string, string[]>();
  for (const { currency, amount } of rows.flatMap((row) => row.sums)) {
    sums.set(currency, [...(sums.get(currency) ?? []), amount]);
  }
  return {
    turns: rows.reduce((sum, row) => sum + row.turns, 0),
    sums: [...sums].map(([currency, amounts]) => ({ currency, amount: addAmounts(amounts) })),
    incomplete: rows.reduce((sum, row) => sum + row.incomplete, 0),
  };
}

const BAR_WIDTH = 24;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** Costs as a table with a bar for each amount, and their sum. */
export function renderCosts(
  rows: readonly CostRow[],
  by: CostGroup,
  { width, env }: { width: number | undefined; env: Readonly<Record<string, string | undefined>> },
): string {
  const largest = new Map<string, number>();
  for (const { currency, amount } of rows.flatMap((row) => row.sums)) {
    largest.set(currency, Math.max(largest.get(currency) ?? 0, Number(amount)));
  }
  const lines = rows.flatMap((row) => {
    const sums = row.sums.length === 0 ? [undefined] : row.sums;
    return sums.map((sum, index) => [
      index === 0 ? nameOf(row, by) : "",
      index === 0 ? String(row.turns) : "",
      index === 0 ? String(inputOf(row)) : "",
      index === 0 ? String(row.tokens.output + row.tokens.reasoning) : "",
      sum === undefined ? "unknown" : `${sum.amount} ${sum.currency}`,
      sum === undefined ? "" : bar(Number(sum.amount), largest.get(sum.currency) ?? 0, env),
      index === 0 && sum !== undefined ? unknownNote(row.incomplete) : "",
    ]);
  });
  const table = renderTable(
    [
      { title: by },
      { title: "answers", align: "right" },
      { title: "tokens in", align: "right", drop: 2 },
      { title: "out", align: "right", drop: 2 },
      { title: "cost", align: "right" },
      { title: "", drop: 3 },
      { title: "", drop: 1 },
    ],
    lines,
    width,
  );
  const total = totalOf(rows);
  const sum = total.sums.map(({ amount, currency }) => `${amount} ${currency}`).join(" + ");
  const parts = [sum, unknownNote(total.incomplete)].filter((part) => part !== "");
  return `${table}${style.bold("In total")}: ${parts.length === 0 ? "nothing" : parts.join(" + ")}\n`;
}

/** Costs as CSV with a line per group and currency. */
export function toCsv(rows: readonly CostRow[]): string {
  const head = [
    "group",
    "title",
    "answers",
    "currency",
    "amount",
    "not_fully_known",
    "uncached",
    "cache_read",
    "cache_write",
    "output",
    "reasoning",
  ];
  const lines = rows.flatMap((row) => {
    const sums = row.sums.length === 0 ? [{ currency: "", amount: "" }] : row.sums;
    const { uncached, cacheRead, cacheWrite, output, reasoning } = row.tokens;
    // Counts stand once, so that a sum over the column is right.
    return sums.map(({ currency, amount }, index) => [
      row.group,
      row.title ?? "",
      ...(index === 0 ? [row.turns] : [""]),
      currency,
      amount,
      ...(index === 0
        ? [row.incomplete, uncached, cacheRead, cacheWrite, output, reasoning]
        : ["", "", "", "", "", ""]),
    ]);
  });
  return [head, ...lines].map((line) => `${line.map(cell).join(",")}\n`).join("");
}

function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const text = sanitizeLine(value);
  // A spreadsheet would run a cell that begins like this.
  const safe = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function nameOf({ group, title }: CostRow, by: CostGroup): string {
  if (by === "chat" && group !== "") {
    return `${group.slice(-8)} ${sanitizeLine(title ?? "(no title)")}`.slice(0, 48);
  }
  if (group !== "") return sanitizeLine(group);
  return by === "chat" ? "(no chat, or a deleted one)" : "(from the environment)";
}

function inputOf({ tokens }: CostRow): number {
  return tokens.uncached + tokens.cacheRead + tokens.cacheWrite;
}

function unknownNote(count: number): string {
  return count === 0 ? "" : `${count} not fully known`;
}

function bar(
  amount: number,
  largest: number,
  env: Readonly<Record<string, string | undefined>>,
): string {
  if (amount <= 0 || largest <= 0) return "";
  const eighths = Math.max(1, Math.round((amount / largest) * BAR_WIDTH * 8));
  if (env["TERM"] === "dumb") return "#".repeat(Math.max(1, Math.round(eighths / 8)));
  return style.cyan("█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? ""));
}

import { passes, type Measure } from "./measure.ts";

const VERDICTS = new Map<boolean | undefined, string>([
  [true, "pass"],
  [false, "OVER"],
]);

/** The measures as a table for a terminal. */
export function toTable(measures: readonly Measure[]): string {
  const rows = measures.map((measure) => [
    measure.name,
    `${round(measure.value)} ${measure.unit}`,
    measure.goal === undefined ? "" : `≤ ${measure.goal}`,
    VERDICTS.get(passes(measure)) ?? "",
    measure.detail,
  ]);
  const all = [["measure", "value", "goal", "", "detail"], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return all.map((row) => `${line(row)}\n`).join("");
}

function round(value: number): string {
  return value.toFixed(Math.abs(value) < 10 ? 2 : 1);
}

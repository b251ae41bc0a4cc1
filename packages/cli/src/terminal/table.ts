import { style } from "./style.ts";
import { displayWidth, pad, truncate } from "./width.ts";

/** A column of a table. */
export interface Column {
  title: string;
  align?: "left" | "right";
  /** Where the table is too wide, the column with the highest number goes first; without one it stays. */
  drop?: number;
  /** Where the table is too wide, the cells of this last column are cut, as long as this many columns are left. */
  shrink?: number;
}

const GAP = "  ";

/**
 * Draws rows under their titles, with columns as wide as their widest cell; columns are left out where the table is
 * wider than `width`. Cells must be sanitized.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width?: number,
): string {
  const widths = columns.map((column, index) =>
    Math.max(displayWidth(column.title), ...rows.map((row) => displayWidth(row[index] ?? ""))),
  );
  const least = widths.map((full, index) => Math.min(full, columns[index]?.shrink ?? full));
  const kept = fit(columns, least, width);
  const last = kept.at(-1);
  const before = kept
    .slice(0, -1)
    .reduce((sum, index) => sum + (widths[index] ?? 0) + GAP.length, 0);
  const cut = (text: string, index: number): string =>
    width === undefined || columns[index]?.shrink === undefined
      ? text
      : truncate(text, width - before);
  const line = (cells: readonly string[], mark: (text: string) => string): string =>
    kept
      .map((index) => {
        const cell = cells[index] ?? "";
        const align = columns[index]?.align;
        if (index === last && align !== "right") return mark(cut(cell, index));
        return mark(pad(cell, widths[index] ?? 0, align));
      })
      .join(GAP);
  const titles = columns.map((column) => column.title);
  return `${[line(titles, style.bold), ...rows.map((row) => line(row, (text) => text))].join("\n")}\n`;
}

/** Indexes of the columns that stay. */
function fit(
  columns: readonly Column[],
  widths: readonly number[],
  width: number | undefined,
): number[] {
  let kept = columns.map((_, index) => index);
  const limit = width ?? Infinity;
  const total = (): number =>
    kept.reduce((sum, index) => sum + (widths[index] ?? 0) + GAP.length, -GAP.length);
  for (;;) {
    const highest = Math.max(...kept.map((index) => columns[index]?.drop ?? 0));
    if (total() <= limit || highest === 0) return kept;
    kept = kept.filter((index) => columns[index]?.drop !== highest);
  }
}

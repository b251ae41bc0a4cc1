import { style } from "./style.ts";
import { displayWidth, pad } from "./width.ts";

/** A column of a table. */
export interface Column {
  title: string;
  align?: "left" | "right";
}

/** Draws rows under their titles, with columns as wide as their widest cell. Cells must be sanitized. */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((column, index) =>
    Math.max(displayWidth(column.title), ...rows.map((row) => displayWidth(row[index] ?? ""))),
  );
  const line = (cells: readonly string[], mark: (text: string) => string): string =>
    columns
      .map((column, index) => mark(pad(cells[index] ?? "", widths[index] ?? 0, column.align)))
      .join("  ")
      .trimEnd();
  const head = line(
    columns.map((column) => column.title),
    style.bold,
  );
  return [head, ...rows.map((row) => line(row, (text) => text))].join("\n") + "\n";
}

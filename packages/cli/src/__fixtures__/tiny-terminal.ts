import { displayWidth } from "../terminal/width.ts";

/** A terminal of so many columns that has shown a text: what stands on its rows, without spaces at their ends. */
export function shownOn(columns: number, text: string): string[] {
  const rows: string[][] = [[]];
  let row = 0;
  let column = 0;
  const place = (character: string, width: number): void => {
    if (column + width > columns) {
      row += 1;
      column = 0;
    }
    const cells = (rows[row] ??= []);
    while (cells.length < column) cells.push(" ");
    cells.splice(column, width, character, ...Array<string>(width - 1).fill(""));
    column += width;
  };
  const control = (sequence: string): void => {
    const count = Number(/\d+/.exec(sequence)?.[0] ?? "1");
    const last = sequence.at(-1);
    if (last === "A") row = Math.max(0, row - count);
    if (last === "B") row += count;
    if (last === "C") column = Math.min(columns - 1, column + count);
    if (last === "D") column = Math.max(0, column - count);
    if (last === "G") column = count - 1;
    if (last === "J" || last === "K") rows[row]?.splice(column);
    if (last === "J") rows.splice(row + 1);
  };
  for (const [piece] of text.matchAll(/\u001b\[[0-9;?]*[A-Za-z]|[\s\S]/gu)) {
    if (piece.startsWith("\u001b[")) control(piece);
    else if (piece === "\r") column = 0;
    else if (piece === "\n") {
      row += 1;
      column = 0;
    } else place(piece, displayWidth(piece));
  }
  return Array.from(rows, (cells = []) => cells.join("").trimEnd());
}

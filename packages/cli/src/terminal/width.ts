import { END_MARK, stripMarks } from "./style.ts";

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u;
const INVISIBLE = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]+$/u;

/** East Asian wide and fullwidth ranges (Unicode TR 11), first and last code point. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

/** Columns that a text takes in a terminal; style marks take none. */
export function displayWidth(text: string): number {
  const plain = stripMarks(text);
  if (/^[\u0020-\u007e]*$/.test(plain)) return plain.length;
  let width = 0;
  for (const { segment } of segmenter.segment(plain)) width += graphemeWidth(segment);
  return width;
}

/** Fills a text with spaces up to a width. */
export function pad(text: string, width: number, align: "left" | "right" = "left"): string {
  const space = " ".repeat(Math.max(0, width - displayWidth(text)));
  return align === "left" ? text + space : space + text;
}

/** Cuts a text to a width, with `…` where something is left out; style marks stay closed. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let cut = "";
  let used = 0;
  let marked = false;
  for (const { segment } of segmenter.segment(text)) {
    const columns = displayWidth(segment);
    if (used + columns > width - 1) break;
    if (stripMarks(segment) === "") marked = true;
    cut += segment;
    used += columns;
  }
  return `${cut}…${marked ? END_MARK : ""}`;
}

/** Breaks text into lines of at most `width` columns, between words where that is possible. */
export function wrap(text: string, width: number): string[] {
  return text.split("\n").flatMap((line) => wrapLine(line, Math.max(1, width)));
}

function wrapLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = "";
  let used = 0;
  for (const word of line.split(/(?<=\s)/)) {
    const bare = displayWidth(word.trimEnd());
    if (used > 0 && used + bare > width) {
      lines.push(current.trimEnd());
      current = "";
      used = 0;
    }
    if (bare <= width) {
      current += word;
      used += displayWidth(word);
      continue;
    }
    for (const { segment } of segmenter.segment(word)) {
      const columns = displayWidth(segment);
      if (used > 0 && used + columns > width) {
        lines.push(current);
        current = "";
        used = 0;
      }
      current += segment;
      used += columns;
    }
  }
  lines.push(current.trimEnd());
  return lines;
}

function graphemeWidth(grapheme: string): number {
  if (INVISIBLE.test(grapheme)) return 0;
  if (EMOJI.test(grapheme)) return 2;
  const code = grapheme.codePointAt(0) ?? 0;
  return WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}

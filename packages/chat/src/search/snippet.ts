/** A piece of a text around what was found. */
export interface Snippet {
  /** One line; `…` where something is left out. */
  text: string;
  /** What matched: start and end in `text`, in UTF-16 units, in order. */
  marks: [number, number][];
}

/** How much of the text stands around the first match, in UTF-16 units. */
const BEFORE = 60;
const LENGTH = 200;

/** Cuts the part of a text that shows why it was found. */
export function snippetOf(text: string, wanted: readonly string[]): Snippet {
  const plain = text.replace(/\s+/g, " ");
  const folded = fold(plain);
  const places = wanted.map((each) => folded.indexOf(fold(each))).filter((at) => at >= 0);
  const first = places.length === 0 ? 0 : Math.min(...places);
  let start = Math.max(0, first - BEFORE);
  if (start > 0) {
    const space = plain.lastIndexOf(" ", start + 20);
    start = space > start - 20 && space < first ? space + 1 : start;
  }
  let end = Math.min(plain.length, start + LENGTH);
  // Half a surrogate pair is no character.
  if (isLow(plain, start)) start += 1;
  if (isLow(plain, end)) end -= 1;
  const lead = start > 0 ? "…" : "";
  const shown = lead + plain.slice(start, end) + (end < plain.length ? "…" : "");
  return { text: shown, marks: marksIn(shown, wanted) };
}

function marksIn(text: string, wanted: readonly string[]): [number, number][] {
  const folded = fold(text);
  const marks: [number, number][] = [];
  for (const each of wanted) {
    const needle = fold(each);
    if (needle === "") continue;
    for (
      let at = folded.indexOf(needle);
      at >= 0;
      at = folded.indexOf(needle, at + needle.length)
    ) {
      marks.push([at, at + needle.length]);
    }
  }
  const merged: [number, number][] = [];
  for (const [from, to] of marks.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** Lower case without accents, of the same length, so that places stay true. */
function fold(text: string): string {
  return text.replace(/[^\u0000-\u007f]|[A-Z]/g, (character) => {
    const lower = character.toLowerCase();
    const base = lower.normalize("NFD").replace(/\p{M}/gu, "");
    return base.length === character.length
      ? base
      : lower.length === character.length
        ? lower
        : character;
  });
}

function isLow(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}

/** What ids of a pattern look like, piece by piece. */
export type ToolIdForm = readonly ToolIdPiece[];

/** A run of characters out of one alphabet; a literal is an alphabet of one. */
export interface ToolIdPiece {
  alphabet: string;
  length: number;
}

/** A literal or a class, and how often it comes. */
const PIECE =
  /(\[(?:\\.|[^\]\\])*\]|\\[dw]|\\[^a-zA-Z0-9]|[^\\[\](){}|+*?^$])(?:\{(\d+)(,(\d*))?\}|([+*?]))?/y;

/** Characters that an id can be made of: they need no escape in JSON, a header or a log. */
const PRINTABLE = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));

/** How many characters a run has where the pattern lets it choose: enough for ids that never meet. */
const WANTED_LENGTH = 24;

/**
 * Reads what ids of a pattern look like; undefined for a pattern that is more than literals, classes and counts from
 * `^` to `$`. The catalog lets nothing else into a platform's entry.
 */
export function readToolIdForm(pattern: string): ToolIdForm | undefined {
  if (!pattern.startsWith("^") || !pattern.endsWith("$")) return undefined;
  const source = pattern.slice(1, -1);
  const form: ToolIdPiece[] = [];
  PIECE.lastIndex = 0;
  for (let at = 0; at < source.length; at = PIECE.lastIndex) {
    PIECE.lastIndex = at;
    const match = PIECE.exec(source);
    if (match === null) return undefined;
    const alphabet = alphabetOf(match[1] ?? "");
    if (alphabet === "") return undefined;
    form.push({ alphabet, length: lengthOf(match) });
  }
  return form;
}

function alphabetOf(atom: string): string {
  try {
    const one = new RegExp(`^${atom}$`, "u");
    return PRINTABLE.filter((character) => one.test(character)).join("");
  } catch {
    return "";
  }
}

function lengthOf([, , least, comma, most, sign]: RegExpExecArray): number {
  if (sign === "?") return 1;
  if (sign !== undefined) return WANTED_LENGTH;
  if (least === undefined) return 1;
  if (comma === undefined) return Number(least);
  const max = most === "" || most === undefined ? Number.POSITIVE_INFINITY : Number(most);
  return Math.max(Number(least), Math.min(WANTED_LENGTH, max));
}

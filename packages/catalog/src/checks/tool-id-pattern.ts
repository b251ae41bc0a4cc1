import { wholeRegexFault } from "./regex.ts";

/** A conversation may hold some hundreds of calls, and each of them needs an id of its own. */
const LEAST_IDS = 10_000;

/** A literal or a class, and how often it comes: what core's `tool-id-form.ts` makes ids of. */
const PIECE =
  /(\[(?:\\.|[^\]\\])*\]|\\[dw]|\\[^a-zA-Z0-9]|[^\\[\](){}|+*?^$])(\{\d+(?:,(\d*))?\}|[+*?])?/y;

const PRINTABLE = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));

/**
 * What is wrong with a pattern of tool-call ids; undefined when nothing is. Ids of other platforms are renamed to it, so
 * an id must be made from the pattern alone.
 *
 * @param pattern - The expression, without slashes.
 */
export function toolIdPatternFault(pattern: string): string | undefined {
  const fault = wholeRegexFault(pattern);
  if (fault !== undefined) return fault;
  const source = pattern.slice(1, -1);
  let ids = 1;
  PIECE.lastIndex = 0;
  for (let at = 0; at < source.length; at = PIECE.lastIndex) {
    PIECE.lastIndex = at;
    const match = PIECE.exec(source);
    if (match === null)
      return `has at ${JSON.stringify(source.slice(at))} more than literals, classes and counts: no id can be made from it`;
    const [, atom = "", count] = match;
    const characters = countCharacters(atom);
    if (characters === 0)
      return `has no printable character for ${atom}: no id can be made from it`;
    ids *= characters ** mostOf(count);
  }
  return ids < LEAST_IDS ? `has room for ${ids} ids only: a conversation needs more` : undefined;
}

function countCharacters(atom: string): number {
  const one = new RegExp(`^${atom}$`, "u");
  return PRINTABLE.filter((character) => one.test(character)).length;
}

function mostOf(count: string | undefined): number {
  if (count === undefined || count === "?") return 1;
  const [least, most = least] = count.startsWith("{") ? count.slice(1, -1).split(",") : [];
  return least === undefined || most === "" ? Number.POSITIVE_INFINITY : Number(most);
}

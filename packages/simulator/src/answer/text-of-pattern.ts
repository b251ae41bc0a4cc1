import type { Random } from "./random.ts";

/** One part of a pattern: a class, an escape or a literal, and how often it stands there. */
const PART = /(\[(?:\\.|[^\]\\])+\]|\\.|[^\\^$[\](){}|*+?])(\{(\d+)(?:,(\d*))?\}|[*+?])?/gy;
const PRINTABLE = Array.from({ length: 94 }, (_, index) => String.fromCharCode(index + 33));
/** The length of a part that may be as long as it likes. */
const OPEN_LENGTH = 12;

/** The first text that fits a pattern, or one made for it; without a pattern, the first. */
export function fittingText(
  texts: readonly string[],
  pattern: string | undefined,
  random: Random,
): string {
  const fits = (text: string): boolean => pattern === undefined || new RegExp(pattern).test(text);
  return texts.find(fits) ?? textOfPattern(pattern ?? "^[a-z0-9]{24}$", random);
}

/**
 * Makes a text that fits a pattern of literals, classes and counts between `^` and `$`.
 *
 * @throws Error for any other pattern: the server cannot make ids of it.
 */
export function textOfPattern(pattern: string, random: Random): string {
  const inner = pattern.replace(/^\^/, "").replace(/\$$/, "");
  const made = [...inner.matchAll(PART)]
    .map(([, part = "", count, low, high]) => {
      const one = new RegExp(`^${part}$`);
      const alphabet = PRINTABLE.filter((each) => one.test(each)).join("");
      return random.text(lengthOf(count, low, high), alphabet);
    })
    .join("");
  if (new RegExp(pattern).test(made)) return made;
  throw new Error(
    `The simulator can make no id that fits ${pattern}: write it with literals, classes and counts from ^ to $.`,
  );
}

function lengthOf(
  count: string | undefined,
  low: string | undefined,
  high: string | undefined,
): number {
  if (count === undefined || count === "?") return 1;
  if (low === undefined) return OPEN_LENGTH;
  if (high === undefined) return Number(low);
  const most = high === "" ? Infinity : Number(high);
  return Math.min(most, Math.max(Number(low), OPEN_LENGTH));
}

/** A fault at an offset of a text. */
export interface TextFault {
  offset: number;
  message: string;
}

/**
 * Finds characters that a reader cannot see or that change how a line reads: control characters, tabs,
 * direction marks, zero-width characters, half surrogates. Line breaks are allowed.
 *
 * @param text - A whole file or one value.
 */
export function hiddenCharacters(text: string): TextFault[] {
  const faults: TextFault[] = [];
  for (const match of text.matchAll(HIDDEN)) {
    faults.push({ offset: match.index, message: describe(match[0]) });
    if (faults.length === MOST) break;
  }
  return faults;
}

/** Writes hidden characters as escapes, so that printing a file's text cannot steer a terminal. */
export function escapeHidden(text: string): string {
  return text
    .replace(HIDDEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
    .replaceAll(/[\r\n]+/g, " ");
}

/** Names the scripts that one word mixes, when they look alike: Latin with Cyrillic, Greek and others. */
export function mixedScripts(text: string): string | undefined {
  for (const [word] of text.matchAll(/[\p{L}\p{M}]+/gu)) {
    const scripts = SCRIPTS.filter(([, pattern]) => pattern.test(word)).map(([name]) => name);
    if (scripts.length > 1) return `mixes ${scripts.join(" and ")} letters in "${word}"`;
  }
  return undefined;
}

/** What is wrong with a name that people read; undefined when nothing is. */
export function nameFault(name: string): string | undefined {
  if (/[\r\n]/.test(name)) return "must be one line";
  if (name !== name.trim()) return "has white space at its ends";
  if (name !== name.normalize("NFKC")) return "has characters that only look like usual ones";
  const joined = mixedScripts(name.replaceAll(/[^\p{L}\p{M}]+/gu, ""));
  return joined === undefined ? undefined : (mixedScripts(name) ?? joined);
}

const MOST = 20;

/** First and last code point of each run of hidden characters; tab and carriage return are told apart later. */
const HIDDEN_RUNS: readonly (readonly [first: number, last: number])[] = [
  [0x00, 0x09],
  [0x0b, 0x0c],
  [0x0e, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180e, 0x180e],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xffff],
  [0xe0000, 0xe0fff],
];

const HIDDEN_CLASS = HIDDEN_RUNS.map(
  ([first, last]) => `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`,
).join("");
const HIDDEN = new RegExp(`[${HIDDEN_CLASS}]|\\r(?!\\n)`, "gu");

const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ["Latin", /\p{Script=Latin}/u],
  ["Cyrillic", /\p{Script=Cyrillic}/u],
  ["Greek", /\p{Script=Greek}/u],
  ["Armenian", /\p{Script=Armenian}/u],
  ["Cherokee", /\p{Script=Cherokee}/u],
  ["Coptic", /\p{Script=Coptic}/u],
  ["Lisu", /\p{Script=Lisu}/u],
];

function describe(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  const hex = `U+${point.toString(16).toUpperCase().padStart(4, "0")}`;
  if (character === "\t") return "has a tab: use spaces";
  if (character === "\0") return "has a NUL byte";
  if (character === "\r") return "has a carriage return that ends no line";
  if (point === 0xfeff) return "has a byte order mark (U+FEFF): save the file as UTF-8 without it";
  if (point < 0x20 || (point >= 0x7f && point <= 0x9f)) return `has a control character (${hex})`;
  if (
    point === 0x61c ||
    point === 0x200e ||
    point === 0x200f ||
    (point >= 0x202a && point <= 0x202e) ||
    (point >= 0x2066 && point <= 0x2069)
  ) {
    return `has a character that changes the reading direction (${hex})`;
  }
  if (point >= 0xd800 && point <= 0xdfff) return `has half a character (${hex})`;
  return `has an invisible character (${hex})`;
}

/** Ways to mark text; the marks become colour codes only when they are written to a terminal. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  cyan(text: string): string;
}

// Noncharacters: no text holds them, and `sanitize` removes them from text that is not ours.
/** Ends every mark. */
export const END_MARK = "\ufdd0";
const CODES: Readonly<Record<string, string>> = {
  [END_MARK]: "\u001b[0m",
  "\ufdd1": "\u001b[1m",
  "\ufdd2": "\u001b[2m",
  "\ufdd3": "\u001b[31m",
  "\ufdd4": "\u001b[33m",
  "\ufdd5": "\u001b[32m",
  "\ufdd6": "\u001b[36m",
};
const MARKS = /[\ufdd0-\ufdef]/g;

/** Marks text. Foreign text must be sanitized before. */
export const style: Style = {
  bold: (text) => `\ufdd1${text}${END_MARK}`,
  dim: (text) => `\ufdd2${text}${END_MARK}`,
  red: (text) => `\ufdd3${text}${END_MARK}`,
  yellow: (text) => `\ufdd4${text}${END_MARK}`,
  green: (text) => `\ufdd5${text}${END_MARK}`,
  cyan: (text) => `\ufdd6${text}${END_MARK}`,
};

/** Turns marks into colour codes, or removes them. */
export function renderMarks(text: string, colour: boolean): string {
  return text.replaceAll(MARKS, (mark) => (colour ? (CODES[mark] ?? "") : ""));
}

/** Removes marks. */
export function stripMarks(text: string): string {
  return text.replaceAll(MARKS, "");
}

/** Whether a stream gets colour: NO_COLOR, then FORCE_COLOR, then whether it is a terminal that can. */
export function wantsColour(
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  if ((env["NO_COLOR"] ?? "") !== "") return false;
  const force = env["FORCE_COLOR"];
  if (force !== undefined) return force !== "0" && force !== "false";
  return isTerminal && env["TERM"] !== "dumb";
}

/** The longest title, in characters. */
const MAX_TITLE = 60;

/** The beginning of a text, cut at a word, without Markdown signs, fences and greetings. */
export function titleFromText(text: string): string {
  const plain = text
    .replace(/```[\s\S]*?(```|$)/g, " ")
    .replace(/^[#>\-*\s]+/gm, "")
    .replace(/[`*_]{1,3}/g, "");
  const line = plain.split(/\n+/).find((each) => each.trim() !== "") ?? text;
  const greeted = line.replace(/^\s*(hi|hello|hey|please)\b[\s,!.:]*/i, "").trim();
  // "Hello there" without its greeting says less than with it.
  return cleanTitle(/\s/.test(greeted) ? greeted : line);
}

/** Brings a title to one line of at most 60 characters. */
export function cleanTitle(title: string): string {
  const line = title
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/^["'“”]+|["'“”]+$/g, "");
  const characters = Array.from(line);
  if (characters.length <= MAX_TITLE) return line;
  const cut = characters.slice(0, MAX_TITLE - 1).join("");
  const word = cut.lastIndexOf(" ");
  return `${(word > MAX_TITLE / 2 ? cut.slice(0, word) : cut).replace(/[\s,;:.]+$/, "")}…`;
}

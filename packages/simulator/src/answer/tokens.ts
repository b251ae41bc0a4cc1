/** Counts tokens the simulator's way: one for every four characters begun, none for an empty text. */
export function countTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** Cuts a text into the pieces that a stream sends: words with the white space before them. */
export function splitPieces(text: string): string[] {
  return text.match(/\s*\S+\s*$|\s*\S+/gu) ?? (text === "" ? [] : [text]);
}

/** Cuts a text after so many tokens, never inside a surrogate pair. */
export function cutTokens(text: string, tokens: number): string {
  const end = tokens * 4;
  if (text.length <= end) return text;
  const cut = text.slice(0, end);
  const last = cut.charCodeAt(cut.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut;
}

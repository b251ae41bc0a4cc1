/** More trigrams than these tell nothing more; the text itself is compared anyway. */
const MAX_TRIGRAMS = 16;
const MAX_WORDS = 16;

/** The words of a query: runs of letters, digits and marks. */
export function wordsOf(text: string): string[] {
  return (text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).slice(0, MAX_WORDS);
}

/** A full-text query that asks for every word, the last one also as the beginning of a longer one. */
export function wordQuery(words: readonly string[]): string {
  return words
    .map((word, index) => (index === words.length - 1 ? `"${word}"*` : `"${word}"`))
    .join(" AND ");
}

/** A full-text query that asks for any of the words. */
export function anyWordQuery(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(" OR ");
}

/** A query for every three characters of a text; undefined for shorter texts, which no trigram can find. */
export function trigramQuery(text: string): string | undefined {
  const characters = Array.from(text);
  if (characters.length < 3) return undefined;
  const trigrams = new Set<string>();
  for (let i = 0; i + 3 <= characters.length && trigrams.size < MAX_TRIGRAMS; i += 1) {
    trigrams.add(
      `"${characters
        .slice(i, i + 3)
        .join("")
        .replaceAll('"', '""')}"`,
    );
  }
  return [...trigrams].join(" AND ");
}

/** A LIKE pattern (with `\` as its escape) for a text anywhere. */
export function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, "\\$&")}%`;
}

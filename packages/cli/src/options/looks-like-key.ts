/** Whether a word may be a key, and so must not be repeated in an error. */
export function looksLikeKey(word: string): boolean {
  const text = word.replace(/^-+/, "");
  return (
    text.length >= 20 && /^[\w.:/+=-]+$/.test(text) && /\d/.test(text) && /[A-Za-z]/.test(text)
  );
}

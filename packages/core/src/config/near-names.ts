/** How far apart two names may be to be taken for a misspelling: a third of the longer, at most four edits. */
const MAX_EDITS = 4;

/**
 * Counts the edits between two texts: insert, delete, replace, or swap neighbours
 * (Damerau–Levenshtein, optimal string alignment).
 */
export function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replace = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, replace);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforePrevious[j - 2] ?? 0) + 1);
      }
      current.push(best);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** Finds the names that a misspelt one may mean, nearest first; case, hyphens, underscores and dots do not count. */
export function nearNames(name: string, names: Iterable<string>, max = 3): string[] {
  const wanted = fold(name.slice(0, 100));
  if (wanted === "") return [];
  const found: { name: string; score: number }[] = [];
  for (const candidate of names) {
    const folded = fold(candidate);
    const limit = Math.min(MAX_EDITS, Math.floor(Math.max(wanted.length, folded.length) / 3));
    const part = wanted.length >= 4 && folded.includes(wanted);
    if (!part && Math.abs(folded.length - wanted.length) > limit) continue;
    const edits = editDistance(wanted, folded);
    if (edits <= limit) found.push({ name: candidate, score: edits });
    else if (part) found.push({ name: candidate, score: MAX_EDITS + edits });
  }
  return found
    .toSorted((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1))
    .slice(0, max)
    .map((each) => each.name);
}

/** Writes near names as a question for an error text: `Did you mean "a" or "b"?`; empty without any. */
export function didYouMean(names: readonly string[]): string {
  if (names.length === 0) return "";
  const quoted = names.map((name) => JSON.stringify(name));
  const last = quoted.pop() ?? "";
  return `Did you mean ${quoted.length === 0 ? last : `${quoted.join(", ")} or ${last}`}?`;
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[-_.\s]/g, "");
}

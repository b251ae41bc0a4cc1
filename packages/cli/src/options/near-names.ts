/** The known names that a misspelt one may mean, the nearest first. */
export function nearNames(name: string, known: Iterable<string>, max = 3): string[] {
  const wanted = name.toLowerCase();
  const limit = Math.min(3, Math.max(1, Math.floor(wanted.length / 3)));
  const found: [string, number][] = [];
  for (const candidate of known) {
    const other = candidate.toLowerCase();
    // A beginning is a good guess, but a single slip is a better one.
    const begins = wanted.length >= 3 && other.startsWith(wanted);
    const distance = Math.min(begins ? 1.5 : Infinity, editDistance(wanted, other));
    if (distance <= limit) found.push([candidate, distance]);
  }
  return found
    .toSorted(([a, left], [b, right]) => left - right || (a < b ? -1 : 1))
    .slice(0, max)
    .map(([candidate]) => candidate);
}

/** Edits between two words; two neighbours in the wrong order are the commonest slip and count less than one. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 3) return Infinity;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cell = (r: number, c: number): number => rows[r]?.[c] ?? Infinity;
      let best = Math.min(
        cell(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
        cell(i - 1, j) + 1,
        (row[j - 1] ?? Infinity) + 1,
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, cell(i - 2, j - 2) + 0.9);
      }
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? Infinity;
}

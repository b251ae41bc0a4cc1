/** Names that a misspelt one may mean, the nearest first; at most two edits away, or a beginning of the name. */
export function nearNames(name: string, names: readonly string[]): string[] {
  const wanted = name.toLowerCase();
  return names
    .map((each) => ({ each, edits: editDistance(wanted, each.toLowerCase()) }))
    .filter(
      ({ each, edits }) =>
        edits <= Math.min(2, Math.floor(each.length / 2)) ||
        (wanted.length >= 3 && each.toLowerCase().startsWith(wanted)),
    )
    .toSorted((a, b) => a.edits - b.edits)
    .slice(0, 2)
    .map(({ each }) => each);
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replace = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, replace));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

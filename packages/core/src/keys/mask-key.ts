const SHORTEST = 16;
const LAST = 4;
const SHARE = 0.3;

/**
 * Shows a key so that its owner knows it again: its public prefix, `...`, its last four characters (`sk-...abcd`).
 * A key of fewer than 16 characters is `****`; more than 30 percent of a key is never shown.
 */
export function maskKey(key: string, prefixes: Iterable<string> = []): string {
  if (key.length < SHORTEST) return "****";
  const room = Math.max(0, Math.floor(key.length * SHARE) - LAST);
  // A prefix is shown whole or, where a shorter one is public too, as that one: `sk-pro...` names no kind of key.
  const fitting = [...prefixes].filter((prefix) => prefix.length <= room);
  const prefix = longestPrefix(key, fitting) ?? key.slice(0, Math.min(3, room));
  return `${prefix}...${key.slice(-LAST)}`;
}

/** The longest of some prefixes that a key begins with. */
export function longestPrefix(key: string, prefixes: Iterable<string>): string | undefined {
  let best: string | undefined;
  for (const prefix of prefixes) {
    if (key.startsWith(prefix) && prefix.length > (best?.length ?? 0)) best = prefix;
  }
  return best;
}

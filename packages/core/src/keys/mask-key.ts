const SHORTEST = 16;
const LAST = 4;
const SHARE = 0.3;

/**
 * Shows so much of a key that its owner knows which one it is: its public prefix, `...`, its last four characters. Never
 * more than 30 percent of it; a key of fewer than 16 characters is `****`.
 */
export function maskKey(key: string, prefixes: readonly string[] = []): string {
  if (key.length < SHORTEST) return "****";
  const known = prefixes
    .filter((prefix) => key.startsWith(prefix))
    .toSorted((a, b) => b.length - a.length)[0];
  const room = Math.max(0, Math.floor(key.length * SHARE) - LAST);
  return `${(known ?? key.slice(0, 3)).slice(0, room)}...${key.slice(-LAST)}`;
}

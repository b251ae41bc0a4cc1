/** Config whose entries are merged: one more header or field does not take the model's others away. */
const MERGED: ReadonlySet<string> = new Set(["extraHeaders", "extraBody"]);

/**
 * Puts the config of one call over the model's own: a value wins, undefined leaves the model's, null unsets it. Of
 * `extraHeaders` and `extraBody` the call's entries win one by one; other objects are replaced whole.
 */
export function mergeConfig(
  own: object | undefined | null,
  call: object | undefined | null,
): Record<string, unknown> {
  const merged = new Map<string, unknown>(Object.entries(own ?? {}));
  for (const [key, value] of Object.entries(call ?? {})) {
    if (value === undefined) continue;
    const before = merged.get(key);
    const isMerged = MERGED.has(key) && isRecord(before) && isRecord(value);
    merged.set(key, isMerged ? mergeEntries(key, before, value) : value);
  }
  return Object.fromEntries(merged);
}

function mergeEntries(key: string, own: object, call: object): Record<string, unknown> {
  if (key !== "extraHeaders") return { ...own, ...call };
  // Names of headers have no case: the call's spelling replaces the model's.
  const names = new Set(Object.keys(call).map((name) => name.toLowerCase()));
  const kept = Object.entries(own).filter(([name]) => !names.has(name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...call };
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

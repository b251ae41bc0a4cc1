/**
 * Puts the config of one call over the model's own: a value wins, undefined leaves the model's, null unsets it.
 * Objects such as `extraBody` are replaced whole.
 */
export function mergeConfig(
  own: object | undefined | null,
  call: object | undefined | null,
): Record<string, unknown> {
  const merged = new Map<string, unknown>(Object.entries(own ?? {}));
  for (const [key, value] of Object.entries(call ?? {})) {
    if (value !== undefined) merged.set(key, value);
  }
  return Object.fromEntries(merged);
}

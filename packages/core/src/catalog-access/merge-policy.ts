import type { Policy } from "../catalog/policy.ts";

// Only these are a policy; a platform or a surface has other fields too, such as its models.
const MERGED = [
  ["params", 2],
  ["headers", 2],
  ["messages", 1],
  ["tools", 1],
  ["reasoning", 2],
  ["stream", 1],
  ["usage", 1],
  ["errorsIn200", 0],
  ["structuredOutput", 0],
] as const;

/**
 * Merges policies; a later one wins field by field: `params.<name>`, `headers.<kind>` and `reasoning.send` one level
 * deeper (a family that names a switch keeps the platform's place of the budget), every other value taken whole. Two
 * lists add up: `rules` in order,
 * and `errors` with the later policy's first, because the first rule that fits wins.
 */
export function mergePolicy(...policies: readonly Policy[]): Policy {
  const merged: Record<string, unknown> = {};
  const set = (key: string, value: unknown): void => {
    if (value !== undefined) merged[key] = value;
  };
  for (const policy of policies) {
    for (const [key, depth] of MERGED) set(key, mergeFields(merged[key], policy[key], depth));
    set("rules", joined(merged["rules"], policy.rules));
    set("errors", joined(policy.errors, merged["errors"]));
  }
  return merged;
}

function joined(first: unknown, second: unknown): unknown {
  if (!Array.isArray(first)) return second;
  return Array.isArray(second) ? [...first, ...second] : first;
}

function mergeFields(before: unknown, value: unknown, depth: number): unknown {
  if (value === undefined) return before;
  if (depth === 0 || !isRecord(before) || !isRecord(value)) return value;
  const merged = new Map(Object.entries(before));
  for (const [key, field] of Object.entries(value))
    merged.set(key, mergeFields(merged.get(key), field, depth - 1));
  return Object.fromEntries(merged);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

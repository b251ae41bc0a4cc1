import type { WrittenPlatform } from "../catalog.ts";

type Families = NonNullable<WrittenPlatform["families"]>;
type Family = Families[string];

/** Families with what they extend merged in; at run time no family refers to another. */
export function mergeFamilies(families: Families): Record<string, Omit<Family, "extends">> {
  const resolve = (name: string, seen: readonly string[]): Omit<Family, "extends"> => {
    const { extends: parent, ...own } = families[name] ?? {};
    if (parent === undefined || seen.includes(parent)) return own;
    return mergePolicy(resolve(parent, [...seen, name]), own);
  };
  return Object.fromEntries(Object.keys(families).map((name) => [name, resolve(name, [])]));
}

/** As in core's merge of a platform's policy and a family's. */
const DEEPER = new Set(["params", "headers", "reasoning"]);

/**
 * A policy upon another: parameter rules, headers and reasoning are merged field by field, `rules` add up, `errors` of the
 * upper one come first, everything else of the upper one wins field by field.
 */
function mergePolicy(
  base: Omit<Family, "extends">,
  over: Omit<Family, "extends">,
): Omit<Family, "extends"> {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = (base as Record<string, unknown>)[key];
    if (key === "errors") merged[key] = [...asList(value), ...asList(before)];
    else if (key === "rules") merged[key] = [...asList(before), ...asList(value)];
    else merged[key] = mergeFields(before, value, DEEPER.has(key) ? 2 : 1);
  }
  return merged;
}

function mergeFields(before: unknown, value: unknown, depth: number): unknown {
  if (depth === 0 || !isRecord(before) || !isRecord(value)) return value;
  const merged: Record<string, unknown> = { ...before };
  for (const [key, field] of Object.entries(value))
    merged[key] = mergeFields(before[key], field, depth - 1);
  return merged;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

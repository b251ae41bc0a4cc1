import type { ModelRow, WrittenModel } from "../catalog.ts";
import type { Entry } from "./entry.ts";

// Price, policy, status and regions are the platform's own business, even for the same weights.
const INHERITED = [
  "name",
  "kind",
  "context",
  "maxInput",
  "maxOutput",
  "input",
  "output",
  "tools",
  "structuredOutput",
  "reasoning",
  "efforts",
  "budget",
  "dimensions",
  "openWeights",
  "released",
  "knowledge",
] as const satisfies readonly (keyof WrittenModel)[];

/**
 * A model's row with what it inherits from the same model elsewhere. Its own fields win; a family comes along only
 * where the platform has one of that name.
 */
export function resolveModel(
  entries: ReadonlyMap<string, Entry>,
  platform: string,
  id: string,
  seen: readonly string[] = [],
): ModelRow {
  const entry = entries.get(platform);
  const written = entry?.models.get(id)?.model ?? {};
  const { inherits, aliases: _aliases, prices: _prices, waiver: _waiver, ...own } = written;
  if (inherits === undefined || seen.includes(inherits)) return { id, ...own };
  const [from, fromId] = splitReference(inherits);
  const parent = resolveModel(entries, from, fromId, [...seen, `${platform}/${id}`]);
  const taken: Partial<Record<(typeof INHERITED)[number] | "family", unknown>> = {};
  for (const field of INHERITED) if (parent[field] !== undefined) taken[field] = parent[field];
  if (parent.family !== undefined && Object.hasOwn(entry?.data.families ?? {}, parent.family)) {
    taken.family = parent.family;
  }
  return { id, ...(taken as Partial<ModelRow>), ...own };
}

/** Splits `<platform>/<model id>` at the first slash. */
export function splitReference(reference: string): [platform: string, id: string] {
  const slash = reference.indexOf("/");
  return [reference.slice(0, slash), reference.slice(slash + 1)];
}

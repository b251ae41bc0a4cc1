import type { Platform } from "../catalog/platform.ts";
import { editDistance } from "../config/near-names.ts";
import { PLATFORM_ALIASES, PLATFORMS } from "../generated/platforms.ts";

/**
 * Finds a platform by its id or by another name in use; case, hyphens and underscores do not matter
 * (`OpenAI`, `aws_bedrock`, `AWS-BEDROCK`).
 */
export function findPlatform(name: string): Platform | undefined {
  if (Object.hasOwn(PLATFORMS, name)) return PLATFORMS[name];
  const id = idsByName().get(normal(name));
  return id === undefined ? undefined : PLATFORMS[id];
}

/** Platform ids whose id or alias is like a name, the nearest first, at most three; for error texts. */
export function nearPlatforms(name: string): string[] {
  const wanted = normal(name);
  // A name of a few letters is near to everything: one slip is allowed for every three letters, and at most three.
  const limit = Math.min(3, Math.max(1, Math.floor(wanted.length / 3)));
  const best = new Map<string, number>();
  for (const [known, id] of idsByName()) {
    const partly = wanted.length >= 3 && (known.includes(wanted) || wanted.includes(known));
    const distance = partly ? 0.5 : editDistance(wanted, known);
    if (distance <= limit && distance < (best.get(id) ?? Infinity)) best.set(id, distance);
  }
  return [...best]
    .toSorted(([a, left], [b, right]) => left - right || (a < b ? -1 : 1))
    .slice(0, 3)
    .map(([id]) => id);
}

let names: Map<string, string> | undefined;

function idsByName(): Map<string, string> {
  if (names !== undefined) return names;
  const known = [
    ...Object.entries(PLATFORM_ALIASES),
    ...Object.keys(PLATFORMS).map((id) => [id, id] as const),
  ];
  // Ids come last, so that an id wins over another platform's alias.
  names = new Map(known.map(([name, id]) => [normal(name), id]));
  return names;
}

function normal(name: string): string {
  return name.trim().toLowerCase().replaceAll("_", "-");
}

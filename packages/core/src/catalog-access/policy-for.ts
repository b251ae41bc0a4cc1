import type { ModelRow } from "../catalog/model-row.ts";
import type { Platform, Surface } from "../catalog/platform.ts";
import type { Policy } from "../catalog/policy.ts";
import { mergePolicy } from "./merge-policy.ts";

/** What decides a policy beside platform and surface. */
export type PolicyRow = Pick<ModelRow, "family" | "policy">;

const caches = new WeakMap<Platform, WeakMap<Surface, Map<string, Policy>>>();

/**
 * The policy of a model on one surface: platform, surface, family and model merged. Made once per family; a model
 * with a policy of its own is merged each time.
 */
export function policyFor(platform: Platform, surface: Surface, row: PolicyRow = {}): Policy {
  const shared = familyPolicy(platform, surface, row.family ?? "");
  return row.policy === undefined ? shared : mergePolicy(shared, row.policy);
}

function familyPolicy(platform: Platform, surface: Surface, family: string): Policy {
  const bySurface = caches.get(platform) ?? new WeakMap<Surface, Map<string, Policy>>();
  caches.set(platform, bySurface);
  const byFamily = bySurface.get(surface) ?? new Map<string, Policy>();
  bySurface.set(surface, byFamily);
  const known = byFamily.get(family);
  if (known !== undefined) return known;
  const families = platform.families ?? {};
  const own = Object.hasOwn(families, family) ? families[family] : undefined;
  const policy = Object.freeze(mergePolicy(platform, surface, ...(own === undefined ? [] : [own])));
  byFamily.set(family, policy);
  return policy;
}

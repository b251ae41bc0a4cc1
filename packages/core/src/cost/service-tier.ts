/** Names under which platforms report, or users ask, that no special service tier is used. */
const STANDARD_TIERS: ReadonlySet<string> = new Set([
  "standard",
  "default",
  "auto",
  "on_demand",
  "standard_only",
]);

/** Brings a service tier's name to the catalog's: `standard` for the names that mean no special tier. */
export function normalizeServiceTier(tier: string | undefined): string {
  return tier === undefined || tier === "" || STANDARD_TIERS.has(tier) ? "standard" : tier;
}

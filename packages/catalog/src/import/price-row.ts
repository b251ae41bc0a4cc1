/** Decimal strings per price component, in the order in which they are written. */
export interface ImportedComponents {
  input?: string;
  output?: string;
  cacheRead?: string;
  cacheWrite?: string;
  cacheWrite1h?: string;
  cacheStorageHour?: string;
  reasoning?: string;
  inputAudio?: string;
  outputAudio?: string;
}

/** One dated price as the import writes it; the keys are those of the catalog's price rows. */
export interface ImportedPrice {
  from?: string;
  until?: string;
  currency: string;
  region?: string;
  serviceTier?: string;
  when?: {
    tz: string;
    weekdays?: number[];
    windows: [string, string][];
    basis: "requestStart";
  };
  components: ImportedComponents;
  tiers?: { above: number; mode: "cliff"; components: ImportedComponents }[];
  source: { name: string; date: string; url?: string };
  agreement?: "agree" | "single" | "conflict";
}

/**
 * What makes two rows one history: the same currency, region, service tier and hours.
 * A new price continues the history of its series and leaves the others alone.
 */
export function priceSeries(row: ImportedPrice): string {
  return JSON.stringify([
    row.currency,
    row.region ?? null,
    row.serviceTier ?? "standard",
    row.when === undefined ? null : [row.when.tz, row.when.weekdays ?? null, row.when.windows],
  ]);
}

/** Whether two rows ask the same money. */
export function sameAmounts(one: ImportedPrice, other: ImportedPrice): boolean {
  return amountsOf(one) === amountsOf(other);
}

/**
 * The components of a row with those that another of the same model names besides; undefined where the other changes
 * or lacks anything that the row says.
 */
export function withMore(one: ImportedPrice, other: ImportedPrice): ImportedComponents | undefined {
  // A row without components says that its model is free, or paid by a plan.
  if (Object.keys(one.components).length === 0) return undefined;
  const all = { ...other.components, ...one.components };
  const isMore = sameAmounts({ ...one, components: all }, other);
  return isMore && !sameAmounts(one, other) ? other.components : undefined;
}

function amountsOf(row: ImportedPrice): string {
  const sorted = (components: ImportedComponents): unknown =>
    Object.entries(components).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    sorted(row.components),
    (row.tiers ?? []).map((tier) => [tier.above, tier.mode, sorted(tier.components)]),
  ]);
}

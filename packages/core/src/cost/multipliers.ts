import type { PriceRow } from "../catalog/price.ts";
import type { PriceMultiplier } from "../results/cost.ts";
import type { PriceQuery } from "./price-for.ts";
import { multiply, parseDecimal, type Rational } from "./rational.ts";
import { normalizeServiceTier } from "./service-tier.ts";

/** What a row's prices per token are multiplied by for an answer, in the order in which it is told. */
export function multipliersFor(row: PriceRow, query: PriceQuery): PriceMultiplier[] {
  return [batchMultiplier(row, query), geoMultiplier(row, query)].filter(
    (each) => each !== undefined,
  );
}

/** The factor of the batch tier: for an answer of that tier, on a row that is not its own price. */
export function batchMultiplier(row: PriceRow, query: PriceQuery): PriceMultiplier | undefined {
  const by = row.multipliers?.batch;
  const applies =
    normalizeServiceTier(query.serviceTier) === "batch" &&
    normalizeServiceTier(row.serviceTier) === "standard";
  return applies && isFactor(by) ? { of: "batch", by } : undefined;
}

/** The factor of the place that answered, else of the endpoint's region, on a row that is not that place's own price. */
export function geoMultiplier(row: PriceRow, query: PriceQuery): PriceMultiplier | undefined {
  const region = query.answeredIn ?? query.region;
  if (region === undefined || region === row.region) return undefined;
  return geoMultipliers(row).find((each) => each.region === region);
}

/** The factor of every place that a row has one for. */
export function geoMultipliers(row: PriceRow): PriceMultiplier[] {
  return Object.entries(row.multipliers?.geo ?? {}).flatMap(([region, by]) =>
    isFactor(by) ? [{ of: "geo", region, by }] : [],
  );
}

/** A price times its multipliers, exactly. */
export function multiplied(price: Rational, multipliers: readonly PriceMultiplier[]): Rational {
  return multipliers.reduce(
    (product, { by }) => multiply(product, parseDecimal(by) ?? { n: 1n, d: 1n }),
    price,
  );
}

/** A factor that is no number, or 0, says nothing: a price that nobody knows must not become known by it. */
function isFactor(by: string | undefined): by is string {
  return by !== undefined && (parseDecimal(by)?.n ?? 0n) > 0n;
}

import type { PriceRow } from "../catalog/price.ts";
import { isInWindow } from "./price-window.ts";

/** What a price depends on beside the model. */
export interface PriceQuery {
  /** Start of the request: a date, or Unix time in milliseconds. Days are UTC days. */
  at: Date | number;
  /** Region of the endpoint that answered. */
  region?: string | undefined;
  /** Service tier that answered; `standard` when absent. */
  serviceTier?: string | undefined;
  /** Only rows in this currency; any when absent. */
  currency?: string | undefined;
}

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

/**
 * Selects the price row that holds for a request, or undefined when none does.
 * In this order: the exact service tier before standard, the region's own row before one for every region,
 * a row for these hours before one for every hour, the latest start date.
 */
export function priceFor(rows: readonly PriceRow[], query: PriceQuery): PriceRow | undefined {
  const tier = normalizeServiceTier(query.serviceTier);
  let best: PriceRow | undefined;
  for (const row of rowsAt(rows, query)) {
    if (row.when !== undefined && !isInWindow(row.when, timeOf(query.at))) continue;
    if (best === undefined || beats(row, best, tier)) best = row;
  }
  return best;
}

/** The rows that may apply on a day, in a region and service tier, whatever the hour. */
export function rowsAt(rows: readonly PriceRow[], query: PriceQuery): PriceRow[] {
  const time = timeOf(query.at);
  if (!Number.isFinite(time) || Math.abs(time) > 8.64e15) return [];
  const day = new Date(time).toISOString().slice(0, 10);
  const tier = normalizeServiceTier(query.serviceTier);
  return rows.filter((row) => {
    const rowTier = normalizeServiceTier(row.serviceTier);
    return (
      (row.from === undefined || row.from <= day) &&
      (row.until === undefined || day < row.until) &&
      (query.currency === undefined || row.currency === query.currency) &&
      (row.region === undefined || row.region === query.region) &&
      (rowTier === tier || rowTier === "standard")
    );
  });
}

function timeOf(at: Date | number): number {
  return typeof at === "number" ? at : at.getTime();
}

function beats(row: PriceRow, best: PriceRow, tier: string): boolean {
  const ranks = (candidate: PriceRow): [boolean, boolean, boolean] => [
    normalizeServiceTier(candidate.serviceTier) === tier,
    candidate.region !== undefined,
    candidate.when !== undefined,
  ];
  const a = ranks(row);
  const b = ranks(best);
  for (let i = 0; i < a.length; i += 1) {
    if (a[i] !== b[i]) return a[i] === true;
  }
  return (row.from ?? "") > (best.from ?? "");
}

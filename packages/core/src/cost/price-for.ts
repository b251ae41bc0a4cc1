import type { PriceRow } from "../catalog/price.ts";
import { geoMultiplier } from "./multipliers.ts";
import { isInWindow } from "./price-window.ts";
import { normalizeServiceTier } from "./service-tier.ts";

/** What a price depends on beside the model. */
export interface PriceQuery {
  /** Start of the request: a date, or Unix time in milliseconds. Days are UTC days. */
  at: Date | number;
  /** Region of the endpoint that answered. */
  region?: string | undefined;
  /**
   * The place that the answer says it came from; it goes before `region`. Such an answer may cost more than elsewhere,
   * so a price for every region is not the whole of it, unless the row has a multiplier for that place.
   */
  answeredIn?: string | undefined;
  /** Service tier that answered; `standard` when absent. */
  serviceTier?: string | undefined;
  /** Only rows in this currency; any when absent. */
  currency?: string | undefined;
}

/**
 * Selects the price row that holds for a request, or undefined when none does.
 * In this order: the exact service tier before standard, the row of the place that answered before that of the
 * endpoint's region and that before one for every region, a row for these hours before one for every hour, the latest
 * start date.
 */
export function priceFor(rows: readonly PriceRow[], query: PriceQuery): PriceRow | undefined {
  let best: PriceRow | undefined;
  for (const row of rowsAt(rows, query)) {
    if (row.when !== undefined && !isInWindow(row.when, timeOf(query.at))) continue;
    if (best === undefined || beats(row, best, query)) best = row;
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
      (typeof row.free !== "object" || row.free.until === undefined || day < row.free.until) &&
      (query.currency === undefined || row.currency === query.currency) &&
      holdsIn(row, query) &&
      (rowTier === tier || rowTier === "standard")
    );
  });
}

function holdsIn(row: PriceRow, query: PriceQuery): boolean {
  const { region, answeredIn } = query;
  if (row.region === undefined || row.region === (answeredIn ?? region)) return true;
  // The endpoint's own price holds elsewhere only where it says by which factor.
  return row.region === region && geoMultiplier(row, query) !== undefined;
}

function timeOf(at: Date | number): number {
  return typeof at === "number" ? at : at.getTime();
}

function beats(row: PriceRow, best: PriceRow, query: PriceQuery): boolean {
  const tier = normalizeServiceTier(query.serviceTier);
  const place = query.answeredIn ?? query.region;
  const ranks = (candidate: PriceRow): boolean[] => [
    normalizeServiceTier(candidate.serviceTier) === tier,
    candidate.region !== undefined && candidate.region === place,
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

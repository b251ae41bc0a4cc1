import type { ModelKind } from "../catalog/model-row.ts";
import type { PriceRow } from "../catalog/price.ts";
import type { Cost, CostLine, PlatformFigure } from "../results/cost.ts";
import type { Usage, UsageUnit } from "../results/usage.ts";
import { chargeUsage, type Charge } from "./charge-usage.ts";
import { batchMultiplier, geoMultiplier, multipliersFor } from "./multipliers.ts";
import { priceFor, type PriceQuery } from "./price-for.ts";
import { normalizeServiceTier } from "./service-tier.ts";
import { add, compare, parseDecimal, toDecimal, ZERO, type Rational } from "./rational.ts";

/** What a cost is computed from. */
export interface ComputeCostOptions extends PriceQuery {
  usage: Usage;
  /** Price rows of the model that answered; empty when it has none. */
  rows: readonly PriceRow[];
  /** The model that answered: segments of this model use `rows`. */
  model?: string | undefined;
  /** Price rows of the other models of `usage.segments`. */
  rowsOf?: ((model: string) => readonly PriceRow[] | undefined) | undefined;
  /** Embedding and rerank answers have no output tokens. `chat` when absent. */
  kind?: ModelKind | undefined;
  /**
   * Whether the request may have named a cache that was made before and is billed by the hour; true when absent. Where
   * it named none, what was read comes from a cache that the platform keeps on its own, for nothing.
   */
  mayNameCache?: boolean | undefined;
  /** The platform's own figure. */
  platformCost?: PlatformFigure | undefined;
  /** `reported` when absent. */
  basis?: Cost["basis"] | undefined;
}

/**
 * Computes what an answer cost. Amounts are exact; only the total is rounded, once, half to even at 10⁻¹².
 * What has no price or no count is named in `missing` and never counts as 0; without any priced class the amount
 * is undefined. The platform's own figure wins over the catalog's, which is then kept in `other` when it differs.
 */
export function computeCost(options: ComputeCostOptions): Cost {
  const catalog = catalogCost(options);
  const own = options.platformCost;
  const ownAmount = own === undefined ? undefined : parseDecimal(own.amount);
  if (own === undefined || ownAmount === undefined || ownAmount.n < 0n) return catalog;
  return withPlatformFigure(catalog, own, ownAmount);
}

/** Adds the exact amounts of cost lines. */
export function sumLines(lines: readonly CostLine[]): Rational {
  return lines.reduce((sum, line) => add(sum, parseDecimal(line.amount) ?? ZERO), ZERO);
}

function catalogCost(options: ComputeCostOptions): Cost {
  const { usage, answeredIn, kind = "chat", basis = "reported", mayNameCache = true } = options;
  const query: PriceQuery = options;
  const main = priceFor(options.rows, query);
  let currency = options.currency ?? main?.currency;
  const lines: CostLine[] = [];
  const missing = new Set<string>();
  let isPriced = false;
  const segmented = usage.segments !== undefined && usage.segments.length > 0;

  const take = (charge: Charge, row: PriceRow | undefined, model: string | undefined): void => {
    if (charge.lines.length + charge.missing.length === 0 && model === undefined && segmented)
      return;
    const of = model === undefined ? "" : ` (${model})`;
    if (row !== undefined && currency !== undefined && row.currency !== currency) {
      missing.add(`price in ${currency}${of}`);
      return;
    }
    const tier = row === undefined ? undefined : unpricedTier(row, query);
    if (tier !== undefined) {
      // Another tier's price is no known part of this one's.
      missing.add(`price of service tier ${tier}${of}`);
      return;
    }
    const place = row === undefined ? undefined : unpricedPlace(row, query);
    if (place !== undefined) missing.add(`price in the region ${place}${of}`);
    currency ??= row?.currency;
    isPriced ||= row !== undefined && row === main;
    lines.push(
      ...(model === undefined ? charge.lines : charge.lines.map((l) => ({ ...l, model }))),
    );
    for (const what of charge.missing) missing.add(what + of);
  };

  const chargeAt = (used: Usage, row: PriceRow | undefined): Charge =>
    chargeUsage(used, row, {
      kind,
      mayNameCache,
      multipliers: row === undefined ? [] : multipliersFor(row, query),
    });
  if (!segmented) {
    take(chargeAt(usage, main), main, undefined);
  } else {
    for (const segment of usage.segments ?? []) {
      const rows =
        segment.model === options.model ? options.rows : (options.rowsOf?.(segment.model) ?? []);
      const row = priceFor(rows, { ...query, currency });
      take(chargeAt(segment.usage, row), row, segment.model);
    }
    take(chargeRestOfUnits(usage, main), main, undefined);
  }

  const cost: Cost = {
    currency: currency ?? "USD",
    complete: missing.size === 0,
    basis,
    source: "catalog",
    lines,
    missing: [...missing],
  };
  if (lines.length > 0 || missing.size === 0) cost.amount = toDecimal(sumLines(lines));
  if (main !== undefined && isPriced) cost.price = priceSource(main);
  if (answeredIn !== undefined) cost.answeredIn = answeredIn;
  return cost;
}

/** The service tier of an answer, where a row is not its price. */
function unpricedTier(row: PriceRow, query: PriceQuery): string | undefined {
  const wanted = normalizeServiceTier(query.serviceTier);
  const isPriced =
    row.plan !== undefined ||
    normalizeServiceTier(row.serviceTier) === wanted ||
    batchMultiplier(row, query) !== undefined;
  return isPriced ? undefined : wanted;
}

/** The place that an answer names, where a row is not all of its price. */
function unpricedPlace(row: PriceRow, query: PriceQuery): string | undefined {
  const { answeredIn } = query;
  const isPriced =
    row.plan !== undefined || row.region === answeredIn || geoMultiplier(row, query) !== undefined;
  return isPriced ? undefined : answeredIn;
}

/** Units, such as web searches, may be counted for the whole answer only. */
function chargeRestOfUnits(usage: Usage, row: PriceRow | undefined): Charge {
  const units: Partial<Record<UsageUnit, number>> = {};
  for (const [unit, whole] of Object.entries(usage.units ?? {}) as [UsageUnit, number][]) {
    const inSegments = (usage.segments ?? []).reduce(
      (sum, segment) => sum + (segment.usage.units?.[unit] ?? 0),
      0,
    );
    if (unit !== "requests" && whole > inSegments) units[unit] = whole - inSegments;
  }
  if (Object.keys(units).length === 0) return { lines: [], missing: [] };
  const none: Usage = { input: { total: 0 }, output: { total: 0 }, units, raw: null };
  const charge = chargeUsage(none, row, { kind: "chat", multipliers: [], mayNameCache: false });
  return { ...charge, lines: charge.lines.filter((line) => line.class !== "request") };
}

function withPlatformFigure(catalog: Cost, own: PlatformFigure, charged: Rational): Cost {
  const { currency, upstream } = own;
  const billed = upstream === undefined || upstream === null ? undefined : parseDecimal(upstream);
  const known = billed !== undefined && billed.n >= 0n ? billed : undefined;
  const amount = toDecimal(known === undefined ? charged : add(charged, known));
  const computed = catalog.amount === undefined ? undefined : parseDecimal(catalog.amount);
  const same =
    computed !== undefined &&
    catalog.currency === currency &&
    compare(computed, parseDecimal(amount) ?? ZERO) === 0;
  const line = (name: string, figure: Rational): CostLine => {
    const text = toDecimal(figure);
    return { class: name, quantity: 1, price: text, amount: text };
  };
  const missing = upstream !== undefined && known === undefined ? ["upstream cost"] : [];
  const cost: Cost = {
    amount,
    currency,
    complete: missing.length === 0,
    basis: catalog.basis,
    source: "platform",
    // The catalog's lines explain the figure only when they sum to it.
    lines: same
      ? catalog.lines
      : [line("platform", charged), ...(known === undefined ? [] : [line("upstream", known)])],
    missing,
    ...(catalog.answeredIn === undefined ? {} : { answeredIn: catalog.answeredIn }),
  };
  if (!same && catalog.amount !== undefined) {
    cost.other = { amount: catalog.amount, currency: catalog.currency, source: "catalog" };
  }
  if (same && catalog.price !== undefined) cost.price = catalog.price;
  return cost;
}

function priceSource(row: PriceRow): NonNullable<Cost["price"]> {
  return {
    ...(row.from === undefined ? {} : { from: row.from }),
    source: row.source.name,
    date: row.source.date,
    ...(row.agreement === undefined ? {} : { agreement: row.agreement }),
    ...(row.free === undefined ? {} : { free: row.free }),
    ...(row.plan === undefined ? {} : { plan: row.plan }),
  };
}

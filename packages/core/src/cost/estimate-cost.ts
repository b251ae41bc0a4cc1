import type { PriceComponents, PriceRow } from "../catalog/price.ts";
import type { Cost, CostLine, PriceMultiplier } from "../results/cost.ts";
import { billsStorage, planOf, STORAGE_HOURS } from "./charge-usage.ts";
import { sumLines } from "./compute-cost.ts";
import { batchMultiplier, geoMultiplier, geoMultipliers, multiplied } from "./multipliers.ts";
import { rowsAt, type PriceQuery } from "./price-for.ts";
import {
  compare,
  divideBy,
  multiply,
  parseCount,
  parseDecimal,
  toDecimal,
  toExactDecimal,
  ZERO,
  type Rational,
} from "./rational.ts";
import { normalizeServiceTier } from "./service-tier.ts";

/** What a request may use at most. */
export interface WorstCaseOptions extends PriceQuery {
  rows: readonly PriceRow[];
  /** The most input tokens, as of `tokensAtMost`. */
  inputTokens: number;
  /** The output cap of one answer; undefined when nothing caps it. */
  maxOutputTokens: number | undefined;
  /** Answers asked for; 1 when absent. */
  n?: number | undefined;
  /** Attempts that may be billed; 1 when absent. */
  attempts?: number | undefined;
  /** Whether the request may name a cache that is billed by the hour; false when absent. */
  namesCache?: boolean | undefined;
}

/** Prices of which one may hold, and what they may be multiplied by at most. */
interface Rate {
  components: PriceComponents;
  multipliers: readonly PriceMultiplier[];
}

/** One price, with its multipliers in it. */
interface Price {
  text: string;
  amount: Rational;
  multipliers: readonly PriceMultiplier[];
}

const INPUT_CLASSES = ["input", "cacheRead", "cacheWrite", "cacheWrite1h"] as const;
const OUTPUT_CLASSES = ["output", "reasoning"] as const;
const ONE: Rational = { n: 1n, d: 1n };

/**
 * Reckons the most that a request can cost before it is sent: every token at its dearest class, tier, hour and place,
 * every answer at its full length, once per attempt. `missing` names what has no bound.
 */
export function worstCaseCost(options: WorstCaseOptions): Cost {
  const attempts = options.attempts ?? 1;
  const rows = rowsAt(options.rows, options);
  const currency = options.currency ?? rows[0]?.currency ?? "USD";
  const cost: Cost = {
    currency,
    complete: false,
    basis: "estimated",
    source: "catalog",
    lines: [],
    missing: [],
  };
  const plans = new Set(rows.flatMap(({ plan }) => (plan === undefined ? [] : [plan])));
  for (const plan of plans) cost.missing.push(planOf(plan));
  const billed = rows.filter(({ plan }) => plan === undefined);
  // What a subscription pays has no price per token that could be missing.
  if (billed.length === 0 && plans.size > 0) return cost;
  const tier = normalizeServiceTier(options.serviceTier);
  const hasTier = (row: PriceRow): boolean =>
    normalizeServiceTier(row.serviceTier) === tier || batchMultiplier(row, options) !== undefined;
  if (billed.length > 0 && !billed.some(hasTier)) {
    // Another tier's price is no known part of this one's.
    cost.missing.push(`price of service tier ${tier}`);
    return cost;
  }
  const { answeredIn } = options;
  const isOfPlace = (row: PriceRow): boolean =>
    row.region === answeredIn || geoMultiplier(row, options) !== undefined;
  if (answeredIn !== undefined && billed.length > 0 && !billed.some(isOfPlace))
    cost.missing.push(`price in the region ${answeredIn}`);
  if (options.namesCache === true && billed.some(billsStorage)) cost.missing.push(STORAGE_HOURS);
  const rates = billed
    .filter((row) => row.currency === currency)
    .flatMap((row) => ratesUpTo(row, options));

  const line = (name: string, quantity: number | undefined, price: Price | undefined): void => {
    if (quantity === undefined) cost.missing.push(`${name} tokens`);
    else if (price === undefined && quantity === 0) return;
    else if (price === undefined) cost.missing.push(`price of ${name}`);
    else cost.lines.push(lineOf(name, quantity, price));
  };
  line("input", options.inputTokens * attempts, dearest(rates, INPUT_CLASSES));
  const output = options.maxOutputTokens;
  line(
    "output",
    output === undefined ? undefined : output * (options.n ?? 1) * attempts,
    dearest(rates, OUTPUT_CLASSES),
  );
  const request = dearest(
    rates.map(({ components }) => ({ components, multipliers: [] })),
    ["request"],
  );
  if (request !== undefined) cost.lines.push(lineOf("request", attempts, request, 1n));

  cost.complete = cost.missing.length === 0;
  if (cost.lines.length > 0) cost.amount = toDecimal(sumLines(cost.lines));
  return cost;
}

function ratesUpTo(row: PriceRow, options: WorstCaseOptions): Rate[] {
  const base =
    row.free === undefined ? row.components : { input: "0", output: "0", ...row.components };
  const tiers = (row.tiers ?? []).filter((tier) => options.inputTokens > tier.above);
  const multipliers = mostOf(row, options);
  return [base, ...tiers.map((tier) => tier.components)].map((components) => ({
    components,
    multipliers,
  }));
}

/**
 * The factors that make a row dearest. Who asks for the batch tier may get the standard one; who names no place may
 * be answered in any, since an account can have a place of its own.
 */
function mostOf(row: PriceRow, options: WorstCaseOptions): PriceMultiplier[] {
  const batch = batchMultiplier(row, options);
  const asked = geoMultiplier(row, options);
  const geo = options.answeredIn === undefined ? dearestOf(geoMultipliers(row)) : asked;
  return [dearestOf(batch === undefined ? [] : [batch]), geo].filter((each) => each !== undefined);
}

/** The greatest factor above 1. */
function dearestOf(multipliers: readonly PriceMultiplier[]): PriceMultiplier | undefined {
  let best: PriceMultiplier | undefined;
  for (const each of multipliers) {
    const most = best === undefined ? ONE : multiplied(ONE, [best]);
    if (compare(multiplied(ONE, [each]), most) > 0) best = each;
  }
  return best;
}

/** The highest price among the classes. Undefined when the first class, the usual one, has no price at all. */
function dearest(
  rates: readonly Rate[],
  classes: readonly (keyof PriceComponents)[],
): Price | undefined {
  const [main] = classes;
  if (main === undefined || rates.every(({ components }) => components[main] === undefined))
    return undefined;
  let best: Price | undefined;
  for (const { components, multipliers } of rates) {
    for (const name of classes) {
      const price = components[name];
      const value = price === undefined ? undefined : parseDecimal(price);
      if (price === undefined || value === undefined) continue;
      const amount = multiplied(value, multipliers);
      if (best !== undefined && compare(amount, best.amount) <= 0) continue;
      best = {
        text: multipliers.length === 0 ? price : toExactDecimal(amount),
        amount,
        multipliers,
      };
    }
  }
  return best;
}

function lineOf(name: string, quantity: number, price: Price, per = 1_000_000n): CostLine {
  const amount = divideBy(multiply(parseCount(quantity) ?? ZERO, price.amount), per);
  return {
    class: name,
    quantity,
    price: price.text,
    amount: toExactDecimal(amount),
    ...(price.multipliers.length === 0 ? {} : { multipliers: price.multipliers }),
  };
}

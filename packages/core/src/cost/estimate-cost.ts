import type { PriceComponents, PriceRow } from "../catalog/price.ts";
import type { Cost, CostLine } from "../results/cost.ts";
import { normalizeServiceTier, rowsAt, type PriceQuery } from "./price-for.ts";
import {
  compare,
  divideBy,
  multiply,
  parseCount,
  parseDecimal,
  toDecimal,
  toExactDecimal,
  ZERO,
} from "./rational.ts";
import { sumLines } from "./compute-cost.ts";

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
}

const INPUT_CLASSES = ["input", "cacheRead", "cacheWrite", "cacheWrite1h"] as const;
const OUTPUT_CLASSES = ["output", "reasoning"] as const;

/**
 * Reckons the most that a request can cost before it is sent: every token at its dearest class, tier and hour,
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
  const tier = normalizeServiceTier(options.serviceTier);
  const hasTier = (row: PriceRow): boolean => normalizeServiceTier(row.serviceTier) === tier;
  if (tier !== "standard" && rows.length > 0 && !rows.some(hasTier)) {
    // Another tier's price is no known part of this one's.
    cost.missing.push(`price of service tier ${tier}`);
    return cost;
  }
  const components = rows
    .filter((row) => row.currency === currency)
    .flatMap((row) => componentsUpTo(row, options.inputTokens));

  const line = (name: string, quantity: number | undefined, price: string | undefined): void => {
    if (quantity === undefined) cost.missing.push(`${name} tokens`);
    else if (price === undefined && quantity === 0) return;
    else if (price === undefined) cost.missing.push(`price of ${name}`);
    else cost.lines.push(lineOf(name, quantity, price));
  };
  line("input", options.inputTokens * attempts, dearest(components, INPUT_CLASSES));
  const output = options.maxOutputTokens;
  line(
    "output",
    output === undefined ? undefined : output * (options.n ?? 1) * attempts,
    dearest(components, OUTPUT_CLASSES),
  );
  const request = dearest(components, ["request"]);
  if (request !== undefined) cost.lines.push(lineOf("request", attempts, request, 1n));

  cost.complete = cost.missing.length === 0;
  if (cost.lines.length > 0) cost.amount = toDecimal(sumLines(cost.lines));
  return cost;
}

function componentsUpTo(row: PriceRow, inputTokens: number): PriceComponents[] {
  const base = row.free === true ? { input: "0", output: "0", ...row.components } : row.components;
  const tiers = (row.tiers ?? []).filter((tier) => inputTokens > tier.above);
  return [base, ...tiers.map((tier) => tier.components)];
}

/** The highest price among the classes. Undefined when the first class, the usual one, has no price at all. */
function dearest(
  components: readonly PriceComponents[],
  classes: readonly (keyof PriceComponents)[],
): string | undefined {
  const [main] = classes;
  if (main === undefined || components.every((each) => each[main] === undefined)) return undefined;
  let best: string | undefined;
  for (const each of components) {
    for (const name of classes) {
      const price = each[name];
      const value = price === undefined ? undefined : parseDecimal(price);
      if (price === undefined || value === undefined) continue;
      if (best === undefined || compare(value, parseDecimal(best) ?? ZERO) > 0) best = price;
    }
  }
  return best;
}

function lineOf(name: string, quantity: number, price: string, per = 1_000_000n): CostLine {
  const amount = divideBy(multiply(parseCount(quantity) ?? ZERO, parseDecimal(price) ?? ZERO), per);
  return { class: name, quantity, price, amount: toExactDecimal(amount) };
}

import type { Cost, CostLine } from "../results/cost.ts";
import { sumLines } from "./compute-cost.ts";
import { add, parseDecimal, toDecimal, toExactDecimal, ZERO } from "./rational.ts";

/** Classes of lines that a platform told as a sum. */
const FIGURES: ReadonlySet<string> = new Set(["platform", "upstream"]);

/**
 * Adds two costs, as for the steps of an agent: lines of the same class and price are put together.
 * Costs of different currencies are never converted: the second is then named in `missing`.
 */
export function addCost(a: Cost, b: Cost): Cost {
  return sumCosts([a, b]);
}

/** Adds any number of costs in the currency of the first. An empty list costs nothing. */
export function sumCosts(costs: readonly Cost[], currency = "USD"): Cost {
  const first = costs.find((cost) => cost.amount !== undefined) ?? costs[0];
  const sum: Cost = {
    currency: first?.currency ?? currency,
    complete: true,
    basis: "reported",
    source: "catalog",
    lines: [],
    missing: [],
  };
  const same = costs.filter((cost) => cost.currency === sum.currency);
  const missing = new Set(same.flatMap((cost) => cost.missing));
  for (const cost of costs) {
    if (cost.currency === sum.currency) continue;
    missing.add(cost.amount === undefined ? "a step without a price" : `cost in ${cost.currency}`);
    for (const what of cost.missing) missing.add(what);
  }
  sum.missing = [...missing];
  sum.complete = missing.size === 0 && same.every((cost) => cost.complete);
  if (costs.some((cost) => cost.basis === "estimated")) sum.basis = "estimated";
  if (costs.length > 0 && costs.every((cost) => cost.source === "platform"))
    sum.source = "platform";
  sum.lines = mergeLines(same.flatMap((cost) => cost.lines));
  if (costs.length === 0 || same.some((cost) => cost.amount !== undefined)) {
    sum.amount = toDecimal(sumLines(sum.lines));
  }
  return sum;
}

function mergeLines(lines: readonly CostLine[]): CostLine[] {
  const merged = new Map<string, CostLine>();
  for (const line of lines) {
    const key = JSON.stringify([
      line.class,
      FIGURES.has(line.class) ? "" : line.price,
      line.tier,
      line.multipliers,
      line.model,
    ]);
    const known = merged.get(key);
    if (known === undefined) {
      merged.set(key, { ...line });
      continue;
    }
    known.amount = toExactDecimal(
      add(parseDecimal(known.amount) ?? ZERO, parseDecimal(line.amount) ?? ZERO),
    );
    // A platform's figure has no price per unit: together they are one larger figure.
    if (FIGURES.has(line.class)) known.price = known.amount;
    else known.quantity += line.quantity;
  }
  return [...merged.values()];
}

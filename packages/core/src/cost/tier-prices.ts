import type { PriceComponents, PriceRow, PriceTier } from "../catalog/price.ts";
import type { UsageClasses } from "../usage/usage-classes.ts";

/** A token class that a price component stands for. */
export type TokenClass =
  | "input"
  | "cacheRead"
  | "cacheWrite"
  | "cacheWrite1h"
  | "inputAudio"
  | "output"
  | "reasoning"
  | "outputAudio";

/** A run of tokens of one class at one price. */
export interface Band {
  quantity: number;
  price: string | undefined;
  tier?: string;
}

/** Prices a number of tokens of one class: one band, or several where marginal tiers cut it. */
export type BandsOf = (name: TokenClass, quantity: number) => Band[];

/**
 * Where each input class stands in the prompt. Caches hold prefixes, so what is read comes first and
 * what is written next; marginal tiers count along this order.
 */
const PROMPT_ORDER: readonly TokenClass[] = [
  "cacheRead",
  "cacheWrite1h",
  "cacheWrite",
  "input",
  "inputAudio",
];
const OUTPUT: ReadonlySet<TokenClass> = new Set(["output", "reasoning", "outputAudio"]);

/**
 * Makes the function that prices tokens under the tiers of a row, or undefined when the row has tiers and the
 * count they depend on is unknown. A tier holds for more than `above` tokens; a component that has a base price and
 * none in the tier has no known price there. Under a marginal tier all output counts as above once the input is.
 */
export function bandsFor(row: PriceRow, classes: UsageClasses): BandsOf | undefined {
  const tiers = (row.tiers ?? []).toSorted((a, b) => a.above - b.above);
  for (const tier of tiers) {
    if (basisCount(tier, classes) === undefined) return undefined;
  }
  const exceeded = tiers.filter((tier) => (basisCount(tier, classes) ?? 0) > tier.above);
  const cliff = exceeded.findLast((tier) => tier.mode !== "marginal");
  const marginal = exceeded.filter((tier) => tier.mode === "marginal");
  const starts = promptStarts(classes);

  return (name, quantity) => {
    const base =
      cliff === undefined
        ? { price: priceOf(row.components, name) ?? (row.free === undefined ? undefined : "0") }
        : bandAbove(row, cliff, name);
    const bands: Band[] = [];
    let left = quantity;
    for (const tier of marginal.toReversed()) {
      const above = Math.min(left, tokensAbove(tier, name, quantity, starts));
      if (above === 0) continue;
      bands.unshift({ quantity: above, ...bandAbove(row, tier, name) });
      left -= above;
    }
    if (left > 0 || bands.length === 0) bands.unshift({ ...base, quantity: left });
    return bands;
  };
}

/** The price of a class; reasoning costs what output does unless it has its own price. */
export function priceOf(components: PriceComponents, name: TokenClass): string | undefined {
  return name === "reasoning" ? (components.reasoning ?? components.output) : components[name];
}

/**
 * The price of a class above a tier. Sources state what they know of a tier: a class that it does not name most likely
 * costs more there as well.
 */
function bandAbove(row: PriceRow, tier: PriceTier, name: TokenClass): Omit<Band, "quantity"> {
  const base = priceOf(row.components, name);
  const above = priceOf(tier.components, name);
  if (base === undefined && above === undefined)
    return { price: row.free === undefined ? undefined : "0" };
  // A tier's output is reasoning's price only where the two are one below it, too.
  const apart =
    name === "reasoning" &&
    tier.components.reasoning === undefined &&
    base !== row.components.output;
  return { price: apart ? undefined : above, tier: label(tier) };
}

function basisCount(tier: PriceTier, classes: UsageClasses): number | undefined {
  return tier.basis === "uncached" ? classes.input : classes.totalInput;
}

function promptStarts(classes: UsageClasses): ReadonlyMap<TokenClass, number> {
  const starts = new Map<TokenClass, number>();
  let position = 0;
  for (const name of PROMPT_ORDER) {
    starts.set(name, position);
    position += classes[name] ?? 0;
  }
  return starts;
}

function tokensAbove(
  tier: PriceTier,
  name: TokenClass,
  quantity: number,
  starts: ReadonlyMap<TokenClass, number>,
): number {
  if (OUTPUT.has(name)) return quantity;
  if (tier.basis === "uncached" && name !== "input") return 0;
  const start = tier.basis === "uncached" ? 0 : (starts.get(name) ?? 0);
  return Math.min(quantity, Math.max(0, start + quantity - tier.above));
}

function label(tier: PriceTier): string {
  return `>${tier.above}`;
}

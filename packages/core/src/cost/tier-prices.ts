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
 * count they depend on is unknown. A tier holds for more than `above` tokens; a component that a tier does not
 * name keeps its base price. Under a marginal tier all output counts as above once the input is.
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
    const base = bandOf(row, cliff, name);
    const bands: Band[] = [];
    let left = quantity;
    for (const tier of marginal.toReversed()) {
      const price = priceOf(tier.components, name);
      const above = Math.min(left, tokensAbove(tier, name, quantity, starts));
      if (price === undefined || above === 0) continue;
      bands.unshift({ quantity: above, price, tier: label(tier) });
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

function bandOf(
  row: PriceRow,
  cliff: PriceTier | undefined,
  name: TokenClass,
): Omit<Band, "quantity"> {
  const tiered = cliff === undefined ? undefined : priceOf(cliff.components, name);
  // A tier that reprices output must not override a base price that reasoning has for itself.
  const own = name === "reasoning" && cliff?.components.reasoning === undefined;
  const base = own && row.components.reasoning !== undefined ? row.components.reasoning : undefined;
  if (base !== undefined) return { price: base };
  if (cliff !== undefined && tiered !== undefined) return { price: tiered, tier: label(cliff) };
  return { price: priceOf(row.components, name) ?? (row.free === true ? "0" : undefined) };
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

import type { ModelKind } from "../catalog/model-row.ts";
import type { PriceComponents, PriceRow } from "../catalog/price.ts";
import type { CostLine, PriceMultiplier } from "../results/cost.ts";
import type { Usage, UsageUnit } from "../results/usage.ts";
import { count, usageClasses, type UsageClasses } from "../usage/usage-classes.ts";
import { multiplied } from "./multipliers.ts";
import { divideBy, multiply, parseCount, parseDecimal, toExactDecimal, ZERO } from "./rational.ts";
import { bandsFor, priceOf, type Band, type TokenClass } from "./tier-prices.ts";

/** What one usage costs at one price row, and what is missing to know all of it. */
export interface Charge {
  lines: CostLine[];
  missing: string[];
}

/** How one usage is charged. */
export interface ChargeOptions {
  kind: ModelKind;
  /** Factors on the row's prices per token. */
  multipliers: readonly PriceMultiplier[];
  /** Whether the request may have named a cache that is billed by the hour. */
  mayNameCache: boolean;
}

const PER_MILLION = 1_000_000n;

const UNIT_COMPONENTS: readonly [UsageUnit, Exclude<keyof PriceComponents, TokenClass>][] = [
  ["requests", "request"],
  ["webSearch", "webSearch"],
  ["webFetch", "webFetch"],
  ["codeSeconds", "codeSecond"],
  ["images", "image"],
  ["seconds", "second"],
  ["characters", "character"],
  ["pages", "page"],
];

/** A row that prices nothing, for models without one: everything used is then missing. */
const UNPRICED: PriceRow = { currency: "", components: {}, source: { name: "", date: "" } };

/** Charges one usage, without its segments, at one price row. */
export function chargeUsage(
  usage: Usage,
  row: PriceRow | undefined,
  options: ChargeOptions,
): Charge {
  const charge: Charge = { lines: [], missing: [] };
  const priced = row ?? UNPRICED;
  const units = chargeUnits(charge, usage, row);
  // A part of a subscription was used up, and nobody says which part of its price that is.
  if (row?.plan !== undefined) return { lines: charge.lines, missing: [planOf(row.plan)] };
  const needed = { input: true, output: options.kind === "chat" };
  if (units > 0) {
    needed.input = priced.components.input !== undefined;
    needed.output &&= priced.components.output !== undefined;
  }
  nameStorage(charge, usage, priced, options.mayNameCache);
  chargeTokens(charge, usage, priced, needed, options.multipliers);
  if (row === undefined && charge.missing.length === 0) charge.missing.push("price");
  return charge;
}

/** How a subscription that pays is named in `missing`. */
export function planOf(plan: string): string {
  return `plan ${plan}`;
}

/** How the fee of a cache that is billed by the hour is named in `missing`. */
export const STORAGE_HOURS = "hours of cacheStorageHour";

/** Whether a row has a fee for each hour that a cache is kept. */
export function billsStorage(row: PriceRow): boolean {
  const fee = row.components.cacheStorageHour;
  return fee !== undefined && parseDecimal(fee)?.n !== 0n;
}

/** The hours are counted nowhere: a cache that the request made, or may have named, has a fee that nobody can reckon. */
function nameStorage(charge: Charge, usage: Usage, row: PriceRow, mayNameCache: boolean): void {
  if (!billsStorage(row)) return;
  const { cacheRead = 0, cacheWrite = 0, cacheWrite1h = 0 } = usageClasses(usage);
  if (cacheWrite + cacheWrite1h > 0 || (mayNameCache && cacheRead > 0))
    charge.missing.push(STORAGE_HOURS);
}

function chargeTokens(
  charge: Charge,
  usage: Usage,
  row: PriceRow,
  needed: { input: boolean; output: boolean },
  multipliers: readonly PriceMultiplier[],
): void {
  const classes = usageClasses(usage);
  const bandsOf = bandsFor(row, classes);
  if (bandsOf === undefined) {
    // Which tier holds depends on a count that the platform did not give: any price would be a guess.
    charge.missing.push("input tokens", "price tier");
    return;
  }
  const token = (name: TokenClass, quantity: number | undefined): void => {
    if (quantity === undefined || quantity === 0) return;
    for (const band of bandsOf(name, quantity))
      addLine(charge, name, band, PER_MILLION, multipliers);
  };
  const main = (
    name: "input" | "output",
    quantity: number | undefined,
    isNeeded: boolean,
  ): void => {
    if (quantity === undefined) nameUnknownCount(charge, name, isNeeded, row);
    else token(name, quantity);
  };

  const billed = { input: count(usage.billed?.input), output: count(usage.billed?.output) };
  if (billed.input === undefined) {
    token("cacheRead", classes.cacheRead);
    token("cacheWrite", classes.cacheWrite);
    token("cacheWrite1h", classes.cacheWrite1h);
    nameUnknownInput(charge, usage, row, classes);
  }
  main("input", billed.input ?? classes.input, needed.input);
  token("inputAudio", classes.inputAudio);

  if (billed.output === undefined) {
    token("reasoning", classes.reasoning);
    const { reasoning, output } = row.components;
    const split = usage.output.text !== undefined || usage.output.reasoning !== undefined;
    if (reasoning !== undefined && reasoning !== output && !split && usage.output.total !== 0) {
      charge.missing.push("reasoning tokens");
    }
  }
  main("output", billed.output ?? classes.output, needed.output);
  token("outputAudio", classes.outputAudio);
}

/** Names the input classes that have a price of their own but no count, so that the rest cannot be trusted. */
function nameUnknownInput(
  charge: Charge,
  usage: Usage,
  row: PriceRow,
  classes: UsageClasses,
): void {
  const { input, cacheRead, cacheWrite, cacheWrite1h } = row.components;
  const onlyTotal = usage.input.uncached === undefined && usage.input.cacheRead === undefined;
  if (onlyTotal && usage.input.total !== undefined && usage.input.total > 0) {
    if (cacheRead !== undefined && cacheRead !== input) charge.missing.push("cacheRead tokens");
  }
  if (classes.cacheWriteTtlUnknown && cacheWrite1h !== undefined && cacheWrite1h !== cacheWrite) {
    charge.missing.push("time to live of cacheWrite");
  }
}

function nameUnknownCount(
  charge: Charge,
  name: "input" | "output",
  needed: boolean,
  row: PriceRow,
): void {
  const price = priceOf(row.components, name) ?? (row.free === undefined ? undefined : "0");
  const costsNothing = price !== undefined && parseDecimal(price)?.n === 0n;
  if (needed && !costsNothing) charge.missing.push(`${name} tokens`);
}

/** Charges what is counted in other units; answers how many units were counted. */
function chargeUnits(charge: Charge, usage: Usage, row: PriceRow | undefined): number {
  let counted = 0;
  for (const [unit, component] of UNIT_COMPONENTS) {
    const price = row?.components[component];
    const given = count(usage.units?.[unit]);
    if (unit === "requests") {
      // An answer is one request, whether or not the platform counts it; few platforms charge for that.
      if (price !== undefined) addLine(charge, component, { quantity: given ?? 1, price }, 1n);
      continue;
    }
    if (given === undefined || given === 0) continue;
    counted += 1;
    addLine(
      charge,
      component,
      { quantity: given, price: price ?? (row?.free === undefined ? undefined : "0") },
      1n,
    );
  }
  return counted;
}

function addLine(
  charge: Charge,
  name: string,
  band: Band,
  per: bigint,
  multipliers: readonly PriceMultiplier[] = [],
): void {
  const base = band.price === undefined ? undefined : parseDecimal(band.price);
  if (base === undefined || band.price === undefined) {
    charge.missing.push(`price of ${name}${band.tier === undefined ? "" : ` ${band.tier}`}`);
    return;
  }
  const price = multiplied(base, multipliers);
  const amount = divideBy(multiply(parseCount(band.quantity) ?? ZERO, price), per);
  charge.lines.push({
    class: name,
    quantity: band.quantity,
    price: multipliers.length === 0 ? band.price : toExactDecimal(price),
    amount: toExactDecimal(amount),
    ...(band.tier === undefined ? {} : { tier: band.tier }),
    ...(multipliers.length === 0 ? {} : { multipliers }),
  });
}

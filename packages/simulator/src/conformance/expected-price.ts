import type { PriceRow } from "@byok/core";
import { roundUnits, timesDecimal, toUnits } from "./decimal.ts";

type Tier = NonNullable<PriceRow["tiers"]>[number];
type Components = PriceRow["components"];

/** Tokens of one answer, in classes that do not overlap. */
export interface Spent {
  cacheRead: number;
  cacheWrite1h: number;
  cacheWrite: number;
  input: number;
  output: number;
  reasoning: number;
}

/** When, where and how an answer was made. */
export interface Moment {
  at: number;
  region?: string | undefined;
  currency?: string | undefined;
  serviceTier?: string | undefined;
  /** The request cannot have named a cache. */
  namedNoCache?: boolean | undefined;
}

/** What an answer must cost; the amount in units of `decimal.ts`, absent where nothing is known. */
export interface ExpectedCost {
  currency?: string;
  amount?: bigint;
  complete: boolean;
}

const MILLION = 1_000_000n;
const STANDARD = ["standard", "default", "auto"];
/** Caches hold beginnings, so this is where the tokens of each class stand in the prompt. */
const PROMPT = ["cacheRead", "cacheWrite1h", "cacheWrite", "input"] as const;

/** Whether a service tier is no special one. */
export function isStandard(tier: string | undefined): boolean {
  return tier === undefined || STANDARD.includes(tier);
}

/** Reckons a cost from the rows by plain arithmetic; written apart from core's on purpose. */
export function expectedCost(
  rows: readonly PriceRow[],
  moment: Moment,
  spent: Spent,
): ExpectedCost {
  const row = expectedRow(rows, moment);
  if (row === undefined || row.plan !== undefined) return { complete: false };
  const batch = sameTier(row.serviceTier, moment.serviceTier)
    ? "1"
    : moment.serviceTier === "batch"
      ? row.multipliers?.batch
      : undefined;
  if (batch === undefined) return { complete: false };
  const geo = row.multipliers?.geo?.[moment.region ?? ""] ?? "1";
  const total = PROMPT.reduce((sum, name) => sum + spent[name], 0);
  const tiers = (row.tiers ?? []).filter(
    ({ above, basis }) => (basis === "uncached" ? spent.input : total) > above,
  );
  let amount = toUnits(row.components.request ?? "0");
  let known = row.components.request !== undefined;
  const written = spent.cacheWrite + spent.cacheWrite1h;
  const used = written + (moment.namedNoCache === true ? 0 : spent.cacheRead);
  let complete = row.components.cacheStorageHour === undefined || used === 0;
  const charge = (tokens: number, price: string | undefined): void => {
    if (tokens === 0) return;
    if (price === undefined) complete = false;
    else {
      known = true;
      const one = timesDecimal(timesDecimal(toUnits(price), batch), geo);
      amount += (BigInt(tokens) * one) / MILLION;
    }
  };
  let before = 0;
  for (const name of PROMPT) {
    for (const [tokens, price] of bands(row, tiers, name, spent[name], before))
      charge(tokens, price);
    before += spent[name];
  }
  for (const name of ["output", "reasoning"] as const)
    for (const [tokens, price] of bands(row, tiers, name, spent[name], undefined))
      charge(tokens, price);
  return {
    currency: row.currency,
    complete,
    ...(known || complete ? { amount: roundUnits(amount) } : {}),
  };
}

/** The row that holds: for this tier before standard, for this region before all, for these hours before all, the latest. */
function expectedRow(rows: readonly PriceRow[], moment: Moment): PriceRow | undefined {
  const day = new Date(moment.at).toISOString().slice(0, 10);
  const holding = rows.filter(
    (row) =>
      (row.from ?? "") <= day &&
      day < (row.until ?? "9999") &&
      (typeof row.free !== "object" || day < (row.free.until ?? "9999")) &&
      (moment.currency ?? row.currency) === row.currency &&
      (row.region === undefined || row.region === moment.region) &&
      (isStandard(row.serviceTier) || row.serviceTier === moment.serviceTier) &&
      (row.when === undefined || isWithin(row.when, moment.at)),
  );
  const rank = (row: PriceRow): string =>
    [
      sameTier(row.serviceTier, moment.serviceTier) ? 1 : 0,
      row.region === undefined ? 0 : 1,
      row.when === undefined ? 0 : 1,
      row.from ?? "0000",
    ].join("|");
  return holding.toSorted((a, b) => (rank(a) < rank(b) ? 1 : -1))[0];
}

function sameTier(a: string | undefined, b: string | undefined): boolean {
  return a === b || (isStandard(a) && isStandard(b));
}

/** Whether the clock of the window's own place shows a time within it. */
function isWithin({ tz, weekdays, windows }: NonNullable<PriceRow["when"]>, at: number): boolean {
  // In Swedish, a date is written as ISO does.
  const local = new Date(at).toLocaleString("sv-SE", { timeZone: tz });
  const time = local.slice(11, 16);
  const weekday = new Date(`${local.slice(0, 10)}T00:00:00Z`).getUTCDay() || 7;
  const on = (day: number): boolean => weekdays === undefined || weekdays.includes(day);
  return windows.some(([from, to]) =>
    from <= to
      ? on(weekday) && from <= time && time < to
      : // Past midnight, a window belongs to the day on which it began.
        (on(weekday) && time >= from) || (on(weekday === 1 ? 7 : weekday - 1) && time < to),
  );
}

/** How many tokens of a class at which price. `before`: tokens of the prompt in front of them; undefined for output. */
function bands(
  row: PriceRow,
  exceeded: readonly Tier[],
  name: keyof Spent,
  tokens: number,
  before: number | undefined,
): [tokens: number, price: string | undefined][] {
  const rising = exceeded.toSorted((a, b) => a.above - b.above);
  const cliff = rising.findLast(({ mode }) => mode !== "marginal");
  const found: [number, string | undefined][] = [];
  let left = tokens;
  for (const tier of rising.filter(({ mode }) => mode === "marginal").toReversed()) {
    const above = Math.min(left, countAbove(tier, name, tokens, before));
    found.push([above, priceAbove(row, tier, name)]);
    left -= above;
  }
  found.push([left, cliff === undefined ? priceBelow(row, name) : priceAbove(row, cliff, name)]);
  return found;
}

function countAbove(
  { above, basis }: Tier,
  name: keyof Spent,
  tokens: number,
  before: number | undefined,
): number {
  if (before === undefined) return tokens;
  if (basis === "uncached") return name === "input" ? Math.max(0, tokens - above) : 0;
  return Math.min(tokens, Math.max(0, before + tokens - above));
}

/** Reasoning costs what output does unless it has a price of its own. */
function priceOf(components: Components, name: keyof Spent): string | undefined {
  return components[name] ?? (name === "reasoning" ? components.output : undefined);
}

function priceBelow({ components, free }: PriceRow, name: keyof Spent): string | undefined {
  return priceOf(components, name) ?? (free ? "0" : undefined);
}

/** A class that a tier does not name has no known price there. */
function priceAbove(row: PriceRow, tier: Tier, name: keyof Spent): string | undefined {
  const below = priceOf(row.components, name);
  const above = tier.components[name];
  if (above !== undefined) return above;
  if (name === "reasoning" && below === row.components.output) return tier.components.output;
  return below === undefined && row.free ? "0" : undefined;
}

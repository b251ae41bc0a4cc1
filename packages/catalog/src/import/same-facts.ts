import type { FactRow } from "./fact-row.ts";

/** How far limits of one model may lie apart by rounding alone. */
export const LIMIT_NOISE = 0.05;
const PRICE_NOISE = 0.01;

/** The limits that two rows are compared by. */
interface Limits {
  context?: number | undefined;
  maxOutput?: number | undefined;
}

/**
 * Whether two rows can be one model: no known price and no known limit speaks against it.
 * Sources round limits (1,000,000 and 1,048,576) and some give the input limit as the context.
 */
export function sameModelFacts(one: FactRow, other: FactRow): boolean {
  return (
    samePrice(one.input_usd_per_mtok, other.input_usd_per_mtok) &&
    samePrice(one.output_usd_per_mtok, other.output_usd_per_mtok) &&
    samePrice(one.cache_read, other.cache_read) &&
    sameLimits(one, other)
  );
}

/** Whether no known limit speaks against two rows being one model. */
export function sameLimits(one: FactRow, other: FactRow): boolean {
  return sameContext(limitsOf(one), limitsOf(other)) && sameLimit(one.max_output, other.max_output);
}

/**
 * What the sources that price both rows say of the first: a book that is out of date, is so for both. Undefined where
 * no source prices both, or one of them makes the first cheaper.
 */
export function priceBeside(one: FactRow, other: FactRow): "same" | "dearer" | undefined {
  const pairs = one.sources.flatMap((source) => {
    const twin = other.sources.find(({ src }) => src === source.src);
    return [
      [source.input, twin?.input],
      [source.output, twin?.output],
    ].filter((pair): pair is [number, number] => pair.every((price) => price !== undefined));
  });
  if (pairs.length === 0) return undefined;
  if (pairs.some(([price, base]) => price > base && !samePrice(price, base))) return "dearer";
  return pairs.every(([price, base]) => samePrice(price, base)) ? "same" : undefined;
}

/** Whether both rows have a price at all: without one there is no proof that they are the same. */
export function bothPriced(one: FactRow, other: FactRow): boolean {
  return (one.input_usd_per_mtok ?? 0) > 0 && (other.input_usd_per_mtok ?? 0) > 0;
}

/** Whether two contexts differ by no more than the sources' noise. */
function sameContext(one: Limits, other: Limits): boolean {
  return (
    sameLimit(one.context, other.context) ||
    sameLimit(inputLimit(one), other.context) ||
    sameLimit(one.context, inputLimit(other))
  );
}

/** Whether two limits differ by no more than the sources' noise; an unknown one says nothing. */
function sameLimit(one: number | undefined, other: number | undefined): boolean {
  return near(one, other, LIMIT_NOISE);
}

function samePrice(one: number | undefined, other: number | undefined): boolean {
  return near(one, other, PRICE_NOISE);
}

function limitsOf(fact: FactRow): Limits {
  return { context: fact.context, maxOutput: fact.max_output };
}

function inputLimit(limits: Limits): number {
  // -1 is near to no real limit, so an unknown input limit decides nothing.
  if (limits.context === undefined || limits.maxOutput === undefined) return -1;
  return limits.context - limits.maxOutput;
}

/** Whether two figures differ by no more than a share of the larger one; an unknown one says nothing. */
export function near(one: number | undefined, other: number | undefined, noise: number): boolean {
  if (one === undefined || other === undefined) return true;
  return Math.abs(one - other) <= noise * Math.max(Math.abs(one), Math.abs(other));
}

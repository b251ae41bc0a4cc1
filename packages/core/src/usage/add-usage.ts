import type { JsonValue } from "../json.ts";
import type { Usage, UsageUnit } from "../results/usage.ts";

/** A usage of which nothing is known. */
export function unknownUsage(raw: JsonValue = null): Usage {
  return { input: {}, output: {}, raw };
}

/**
 * Adds two usages class by class, as for the steps of an agent. A class that one side does not know stays unknown
 * in the sum, unless that side's other classes already make up its total. `raw` becomes the list of both.
 */
export function addUsage(a: Usage, b: Usage): Usage {
  return sumUsage([a, b]);
}

/** Adds any number of usages; `raw` becomes the list of theirs. An empty list gives a usage of zeros. */
export function sumUsage(usages: readonly Usage[]): Usage {
  const inputs = completeInputs(usages.map((usage) => usage.input));
  const outputs = completeOutputs(usages.map((usage) => usage.output));
  const input: Usage["input"] = {};
  const output: Usage["output"] = {};
  assign(input, "total", inputs);
  assign(input, "uncached", inputs);
  assign(input, "cacheRead", inputs);
  assign(input, "audio", inputs);
  assign(output, "total", outputs);
  assign(output, "text", outputs);
  assign(output, "reasoning", outputs);
  assign(output, "audio", outputs);
  const cacheWrite = sumCacheWrites(inputs.map((side) => side.cacheWrite));
  if (cacheWrite !== undefined) input.cacheWrite = cacheWrite;

  const sum: Usage = { input, output, raw: usages.map((usage) => usage.raw) };
  const units = sumUnits(usages);
  if (units !== undefined) sum.units = units;
  const billed = sumBilled(usages);
  if (billed !== undefined) sum.billed = billed;
  if (usages.length > 0 && usages.every((usage) => usage.segments !== undefined)) {
    sum.segments = usages.flatMap((usage) => usage.segments ?? []);
  }
  return sum;
}

/** Makes the usage of one answer from what several models or iterations used; the segments stay in it. */
export function sumSegments(
  segments: readonly { model: string; usage: Usage }[],
  raw: JsonValue,
): Usage {
  const { segments: _, ...sum } = sumUsage(segments.map((segment) => segment.usage));
  return { ...sum, segments: [...segments], raw };
}

/** Writes a class that some side knows, and that has no room left below the total of another, there as 0. */
function completeInputs(sides: readonly Usage["input"][]): Usage["input"][] {
  const zeros = {
    ...zeroOf(sides, "uncached"),
    ...zeroOf(sides, "cacheRead"),
    ...(sides.some((side) => side.cacheWrite !== undefined)
      ? { cacheWrite: { total: 0, ttl5m: 0, ttl1h: 0 } }
      : {}),
    ...zeroOf(sides, "audio"),
  };
  return sides.map((side) => {
    const { total, uncached, cacheRead, cacheWrite, audio } = side;
    const known = (uncached ?? 0) + (cacheRead ?? 0) + (cacheWrite?.total ?? 0) + (audio ?? 0);
    return total === known ? { ...zeros, ...side } : side;
  });
}

function completeOutputs(sides: readonly Usage["output"][]): Usage["output"][] {
  const zeros = {
    ...zeroOf(sides, "text"),
    ...zeroOf(sides, "reasoning"),
    ...zeroOf(sides, "audio"),
  };
  return sides.map((side) => {
    const { total, text, reasoning, audio } = side;
    return total === (text ?? 0) + (reasoning ?? 0) + (audio ?? 0) ? { ...zeros, ...side } : side;
  });
}

function zeroOf<K extends string>(
  sides: readonly { [name in K]?: number }[],
  name: K,
): { [name in K]?: number } {
  const zero: { [name in K]?: number } = {};
  if (sides.some((side) => side[name] !== undefined)) zero[name] = 0;
  return zero;
}

function assign<K extends string>(
  target: { [name in K]?: number },
  name: K,
  sides: readonly { [name in K]?: number }[],
): void {
  const value = sumKnown(sides.map((side) => side[name]));
  if (value !== undefined) target[name] = value;
}

function sumKnown(values: readonly (number | undefined)[]): number | undefined {
  let sum = 0;
  for (const value of values) {
    if (value === undefined) return undefined;
    sum += value;
  }
  return sum;
}

function sumCacheWrites(
  writes: readonly Usage["input"]["cacheWrite"][],
): Usage["input"]["cacheWrite"] {
  const total = sumKnown(writes.map((write) => write?.total));
  if (total === undefined) return undefined;
  const ttl = (name: "ttl5m" | "ttl1h"): number | undefined =>
    sumKnown(writes.map((write) => (write?.total === 0 ? 0 : write?.[name])));
  const ttl5m = ttl("ttl5m");
  const ttl1h = ttl("ttl1h");
  return {
    total,
    ...(ttl5m === undefined ? {} : { ttl5m }),
    ...(ttl1h === undefined ? {} : { ttl1h }),
  };
}

/** Units are counted only where they occur, so an absent one is none. */
function sumUnits(usages: readonly Usage[]): Usage["units"] {
  const sums = new Map<UsageUnit, number>();
  for (const usage of usages) {
    for (const [unit, value] of Object.entries(usage.units ?? {}) as [UsageUnit, number][]) {
      sums.set(unit, (sums.get(unit) ?? 0) + value);
    }
  }
  return sums.size === 0 ? undefined : Object.fromEntries(sums);
}

function sumBilled(usages: readonly Usage[]): Usage["billed"] {
  if (usages.every((usage) => usage.billed === undefined)) return undefined;
  const input = sumKnown(usages.map((usage) => usage.billed?.input ?? usage.input.total));
  const output = sumKnown(usages.map((usage) => usage.billed?.output ?? usage.output.total));
  return {
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
  };
}

import type { Usage } from "../results/usage.ts";

/** The disjoint token classes of a usage, each a count or undefined for unknown. */
export interface UsageClasses {
  input: number | undefined;
  cacheRead: number | undefined;
  /** Cache writes with the shortest time to live. */
  cacheWrite: number | undefined;
  cacheWrite1h: number | undefined;
  inputAudio: number | undefined;
  output: number | undefined;
  reasoning: number | undefined;
  outputAudio: number | undefined;
  /** All input tokens, given or summed; undefined when they cannot be known. */
  totalInput: number | undefined;
  totalOutput: number | undefined;
  /** Cache writes are counted, but not by their time to live. */
  cacheWriteTtlUnknown: boolean;
}

/**
 * Reads the disjoint classes of a usage. One missing main class (`uncached`, `text`) is the total less the rest;
 * a figure that is negative, not finite or contradicts the total counts as unknown.
 */
export function usageClasses(usage: Usage): UsageClasses {
  const { input, output } = usage;
  const writes = cacheWrites(input.cacheWrite);
  const inputRest = [count(input.cacheRead), writes.total, count(input.audio)];
  const outputRest = [count(output.reasoning), count(output.audio)];
  const uncached = count(input.uncached) ?? remainder(count(input.total), inputRest);
  const text = count(output.text) ?? remainder(count(output.total), outputRest);
  return {
    input: uncached,
    cacheRead: inputRest[0],
    cacheWrite: writes.short,
    cacheWrite1h: writes.long,
    inputAudio: inputRest[2],
    output: text,
    reasoning: outputRest[0],
    outputAudio: outputRest[1],
    totalInput: count(input.total) ?? sum(uncached, inputRest),
    totalOutput: count(output.total) ?? sum(text, outputRest),
    cacheWriteTtlUnknown: writes.ttlUnknown,
  };
}

/**
 * Checks that a usage keeps its own rules: counts are finite and not negative, classes do not exceed their total
 * and, when all are known, sum to it. One sentence per problem; empty when the usage is sound.
 */
export function checkUsage(usage: Usage): string[] {
  const problems: string[] = [];
  const write = usage.input.cacheWrite;
  for (const [name, value] of Object.entries({
    "input.total": usage.input.total,
    "input.uncached": usage.input.uncached,
    "input.cacheRead": usage.input.cacheRead,
    "input.cacheWrite.total": write?.total,
    "input.cacheWrite.ttl5m": write?.ttl5m,
    "input.cacheWrite.ttl1h": write?.ttl1h,
    "input.audio": usage.input.audio,
    "output.total": usage.output.total,
    "output.text": usage.output.text,
    "output.reasoning": usage.output.reasoning,
    "output.audio": usage.output.audio,
    ...Object.fromEntries(Object.entries(usage.units ?? {}).map(([k, v]) => [`units.${k}`, v])),
  })) {
    if (value !== undefined && count(value) === undefined) {
      problems.push(`${name} is ${String(value)}, not a count.`);
    }
  }
  compareTotal(problems, "input", usage.input.total, [
    usage.input.uncached,
    usage.input.cacheRead,
    write?.total,
    usage.input.audio,
  ]);
  compareTotal(problems, "output", usage.output.total, [
    usage.output.text,
    usage.output.reasoning,
    usage.output.audio,
  ]);
  compareTotal(problems, "input.cacheWrite", write?.total, [write?.ttl5m, write?.ttl1h]);
  return problems;
}

/** A count that can be reckoned with, or undefined. */
export function count(value: number | undefined | null): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;
}

function compareTotal(
  problems: string[],
  name: string,
  total: number | undefined,
  parts: readonly (number | undefined)[],
): void {
  if (count(total) === undefined || total === undefined) return;
  const known = parts.reduce<number>((all, part) => all + (part ?? 0), 0);
  if (known > total) {
    problems.push(`${name}.total is ${total}, but its classes sum to ${known}.`);
  } else if (known < total && parts.every((part) => part !== undefined)) {
    problems.push(`${name}.total is ${total}, but its classes sum to only ${known}.`);
  }
}

function cacheWrites(write: Usage["input"]["cacheWrite"]): {
  total: number | undefined;
  short: number | undefined;
  long: number | undefined;
  ttlUnknown: boolean;
} {
  const total = count(write?.total);
  const short = count(write?.ttl5m);
  const long = count(write?.ttl1h);
  if (total === undefined) return { total, short, long, ttlUnknown: false };
  if (short === undefined && long === undefined) {
    return { total, short: total, long: undefined, ttlUnknown: total > 0 };
  }
  return {
    total,
    short: short ?? Math.max(0, total - (long ?? 0)),
    long: long ?? Math.max(0, total - (short ?? 0)),
    ttlUnknown: false,
  };
}

function remainder(
  total: number | undefined,
  rest: readonly (number | undefined)[],
): number | undefined {
  if (total === undefined) return undefined;
  return count(rest.reduce<number>((left, part) => left - (part ?? 0), total));
}

function sum(main: number | undefined, rest: readonly (number | undefined)[]): number | undefined {
  return main === undefined
    ? undefined
    : rest.reduce<number>((all, part) => all + (part ?? 0), main);
}

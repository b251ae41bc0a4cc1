const PLACES = 24;

/** Reads a decimal as a whole number of 10⁻²⁴. */
export function toUnits(text: string): bigint {
  const [whole = "0", fraction = ""] = text.split(".");
  const sign = whole.startsWith("-") ? -1n : 1n;
  return (
    BigInt(whole) * 10n ** BigInt(PLACES) +
    sign * BigInt(fraction.padEnd(PLACES, "0").slice(0, PLACES) || "0")
  );
}

/** A number of units times a decimal. */
export function timesDecimal(units: bigint, factor: string): bigint {
  return (units * toUnits(factor)) / 10n ** BigInt(PLACES);
}

/** Rounds units to 10⁻¹², half to even, as costs are. */
export function roundUnits(units: bigint): bigint {
  const step = 10n ** 12n;
  const rest = units % step;
  const down = units - rest;
  const half = step / 2n;
  if (rest > half || (rest === half && (down / step) % 2n === 1n)) return down + step;
  return down;
}

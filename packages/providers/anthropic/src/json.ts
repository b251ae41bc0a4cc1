/** The value where it is a string. */
export function asString(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** More tokens than any answer has; what is counted above it, or below zero, was not counted. */
const MAX_COUNT = 1e12;

/** The value where it can be a count of something. */
export function asCount(value: unknown): number | undefined {
  const number = asNumber(value);
  return number === undefined || number < 0 || number > MAX_COUNT ? undefined : number;
}

/** Whether a value is a number that cannot be a count. */
export function isImpossibleCount(value: unknown): boolean {
  return typeof value === "number" && asCount(value) === undefined;
}

/** The value where it is a finite number. */
export function asNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

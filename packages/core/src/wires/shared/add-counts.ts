import { add, parseDecimal, toExactDecimal } from "../../cost/rational.ts";
import type { JsonObject, JsonValue } from "../../json.ts";
import { toDecimalString } from "./decimal.ts";
import { isJsonObject, setOwn } from "./json-path.ts";

/** More tokens than any answer has; above it, sums of counts would no longer be exact either. */
export const MAX_COUNT = 1e12;

/**
 * Adds the counts of a later usage object to those of earlier ones, for platforms that report each piece by itself.
 * Decimals in texts are added as well, exactly; what is no figure is replaced, and a null says nothing.
 */
export function addCounts(earlier: JsonObject, later: JsonObject): JsonObject {
  const sum = { ...earlier };
  for (const [key, value] of Object.entries(later)) {
    if (value === null) continue;
    const before = Object.hasOwn(sum, key) ? sum[key] : undefined;
    setOwn(
      sum,
      key,
      isJsonObject(before) && isJsonObject(value)
        ? addCounts(before, value)
        : addFigures(before, value),
    );
  }
  return sum;
}

function addFigures(before: JsonValue | undefined, value: JsonValue): JsonValue {
  // A figure that cannot be stays seen, and is never hidden in a sum.
  if (before !== undefined && isImpossible(before)) return before;
  const [a, b] = [readFigure(before), readFigure(value)];
  if (a === undefined || b === undefined || isImpossible(value)) return value;
  if (Number.isSafeInteger(before) && Number.isSafeInteger(value))
    return (before as number) + (value as number);
  const sum = toExactDecimal(add(a, b));
  return typeof before === "number" && typeof value === "number" ? Number(sum) : sum;
}

function readFigure(value: JsonValue | undefined): ReturnType<typeof parseDecimal> {
  const text = toDecimalString(value);
  return text === undefined ? undefined : parseDecimal(text);
}

function isImpossible(value: JsonValue): boolean {
  const figure = typeof value === "string" ? Number(value) : value;
  return (
    typeof figure === "number" && !Number.isNaN(figure) && !(figure >= 0 && figure <= MAX_COUNT)
  );
}

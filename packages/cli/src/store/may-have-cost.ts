import type { Cost } from "@byok/core";
import { partialOf } from "../errors/partial-of.ts";

/** Whether a call has cost anything, or may have: not a free one, and none that brought nothing. */
export function mayHaveCost({
  result,
  error,
}: {
  result?: { cost: Cost };
  error?: unknown;
}): boolean {
  const cost = result?.cost ?? partialOf(error)?.cost;
  return cost !== undefined && !(cost.complete && Number(cost.amount) === 0);
}

import type { Cost, Usage } from "@byok/core";
import { sanitizeLine } from "../terminal/sanitize.ts";

/** A cost in words: an unknown one is "unknown", never 0. */
export function formatCost(cost: Cost): string {
  const plan = cost.price?.plan;
  if (cost.amount === undefined)
    return plan === undefined
      ? "cost unknown"
      : `cost unknown: the plan ${sanitizeLine(plan)} pays`;
  const amount = sanitizeLine(`${cost.amount} ${cost.currency}`);
  const estimated = cost.basis === "estimated" ? " (estimated)" : "";
  if (cost.complete) return amount + estimated;
  return `at least ${amount}${estimated} (no price or count for: ${sanitizeLine(cost.missing.join(", "))})`;
}

/** Tokens in words; `?` where the platform does not say. */
export function formatUsage(usage: Usage): string {
  const { input, output } = usage;
  const read =
    input.cacheRead !== undefined && input.cacheRead > 0 ? ` (${input.cacheRead} from cache)` : "";
  const thought =
    output.reasoning !== undefined && output.reasoning > 0
      ? ` (${output.reasoning} reasoning)`
      : "";
  return `${input.total ?? "?"} tokens in${read}, ${output.total ?? "?"} out${thought}`;
}

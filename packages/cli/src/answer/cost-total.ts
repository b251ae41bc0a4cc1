import { addCost, addUsage, type Cost, type Usage } from "@byok/core";
import { formatCost, formatUsage } from "./format-cost.ts";

/** What a conversation has cost so far. Currencies are never converted: each has its own sum. */
export interface CostTotal {
  add(usage: Usage, cost: Cost): void;
  answers(): number;
  /** One line; unknown parts are named, never counted as 0. */
  format(): string;
}

/** Makes an empty total. */
export function createCostTotal(): CostTotal {
  const sums = new Map<string, Cost>();
  let usage: Usage | undefined;
  let answers = 0;
  let unknown = 0;
  return {
    add(used, cost) {
      answers += 1;
      usage = usage === undefined ? used : addUsage(usage, used);
      if (cost.amount === undefined) {
        unknown += 1;
        return;
      }
      const sum = sums.get(cost.currency);
      sums.set(cost.currency, sum === undefined ? cost : addCost(sum, cost));
    },
    answers: () => answers,
    format() {
      if (usage === undefined) return "nothing so far";
      const parts = [...sums.values()].map(formatCost);
      if (unknown > 0)
        parts.push(`${unknown} ${unknown === 1 ? "answer" : "answers"} of unknown cost`);
      return `${formatUsage(usage)}; ${parts.join(" + ")}`;
    },
  };
}

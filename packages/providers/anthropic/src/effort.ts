import type { Target } from "@byok/core/provider";

/** Efforts from weak to strong, with the share of `maxTokens` that each stands for where only a budget is taken. */
const SHARES = [
  ["none", 0],
  ["minimal", 0.1],
  ["low", 0.2],
  ["medium", 0.5],
  ["high", 0.8],
  ["xhigh", 0.9],
  ["max", 0.95],
] as const;

/** The platform's own words, where the catalog has no list for the model. */
const USUAL: readonly string[] = ["low", "medium", "high", "xhigh", "max"];

/** The share of `maxTokens` that an effort stands for; that of `medium` for a word that is not known. */
export function shareOfEffort(effort: string): number {
  return SHARES.find(([name]) => name === effort)?.[1] ?? 0.5;
}

/** The effort whose share of `maxTokens` is nearest to a budget. */
export function effortOfBudget(budget: number, maxTokens: number): string {
  const share = budget / maxTokens;
  const real = SHARES.filter(([name]) => name !== "none");
  return real.reduce((best, each) =>
    Math.abs(each[1] - share) < Math.abs(best[1] - share) ? each : best,
  )[0];
}

/** The effort itself where the model takes it, else the strongest accepted one below it, else the weakest of all. */
export function clampEffort(effort: string, target: Target): string | undefined {
  const listed = target.model.efforts ?? target.policy.reasoning?.efforts;
  const accepted = (listed === undefined || listed.length === 0 ? USUAL : listed).filter(
    (name) => name !== "none",
  );
  const rank = rankOf(effort);
  if (accepted.includes(effort) || rank < 0) return effort;
  const sorted = accepted.toSorted((a, b) => rankOf(a) - rankOf(b));
  return sorted.findLast((name) => rankOf(name) <= rank) ?? sorted[0];
}

function rankOf(effort: string): number {
  return SHARES.findIndex(([name]) => name === effort);
}

import type { ConfigDraft } from "./config-draft.ts";

/** The efforts in use, from none to most, with the budget that stands for each on models that take only a budget. */
export const EFFORT_BUDGETS: readonly [effort: string, tokens: number][] = [
  ["none", 0],
  ["minimal", 1024],
  ["low", 2048],
  ["medium", 8192],
  ["high", 16_384],
  ["xhigh", 32_768],
  ["max", 65_536],
];

/** What the catalog says that the model takes; neither when it says nothing, and then everything is sent. */
export function whatItTakes(draft: ConfigDraft): { effort: boolean; budget: boolean } {
  const { reasoning, params } = draft.policy;
  const send = reasoning?.send;
  return {
    effort:
      params?.reasoningEffort?.unsupported === undefined &&
      send?.effort !== null &&
      (efforts(draft) !== undefined || typeof send?.effort === "string"),
    budget:
      params?.reasoningBudgetTokens?.unsupported === undefined &&
      send?.budget !== null &&
      (budgetRange(draft) !== undefined || typeof send?.budget === "string"),
  };
}

/** Whether the platform takes an effort or a budget, but refuses both at once. */
export function isExclusive(draft: ConfigDraft): boolean {
  return draft.policy.reasoning?.send?.exclusive === true;
}

/** The efforts that the model takes; undefined where nothing is known. */
export function efforts(draft: ConfigDraft): readonly string[] | undefined {
  const { params, reasoning } = draft.policy;
  const { allowed, fixed } = params?.reasoningEffort ?? {};
  const listed =
    fixed === undefined ? allowed?.filter((value) => typeof value === "string") : undefined;
  const accepted = draft.model.efforts ?? reasoning?.efforts ?? listed;
  return accepted === undefined || accepted.length === 0 ? undefined : accepted;
}

/** The budgets that the model takes; undefined where nothing is known. */
export function budgetRange(draft: ConfigDraft): { min?: number; max?: number } | undefined {
  return draft.model.budget ?? draft.policy.reasoning?.budget;
}

/**
 * The limits of a budget that asks for reasoning: the model's, and the output cap, which it must stay below. A budget of
 * 0 asks for none, and is no small budget.
 */
export function budgetLimits(draft: ConfigDraft): { min: number; max: number; cap: number } {
  const { min = 1, max = Number.POSITIVE_INFINITY } = budgetRange(draft) ?? {};
  return { min: Math.max(1, min), max, cap: outputCap(draft) ?? Number.POSITIVE_INFINITY };
}

/** The output cap that is sent, else the highest that could be; a default is none, since it grows with the budget. */
export function outputCap({ values, policy, model }: ConfigDraft): number | undefined {
  const { fixed, range } = policy.params?.maxTokens ?? {};
  if (typeof fixed === "number") return fixed;
  const given = values.get("maxTokens");
  if (typeof given === "number") return given;
  const most = Math.min(model.maxOutput ?? Infinity, range?.max ?? Infinity);
  return Number.isFinite(most) ? most : undefined;
}

/** Whether reasoning can be switched off; undefined where nothing is known. */
export function canSwitchOff(draft: ConfigDraft): boolean | undefined {
  const { canDisable, send } = draft.policy.reasoning ?? {};
  const toggle = send?.toggle;
  if (canDisable !== undefined) return canDisable;
  if (toggle !== undefined) return JSON.stringify(toggle.on) !== JSON.stringify(toggle.off);
  const accepted = efforts(draft);
  const least = budgetRange(draft)?.min;
  if (least === 0 || accepted?.includes("none") === true) return true;
  return accepted === undefined && least === undefined ? undefined : false;
}

/** The accepted effort nearest to a known one, the lower of two; undefined for an effort that nobody has. */
export function nearestEffort(draft: ConfigDraft, effort: string): string | undefined {
  const accepted = efforts(draft);
  const rank = (name: string): number => EFFORT_BUDGETS.findIndex(([known]) => known === name);
  const wanted = rank(effort);
  if (accepted === undefined || wanted === -1) return undefined;
  // Some reasoning was asked for: none at all is the last resort, after a setting that only means "on".
  const ranked = accepted.filter((name) => rank(name) > 0 || (rank(name) === 0 && wanted === 0));
  const sorted = ranked.toSorted(
    (a, b) => Math.abs(rank(a) - wanted) - Math.abs(rank(b) - wanted) || rank(a) - rank(b),
  );
  return sorted[0] ?? accepted.find((name) => rank(name) === -1) ?? accepted[0];
}

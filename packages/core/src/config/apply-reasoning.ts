import { InvalidRequestError } from "../errors/errors.ts";
import { drop, refuse, replace, tell, type ConfigDraft } from "./config-draft.ts";
import { didYouMean, nearNames } from "./near-names.ts";

/** The efforts in use, from none to most, with the budget that stands for each on models that take only a budget. */
const EFFORT_BUDGETS: readonly [effort: string, tokens: number][] = [
  ["none", 0],
  ["minimal", 1024],
  ["low", 2048],
  ["medium", 8192],
  ["high", 16_384],
  ["xhigh", 32_768],
  ["max", 65_536],
];

/** The share of the output cap that a translated effort may use, so that an answer still fits. */
const BUDGET_SHARE = 0.8;

/**
 * Says reasoning settings in the way the model takes: an effort becomes a budget or the reverse where it takes only
 * the other, an effort that it does not have becomes the nearest. A budget always stays below the output cap.
 */
export function applyReasoning(draft: ConfigDraft): void {
  const takes = whatItTakes(draft);
  const effort = draft.values.get("reasoningEffort");
  const budget = draft.values.get("reasoningBudgetTokens");
  if (typeof effort === "string" && takes.budget && !takes.effort) {
    if (budget === undefined) effortToBudget(draft, effort);
    else drop(draft, "reasoningEffort", `${draft.model.id} takes a budget, which is set as well.`);
  } else if (typeof budget === "number" && takes.effort && !takes.budget) {
    if (effort === undefined) budgetToEffort(draft, budget);
    else
      drop(
        draft,
        "reasoningBudgetTokens",
        `${draft.model.id} takes an effort, which is set as well.`,
      );
  }
  fitEffort(draft);
  fitBudget(draft);
}

/** What the catalog says that the model takes; neither when it says nothing, and then everything is sent. */
function whatItTakes(draft: ConfigDraft): { effort: boolean; budget: boolean } {
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

function efforts(draft: ConfigDraft): readonly string[] | undefined {
  const accepted = draft.model.efforts ?? draft.policy.reasoning?.efforts;
  return accepted === undefined || accepted.length === 0 ? undefined : accepted;
}

function budgetRange(draft: ConfigDraft): { min?: number; max?: number } | undefined {
  return draft.model.budget ?? draft.policy.reasoning?.budget;
}

function effortToBudget(draft: ConfigDraft, effort: string): void {
  const wanted = EFFORT_BUDGETS.find(([name]) => name === effort)?.[1];
  if (wanted === undefined)
    throw unknownEffort(
      draft,
      effort,
      EFFORT_BUDGETS.map(([name]) => name),
    );
  if (wanted > 0 && draft.model.reasoning === false) {
    refuse(draft, "reasoningEffort", `${draft.model.id} does not reason.`);
    return;
  }
  const { min, max, cap } = budgetLimits(draft);
  const share = Math.floor((outputCap(draft) ?? Number.POSITIVE_INFINITY) * BUDGET_SHARE);
  const budget = wanted === 0 ? 0 : Math.min(Math.max(min, Math.min(wanted, share)), max, cap - 1);
  if (wanted > 0 && budget < min) {
    drop(
      draft,
      "reasoningEffort",
      `${draft.model.id} takes a reasoning budget instead, of at least ${min} tokens and below maxTokens, which is ${cap}.`,
    );
    return;
  }
  draft.values.delete("reasoningEffort");
  draft.values.set("reasoningBudgetTokens", budget);
  tell(
    draft,
    "translated",
    "reasoningEffort",
    `${draft.model.id} takes a reasoning budget in tokens: the effort "${effort}" became ${budget}.`,
    effort,
    budget,
  );
}

function budgetToEffort(draft: ConfigDraft, budget: number): void {
  // The nearest effort whose usual budget is not above the one given; any budget above 0 asks for some reasoning.
  const fitting = EFFORT_BUDGETS.findLast(([, tokens]) => tokens <= budget);
  const wanted = budget > 0 && fitting?.[0] === "none" ? "minimal" : (fitting?.[0] ?? "none");
  const effort = nearest(draft, wanted) ?? wanted;
  draft.values.delete("reasoningBudgetTokens");
  draft.values.set("reasoningEffort", effort);
  tell(
    draft,
    "translated",
    "reasoningBudgetTokens",
    `${draft.model.id} takes a reasoning effort: the budget of ${budget} tokens became "${effort}".`,
    budget,
    effort,
  );
}

function fitEffort(draft: ConfigDraft): void {
  const effort = draft.values.get("reasoningEffort");
  const accepted = efforts(draft);
  if (typeof effort !== "string" || accepted === undefined || accepted.includes(effort)) return;
  if (draft.policy.params?.reasoningEffort?.unsupported !== undefined) return;
  if (effort === "none" && canSwitchOff(draft)) return;
  const other = nearest(draft, effort);
  if (other === undefined) throw unknownEffort(draft, effort, accepted);
  const why = `${draft.model.id} has the efforts ${accepted.join(", ")}, not "${effort}".`;
  if (draft.onUnsupported === "error") refuse(draft, "reasoningEffort", why);
  else
    replace(
      draft,
      "translated",
      "reasoningEffort",
      other,
      `${why} The nearest, "${other}", was taken.`,
    );
}

function fitBudget(draft: ConfigDraft): void {
  const budget = draft.values.get("reasoningBudgetTokens");
  if (typeof budget !== "number" || budget === 0) return;
  if (draft.policy.params?.reasoningBudgetTokens?.unsupported !== undefined) return;
  if (draft.model.reasoning === false) {
    refuse(draft, "reasoningBudgetTokens", `${draft.model.id} does not reason.`);
    return;
  }
  // Where nothing says that the model takes a budget, there are no limits to keep either: the wire has the word.
  if (budgetRange(draft) === undefined && typeof draft.policy.reasoning?.send?.budget !== "string")
    return;
  const { min, max, cap } = budgetLimits(draft);
  const fitted = Math.min(Math.max(budget, min), max, cap - 1);
  if (fitted < min) {
    drop(
      draft,
      "reasoningBudgetTokens",
      `it must be at least ${min} and below maxTokens, which is ${cap}.`,
    );
    return;
  }
  replace(
    draft,
    "clamped",
    "reasoningBudgetTokens",
    fitted,
    `The budget must be ${Number.isFinite(max) ? `${min} to ${max}` : `at least ${min}`} tokens${Number.isFinite(cap) ? `, and below maxTokens, which is ${cap}` : ""}.`,
  );
}

function budgetLimits(draft: ConfigDraft): { min: number; max: number; cap: number } {
  const { min = 1, max = Number.POSITIVE_INFINITY } = budgetRange(draft) ?? {};
  // A default cap grows with the budget (apply-policy.ts); the user's own, and the model's limit, do not.
  const given = draft.values.get("maxTokens");
  const cap =
    typeof given === "number" ? given : (draft.model.maxOutput ?? Number.POSITIVE_INFINITY);
  return { min, max, cap };
}

function outputCap(draft: ConfigDraft): number | undefined {
  const given = draft.values.get("maxTokens") ?? draft.policy.params?.maxTokens?.requiredDefault;
  return typeof given === "number" ? given : draft.model.maxOutput;
}

function canSwitchOff(draft: ConfigDraft): boolean {
  const toggle = draft.policy.reasoning?.send?.toggle;
  return toggle !== undefined && JSON.stringify(toggle.on) !== JSON.stringify(toggle.off);
}

/** The accepted effort nearest to a known one, the lower of two; undefined for an effort that nobody has. */
function nearest(draft: ConfigDraft, effort: string): string | undefined {
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

function unknownEffort(
  draft: ConfigDraft,
  effort: string,
  accepted: readonly string[],
): InvalidRequestError {
  return new InvalidRequestError(
    `reasoningEffort is ${JSON.stringify(effort)}, but ${draft.platform}/${draft.model.id} takes ${accepted.join(", ")}.`,
    {
      platform: draft.platform,
      model: draft.model.id,
      hint: didYouMean(nearNames(effort, accepted)) || `Use one of ${accepted.join(", ")}.`,
    },
  );
}

import { InvalidRequestError } from "../errors/errors.ts";
import { drop, refuse, replace, tell, type ConfigDraft } from "./config-draft.ts";
import { didYouMean, nearNames } from "./near-names.ts";
import {
  budgetLimits,
  budgetRange,
  EFFORT_BUDGETS,
  efforts,
  isExclusive,
  nearestEffort,
  outputCap,
  whatItTakes,
} from "./reasoning-abilities.ts";
import { asksForNone, switchReasoningOff } from "./switch-reasoning-off.ts";

/** The share of the output cap that a translated effort may use, so that an answer still fits. */
const BUDGET_SHARE = 0.8;

/**
 * Says reasoning settings in the way the model takes: an effort becomes a budget or the reverse where it takes only
 * the other, of two that do not go together the budget is kept, an effort that it does not have becomes the nearest.
 * A budget always stays below the output cap. A model that does not reason gets neither.
 */
export function applyReasoning(draft: ConfigDraft): void {
  if (draft.model.reasoning === false) leaveOut(draft);
  takeOne(draft);
  if (asksForNone(draft)) switchReasoningOff(draft);
  else translate(draft);
  fitBudget(draft);
}

// The wish not to reason is fulfilled, so it is no reason to refuse the request.
function leaveOut(draft: ConfigDraft): void {
  for (const name of ["reasoningEffort", "reasoningBudgetTokens"] as const) {
    const value = draft.values.get(name);
    const leave = value === "none" || value === 0 ? drop : refuse;
    leave(draft, name, `${draft.model.id} does not reason.`);
  }
}

// Effort and budget are both set, and the model takes one of them, or either but not both.
function takeOne(draft: ConfigDraft): void {
  const takes = whatItTakes(draft);
  if (typeof draft.values.get("reasoningEffort") !== "string") return;
  if (typeof draft.values.get("reasoningBudgetTokens") !== "number") return;
  const { id } = draft.model;
  if (takes.budget && !takes.effort)
    drop(draft, "reasoningEffort", `${id} takes a budget, which is set as well.`);
  if (takes.effort && !takes.budget)
    drop(draft, "reasoningBudgetTokens", `${id} takes an effort, which is set as well.`);
  // The effort none is a wish of its own, and switchReasoningOff fulfils it.
  if (isExclusive(draft) && draft.values.has("reasoningBudgetTokens") && !asksForNone(draft))
    drop(
      draft,
      "reasoningEffort",
      `${id} takes an effort or a budget, and a budget is set as well.`,
    );
}

function translate(draft: ConfigDraft): void {
  const takes = whatItTakes(draft);
  const effort = draft.values.get("reasoningEffort");
  const budget = draft.values.get("reasoningBudgetTokens");
  if (typeof effort === "string" && takes.budget && !takes.effort) effortToBudget(draft, effort);
  else if (typeof budget === "number" && takes.effort && !takes.budget)
    budgetToEffort(draft, budget);
  fitEffort(draft);
  tellLostDegree(draft);
}

// Where only a switch is taken, it carries that reasoning is wanted, and nothing of how much.
function tellLostDegree(draft: ConfigDraft): void {
  const { params, reasoning } = draft.policy;
  const send = reasoning?.send;
  if (send?.toggle === undefined || send.transform !== undefined) return;
  const places = [
    ["reasoningEffort", send.effort],
    ["reasoningBudgetTokens", send.budget],
  ] as const;
  for (const [name, place] of places) {
    const value = draft.values.get(name);
    if (place !== null || value === undefined || params?.[name]?.unsupported !== undefined)
      continue;
    const why = `${draft.model.id} takes no ${name}: it only switches reasoning on.`;
    if (draft.onUnsupported === "error") refuse(draft, name, why);
    else tell(draft, "translated", name, why, value, send.toggle.on);
  }
}

function effortToBudget(draft: ConfigDraft, effort: string): void {
  const wanted = EFFORT_BUDGETS.find(([name]) => name === effort)?.[1];
  if (wanted === undefined)
    throw unknownEffort(
      draft,
      effort,
      EFFORT_BUDGETS.map(([name]) => name),
    );
  draft.budgetIsEffort = true;
  const { min, cap } = budgetLimits(draft);
  const budget = fitted(draft, wanted);
  if (budget === undefined) {
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
  // The nearest effort whose usual budget is not above the one given; any budget asks for some reasoning.
  const fitting = EFFORT_BUDGETS.findLast(([, tokens]) => tokens > 0 && tokens <= budget);
  const wanted = fitting?.[0] ?? "minimal";
  const effort = nearestEffort(draft, wanted) ?? wanted;
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
  const other = nearestEffort(draft, effort);
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

/** Keeps a budget within its limits; a cap that was set meanwhile is one of them. */
export function fitBudget(draft: ConfigDraft): void {
  const budget = draft.values.get("reasoningBudgetTokens");
  if (typeof budget !== "number" || budget === 0) return;
  if (draft.policy.params?.reasoningBudgetTokens?.unsupported !== undefined) return;
  // Where nothing says that the model takes a budget, there are no limits to keep either: the wire has the word.
  if (budgetRange(draft) === undefined && typeof draft.policy.reasoning?.send?.budget !== "string")
    return;
  const { min, max, cap } = budgetLimits(draft);
  const fitting = fitted(draft, budget);
  if (fitting === undefined) {
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
    fitting,
    `The budget must be ${Number.isFinite(max) ? `${min} to ${max}` : `at least ${min}`} tokens${Number.isFinite(cap) ? `, and below maxTokens, which is ${cap}` : ""}.`,
  );
}

/** The budget nearest to the wanted one; undefined where the output cap has no room for any. */
function fitted(draft: ConfigDraft, wanted: number): number | undefined {
  const { min, max, cap } = budgetLimits(draft);
  const share = draft.budgetIsEffort === true ? Math.floor(expectedCap(draft) * BUDGET_SHARE) : cap;
  const budget = Math.min(Math.max(min, Math.min(wanted, share)), max, cap - 1);
  return budget < min ? undefined : budget;
}

function expectedCap(draft: ConfigDraft): number {
  const { requiredDefault } = draft.policy.params?.maxTokens ?? {};
  const cap = outputCap(draft) ?? Number.POSITIVE_INFINITY;
  const isOpen = !draft.values.has("maxTokens") && typeof requiredDefault === "number";
  return isOpen ? Math.min(requiredDefault, cap) : cap;
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

import { drop, refuse, tell, type ConfigDraft } from "./config-draft.ts";
import {
  budgetLimits,
  budgetRange,
  canSwitchOff,
  efforts,
  isExclusive,
  nearestEffort,
  whatItTakes,
} from "./reasoning-abilities.ts";

/** Whether the config asks for no reasoning at all: by the effort `none`, or by a budget of 0. */
export function asksForNone({ values }: Pick<ConfigDraft, "values">): boolean {
  const effort = values.get("reasoningEffort");
  return effort === "none" || (effort === undefined && values.get("reasoningBudgetTokens") === 0);
}

/**
 * Says "do not reason" in the way the model takes: as the effort `none`, or as a budget of 0; of a model that does not
 * reason unasked, by saying nothing where it has no way. Where reasoning cannot be switched off, the least is taken with
 * a warning (or the request refused, as `onUnsupported` says).
 */
export function switchReasoningOff(draft: ConfigDraft): void {
  const { values, model } = draft;
  const takes = whatItTakes(draft);
  const byEffort = values.has("reasoningEffort");
  if (byEffort && (canSwitchOff(draft) !== undefined || isExclusive(draft)))
    drop(draft, "reasoningBudgetTokens", 'the effort "none" asks for no reasoning.');
  if (canSwitchOff(draft) !== true && draft.policy.reasoning?.default === "off") {
    const why = `${model.id} does not reason unless it is asked to.`;
    for (const name of ["reasoningEffort", "reasoningBudgetTokens"] as const)
      drop(draft, name, why);
  } else if (canSwitchOff(draft) === false) {
    takeLeast(draft, byEffort);
  } else if (!byEffort && takes.effort && (!takes.budget || prefersEffortNone(draft))) {
    values.delete("reasoningBudgetTokens");
    values.set("reasoningEffort", "none");
    const message = `${model.id} takes a reasoning effort: the budget of 0 tokens became "none".`;
    tell(draft, "translated", "reasoningBudgetTokens", message, 0, "none");
  } else if (byEffort && takes.budget && !takes.effort) {
    values.delete("reasoningEffort");
    values.set("reasoningBudgetTokens", 0);
    const message = `${model.id} takes a reasoning budget in tokens: the effort "none" became 0.`;
    tell(draft, "translated", "reasoningEffort", message, "none", 0);
  }
}

// Of two ways that do not go together, the effort names the wish; a budget of 0 may be below the least that is taken.
function prefersEffortNone(draft: ConfigDraft): boolean {
  if (!isExclusive(draft)) return false;
  const accepted = efforts(draft);
  const { canDisable } = draft.policy.reasoning ?? {};
  return accepted === undefined || accepted.includes("none") || canDisable === true;
}

function takeLeast(draft: ConfigDraft, byEffort: boolean): void {
  const { values } = draft;
  const name = byEffort ? "reasoningEffort" : "reasoningBudgetTokens";
  const why = `${draft.model.id} always reasons, and cannot be told not to.`;
  const takes = whatItTakes(draft);
  const effort = takes.effort ? nearestEffort(draft, "none") : undefined;
  const { min, cap } = budgetLimits(draft);
  const budget =
    takes.budget && budgetRange(draft)?.min !== undefined && min < cap ? min : undefined;
  const least = effort ?? budget;
  if (least === undefined || draft.onUnsupported === "error") {
    refuse(draft, name, why);
    return;
  }
  const asked = values.get(name);
  values.delete("reasoningEffort");
  values.delete("reasoningBudgetTokens");
  values.set(effort === undefined ? "reasoningBudgetTokens" : "reasoningEffort", least);
  const code = !byEffort && effort === undefined ? "clamped" : "translated";
  const taken = effort === undefined ? `a budget of ${least}` : `the effort "${least}"`;
  tell(draft, code, name, `${why} The least, ${taken}, was taken.`, asked, least);
}

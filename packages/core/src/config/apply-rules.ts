import type { NeutralParameter } from "../catalog/neutral-parameter.ts";
import type { ParamCondition } from "../catalog/policy.ts";
import { InvalidRequestError } from "../errors/errors.ts";
import { drop, refuse, replace, type ConfigDraft } from "./config-draft.ts";
import { matchesGlob } from "./glob.ts";

/** Applies the rules of a policy that depend on other settings, in their order. */
export function applyRules(draft: ConfigDraft): void {
  for (const rule of draft.policy.rules ?? []) {
    if (!holds(rule.when, draft)) continue;
    for (const name of rule.forbid ?? []) refuse(draft, name, rule.why);
    for (const name of rule.drop ?? []) drop(draft, name, rule.why);
    for (const [name, value] of Object.entries(rule.set ?? {})) {
      replace(draft, "clamped", name as NeutralParameter, value, rule.why);
    }
    const missing = (rule.require ?? []).filter((name) => !draft.values.has(name));
    if (missing.length === 0) continue;
    throw new InvalidRequestError(
      `${draft.platform}/${draft.model.id} needs ${missing.join(", ")}: ${rule.why}`,
      {
        platform: draft.platform,
        model: draft.model.id,
        hint: `Set ${missing.join(", ")} in the config.`,
      },
    );
  }
}

/**
 * Tells whether the model will reason: an effort other than `none` or a budget above 0 asks for it, and where neither
 * is set, `reasoning.default` of the policy says.
 */
function reasons(draft: Pick<ConfigDraft, "values" | "policy">): boolean {
  const effort = draft.values.get("reasoningEffort");
  const budget = draft.values.get("reasoningBudgetTokens");
  if (effort === undefined && budget === undefined) return draft.policy.reasoning?.default === "on";
  return (effort !== undefined && effort !== "none") || (typeof budget === "number" && budget > 0);
}

function forcesTool(draft: ConfigDraft): boolean {
  const choice = draft.values.get("toolChoice");
  return choice === "required" || typeof choice === "object";
}

// An alias, a snapshot or a deployment is the model that its row is of, whatever it is called.
function isNamed({ model, modelNames = [] }: ConfigDraft, glob: string): boolean {
  return [model.id, ...modelNames].some((name) => matchesGlob(glob, name));
}

function holds(when: ParamCondition["when"], draft: ConfigDraft): boolean {
  const is = (wanted: boolean | undefined, fact: boolean): boolean =>
    wanted === undefined || wanted === fact;
  return (
    is(when.reasoning, reasons(draft)) &&
    is(when.tools, draft.tools) &&
    is(when.stream, draft.stream) &&
    is(when.output, draft.output) &&
    is(when.forcedTool, forcesTool(draft)) &&
    (when.surface === undefined || when.surface === draft.surface) &&
    (when.model === undefined || isNamed(draft, when.model)) &&
    (when.set ?? []).every((name) => draft.values.has(name)) &&
    Object.entries(when.equals ?? {}).every(
      ([name, value]) =>
        JSON.stringify(draft.values.get(name as NeutralParameter)) === JSON.stringify(value),
    )
  );
}

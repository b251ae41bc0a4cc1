import type { NeutralParameter } from "../catalog/neutral-parameter.ts";
import { InvalidRequestError, UnsupportedParameterError } from "../errors/errors.ts";
import type { WireConfig } from "../spi/request.ts";
import { applyReasoning, fitBudget } from "./apply-reasoning.ts";
import { applyRules } from "./apply-rules.ts";
import { checkConfig } from "./check-config.ts";
import {
  drop,
  refuse,
  replace,
  type ApplyPolicyOptions,
  type ConfigDraft,
} from "./config-draft.ts";
import { didYouMean, nearNames } from "./near-names.ts";
import { isExclusive } from "./reasoning-abilities.ts";

/**
 * Turns a user's config into what may be sent to a model: refused parameters are left out with the warning
 * `unsupported` (or refused, as `onUnsupported` says), fixed values set, limits kept, reasoning settings translated,
 * conditional rules applied, demanded defaults added. null and undefined mean not set. The config is not changed.
 *
 * @throws InvalidRequestError for an unknown key, a wrong type, a value outside the model's range, a missing
 * required parameter, a forced tool that is not in the request
 * @throws UnsupportedParameterError when `onUnsupported` is `error`
 */
export function applyPolicy(config: unknown, options: ApplyPolicyOptions): WireConfig {
  checkConfig(config, options.policy, { platform: options.platform, model: options.model.id });
  const draft: ConfigDraft = { ...options, values: new Map(), refused: [] };
  for (const [name, value] of Object.entries(config ?? {})) {
    if (value !== undefined && value !== null) draft.values.set(name as NeutralParameter, value);
  }
  limitMaxTokens(draft);
  // Before the filter: a setting that the model refuses may be said in another way.
  applyReasoning(draft);
  filterUnsupported(draft);
  dropWithoutTools(draft);
  checkToolChoice(draft);
  fixValues(draft);
  applyRules(draft);
  addDefaults(draft);
  // A rule may have lowered the cap.
  fitBudget(draft);
  throwRefused(draft);
  return finish(draft);
}

function limitMaxTokens(draft: ConfigDraft): void {
  const { maxOutput } = draft.model;
  const value = draft.values.get("maxTokens");
  if (draft.policy.params?.maxTokens?.unsupported !== undefined) return;
  if (maxOutput === undefined || typeof value !== "number" || value <= maxOutput) return;
  replace(
    draft,
    "clamped",
    "maxTokens",
    maxOutput,
    `${draft.model.id} gives at most ${maxOutput} tokens.`,
  );
}

function filterUnsupported(draft: ConfigDraft): void {
  for (const name of draft.values.keys()) {
    const why = draft.policy.params?.[name]?.unsupported;
    if (why !== undefined) refuse(draft, name, why);
  }
}

function dropWithoutTools(draft: ConfigDraft): void {
  if (draft.tools || hasExtraTools(draft)) return;
  for (const name of ["toolChoice", "parallelToolCalls"] as const)
    drop(draft, name, "the request has no tools.");
}

// The platform's own tools come through extraBody, and their names are not known here.
function hasExtraTools(draft: ConfigDraft): boolean {
  const extra = draft.values.get("extraBody");
  return typeof extra === "object" && extra !== null && "tools" in extra;
}

function checkToolChoice(draft: ConfigDraft): void {
  const { toolNames, values } = draft;
  const choice = values.get("toolChoice");
  if (toolNames === undefined || typeof choice !== "object" || choice === null) return;
  const { tool } = choice as { tool: string };
  if (toolNames.includes(tool) || hasExtraTools(draft)) return;
  throw new InvalidRequestError(
    `toolChoice names the tool "${tool}", which is not in the request.`,
    {
      platform: draft.platform,
      model: draft.model.id,
      hint: didYouMean(nearNames(tool, toolNames)) || `Choose one of ${toolNames.join(", ")}.`,
    },
  );
}

function fixValues(draft: ConfigDraft): void {
  for (const name of draft.values.keys()) {
    const fixed = draft.policy.params?.[name]?.fixed;
    if (fixed === undefined) continue;
    replace(
      draft,
      "clamped",
      name,
      fixed,
      `${draft.model.id} takes only ${JSON.stringify(fixed)} for ${name}.`,
    );
  }
}

function addDefaults(draft: ConfigDraft): void {
  const { model, policy, values } = draft;
  for (const [key, rule] of Object.entries(policy.params ?? {})) {
    const name = key as NeutralParameter;
    if (rule?.requiredDefault === undefined || rule.unsupported !== undefined || values.has(name))
      continue;
    if (isSaidOtherwise(draft, name)) continue;
    values.set(name, rule.requiredDefault);
    if (name !== "maxTokens" || typeof rule.requiredDefault !== "number") continue;
    // The platform's default is for an answer: a budget that the user asked for comes on top.
    const budget = Number(values.get("reasoningBudgetTokens") ?? 0);
    const room =
      budget < rule.requiredDefault ? rule.requiredDefault : budget + rule.requiredDefault;
    values.set(name, Math.min(room, model.maxOutput ?? room, rule.range?.max ?? room));
  }
}

// Of effort and budget, where a request may have one, the user's own goes before a default of the other.
function isSaidOtherwise(draft: ConfigDraft, name: NeutralParameter): boolean {
  if (!isExclusive(draft)) return false;
  if (name === "reasoningEffort") return draft.values.has("reasoningBudgetTokens");
  return name === "reasoningBudgetTokens" && draft.values.has("reasoningEffort");
}

function throwRefused(draft: ConfigDraft): void {
  if (draft.refused.length === 0) return;
  const who = `${draft.platform}/${draft.model.id}`;
  throw new UnsupportedParameterError(`${who} does not take ${draft.refused.join("; ")}`, {
    platform: draft.platform,
    model: draft.model.id,
    hint: 'Leave these parameters out, or set onUnsupported to "warn" to have them left out for you.',
  });
}

function finish(draft: ConfigDraft): WireConfig {
  const headers = draft.values.get("extraHeaders");
  if (typeof headers === "object" && headers !== null) {
    const given = Object.entries(headers).filter(([, value]) => value !== undefined);
    draft.values.set("extraHeaders", Object.fromEntries(given));
  }
  // checkConfig has checked every type, and every key is a neutral parameter.
  return Object.fromEntries(draft.values) as WireConfig;
}

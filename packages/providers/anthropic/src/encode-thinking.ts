import type { Target, Warning, WireConfig } from "@byok/core/provider";
import { clampEffort, effortOfBudget, shareOfEffort } from "./effort.ts";
import type { OutputConfig, ThinkingField } from "./wire-types.ts";

/** What a model takes to steer its thinking. */
interface ThinkingForms {
  /** `thinking: {type: "adaptive"}`. */
  adaptive?: true;
  /** `thinking: {type: "enabled", budget_tokens}`. */
  budget?: true;
  /** `output_config.effort`. */
  effort?: true;
  /** Thinking cannot be switched off. */
  always?: true;
}

/**
 * The transforms that `policy.reasoning.send.transform` may name, by the generations of models that need them.
 *
 * - `anthropic-budget`: a token budget only (3.7 to 4.5, Haiku 4.5).
 * - `anthropic-effort`: a budget, and an effort beside it (Opus 4.5).
 * - `anthropic-adaptive-or-budget`: adaptive with an effort, or a budget where one is asked for (4.6).
 * - `anthropic-adaptive`: adaptive with an effort; budgets are refused, `disabled` is taken (Opus 4.7 and later).
 * - `anthropic-always`: the same, but thinking cannot be switched off (Fable, Mythos).
 */
export const THINKING_TRANSFORMS: Readonly<Record<string, ThinkingForms>> = {
  "anthropic-budget": { budget: true },
  "anthropic-effort": { budget: true, effort: true },
  "anthropic-adaptive-or-budget": { adaptive: true, budget: true, effort: true },
  "anthropic-adaptive": { adaptive: true, effort: true },
  "anthropic-always": { adaptive: true, effort: true, always: true },
};

/** Fewest tokens of a thinking budget. */
const MIN_BUDGET = 1024;

/** How the request asks for thinking. */
export interface EncodedThinking {
  thinking?: ThinkingField;
  effort?: string;
}

/**
 * Says how much the model thinks, in the form that it takes. An effort that becomes a budget, or a budget that becomes
 * an effort, is told as `translated`; a budget is always smaller than `maxTokens`.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/thinking
 * @see https://platform.claude.com/docs/en/build-with-claude/effort
 */
export function encodeThinking(
  config: WireConfig,
  target: Target,
  maxTokens: number,
  warn: (warning: Warning) => void,
): EncodedThinking {
  const {
    reasoningEffort: effort,
    reasoningBudgetTokens: budget,
    reasoningSummary: summary,
  } = config;
  if (effort === undefined && budget === undefined && summary === undefined) return {};
  const forms = formsOf(target);
  if (effort === "none" || (effort === undefined && budget === 0))
    return switchOff(forms, target, warn);

  const request: EncodedThinking = {};
  const asked = budget === undefined || budget <= 0 ? undefined : budget;
  const level = levelOf(effort, asked, forms, target, maxTokens, warn);
  if (level !== undefined && forms.effort === true) request.effort = level;

  if (forms.budget === true && (asked !== undefined || forms.adaptive !== true)) {
    const tokens = fitBudget(asked, effort, target, maxTokens, warn);
    if (tokens !== undefined) request.thinking = { type: "enabled", budget_tokens: tokens };
  } else if (forms.adaptive === true) {
    request.thinking = { type: "adaptive" };
  }
  if (summary !== undefined) setDisplay(request, summary, warn);
  return request;
}

/** Whether the request makes the model think. */
export function isThinking(request: EncodedThinking): boolean {
  return request.thinking !== undefined && request.thinking.type !== "disabled";
}

/** The effort as the body's type has it; the catalog knows which words a model takes. */
export function toEffortField(effort: string): NonNullable<OutputConfig["effort"]> {
  return effort as NonNullable<OutputConfig["effort"]>;
}

function formsOf(target: Target): ThinkingForms {
  const send = target.policy.reasoning?.send;
  const name = send?.transform;
  if (name !== undefined && Object.hasOwn(THINKING_TRANSFORMS, name)) {
    return THINKING_TRANSFORMS[name] as ThinkingForms;
  }
  if (send?.effort === null) return { budget: true };
  if (send?.budget === null) return { adaptive: true, effort: true };
  const { efforts, budget } = target.model;
  if (efforts !== undefined && efforts.length > 0 && budget === undefined)
    return { adaptive: true, effort: true };
  if (budget !== undefined && (efforts === undefined || efforts.length === 0))
    return { budget: true };
  // Nothing is known of the model: the user's own words go out in their own form.
  return { adaptive: true, budget: true, effort: true };
}

function switchOff(
  forms: ThinkingForms,
  target: Target,
  warn: (warning: Warning) => void,
): EncodedThinking {
  if (forms.always !== true) return { thinking: { type: "disabled" } };
  const lowest = clampEffort("none", target) ?? "low";
  warn({
    code: "translated",
    path: "config.reasoningEffort",
    message: `${target.model.id} always thinks; it is asked for the effort "${lowest}" instead.`,
    from: "none",
    to: lowest,
  });
  return { effort: lowest };
}

function levelOf(
  effort: string | undefined,
  budget: number | undefined,
  forms: ThinkingForms,
  target: Target,
  maxTokens: number,
  warn: (warning: Warning) => void,
): string | undefined {
  if (effort === undefined) {
    if (budget === undefined || forms.budget === true) return undefined;
    const level = clampEffort(effortOfBudget(budget, maxTokens), target);
    warn({
      code: "translated",
      path: "config.reasoningBudgetTokens",
      message: `${target.model.id} takes an effort instead of a thinking budget.`,
      from: budget,
      to: level,
    });
    return level;
  }
  if (forms.effort !== true) return undefined;
  const level = clampEffort(effort, target);
  if (level !== effort) {
    warn({
      code: "translated",
      path: "config.reasoningEffort",
      message: `${target.model.id} does not know the effort "${effort}".`,
      from: effort,
      to: level,
    });
  }
  return level;
}

/** The thinking budget that is asked for, or that an effort stands for, within its limits; undefined where none fits. */
export function fitBudget(
  asked: number | undefined,
  effort: string | undefined,
  target: Target,
  maxTokens: number,
  warn: (warning: Warning) => void,
): number | undefined {
  const limits = target.model.budget ?? target.policy.reasoning?.budget;
  const least = Math.max(MIN_BUDGET, limits?.min ?? MIN_BUDGET);
  const most = Math.min(maxTokens - 1, limits?.max ?? maxTokens);
  const path = asked === undefined ? "config.reasoningEffort" : "config.reasoningBudgetTokens";
  const from = asked ?? effort;
  if (from === undefined) return undefined;
  if (most < least) {
    const message = `Thinking needs at least ${least} tokens, and maxTokens is ${maxTokens}; it is left out.`;
    warn({ code: "unsupported", path, message, from });
    return undefined;
  }
  const wanted = asked ?? Math.floor(maxTokens * shareOfEffort(effort ?? "medium"));
  const tokens = Math.min(most, Math.max(least, Math.floor(wanted)));
  if (asked === undefined) {
    const message = `${target.model.id} takes a thinking budget; the effort becomes a share of maxTokens.`;
    warn({ code: "translated", path, message, from, to: tokens });
  } else if (tokens !== asked) {
    const message = `A thinking budget is ${least} to ${most} tokens here.`;
    warn({ code: "clamped", path, message, from, to: tokens });
  }
  return tokens;
}

/** @see https://platform.claude.com/docs/en/build-with-claude/thinking#controlling-thinking-display */
function setDisplay(
  request: EncodedThinking,
  summary: string,
  warn: (warning: Warning) => void,
): void {
  const { thinking } = request;
  if (thinking === undefined || thinking.type === "disabled") {
    const message = "A reasoning summary needs thinking; it is left out.";
    warn({ code: "unsupported", path: "config.reasoningSummary", message, from: summary });
    return;
  }
  thinking.display = summary === "none" || summary === "omitted" ? "omitted" : "summarized";
}

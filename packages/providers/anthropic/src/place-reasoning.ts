import {
  isJsonObject,
  type JsonObject,
  mapReasoning,
  type Policy,
  type Target,
  type Warning,
  type WireConfig,
} from "@byok/core/provider";
import { fitBudget } from "./encode-thinking.ts";

const FIELDS = { effort: "output_config.effort", budget: "thinking.budget_tokens" };

/** The reasoning settings of a config, by who writes them. */
export interface PlacedReasoning {
  /** The wire, in its own form. */
  own: WireConfig;
  /** The fields that the policy names; what it has none for is told. */
  named: WireConfig;
}

/**
 * Shares the reasoning settings out. A field of the policy's own takes its setting alone; a setting that stands nowhere
 * leaves the wire's form of the other one, unless both stand nowhere. Beside a switch, settings are written as they are.
 */
export function placeReasoning(config: WireConfig, policy: Policy): PlacedReasoning {
  const { transform, toggle, effort, budget, summary } = policy.reasoning?.send ?? {};
  const own: WireConfig = {};
  const named: WireConfig = {};
  const isWhole = transform !== undefined;
  const isApart = toggle !== undefined || (effort === null && budget === null);
  const sideOf = (place: string | null | undefined): WireConfig =>
    isWhole || (!isApart && typeof place !== "string") ? own : named;
  if (config.reasoningEffort !== undefined) sideOf(effort).reasoningEffort = config.reasoningEffort;
  if (config.reasoningBudgetTokens !== undefined)
    sideOf(budget).reasoningBudgetTokens = config.reasoningBudgetTokens;
  if (config.reasoningSummary !== undefined) {
    // The wire's own summary belongs to the wire's own thinking.
    const hasThinking = Object.keys(own).length > 0 || Object.keys(named).length === 0;
    const isOwn = summary === undefined && (isWhole || (!isApart && hasThinking));
    (isOwn ? own : named).reasoningSummary = config.reasoningSummary;
  }
  return { own, named };
}

/**
 * Writes the settings that the policy has fields for, as other makers' endpoints of this wire have. A budget at the
 * wire's own place, beside a switch, keeps the wire's limits and form.
 */
export function writeNamed(
  named: WireConfig,
  target: Target,
  maxTokens: number,
  body: JsonObject,
  warn: (warning: Warning) => void,
): void {
  const { policy } = target;
  const { reasoningBudgetTokens: budget = 0, ...rest } = named;
  const isOwn = budget > 0 && policy.reasoning?.send?.budget === undefined;
  const fitting = isOwn ? fitBudget(budget, undefined, target, maxTokens, warn) : undefined;
  const fitted = fitting === undefined ? rest : { ...rest, reasoningBudgetTokens: fitting };
  mapReasoning(isOwn ? fitted : named, policy, FIELDS, body, warn);
  const { thinking } = body;
  if (isOwn && isJsonObject(thinking)) body["thinking"] = { type: "enabled", ...thinking };
}

import type { FinishReason } from "@byok/core/provider";

const REASONS: Readonly<Record<string, FinishReason>> = {
  end_turn: "stop",
  stop_sequence: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  tool_use: "tool-calls",
  pause_turn: "pause",
  refusal: "refusal",
};

/**
 * Maps `stop_reason` to why a choice ended; a reason that is not known is `other`.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons
 */
export function mapStopReason(reason: string): FinishReason {
  return Object.hasOwn(REASONS, reason) ? (REASONS[reason] as FinishReason) : "other";
}

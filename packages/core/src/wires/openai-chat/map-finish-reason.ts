import type { FinishReason } from "../../results/result.ts";

const REASONS: ReadonlyMap<string, FinishReason> = new Map([
  ["stop", "stop"],
  ["eos", "stop"],
  ["eos_token", "stop"],
  ["stop_sequence", "stop"],
  ["end_turn", "stop"],
  ["complete", "stop"],
  ["completed", "stop"],
  ["length", "length"],
  ["max_tokens", "length"],
  ["max_output_tokens", "length"],
  ["model_length", "length"],
  ["tool_calls", "tool-calls"],
  ["tool_call", "tool-calls"],
  ["tool_use", "tool-calls"],
  ["function_call", "tool-calls"],
  ["content_filter", "content-filter"],
  ["sensitive", "content-filter"],
  ["safety", "content-filter"],
  ["recitation", "content-filter"],
  ["refusal", "refusal"],
  ["pause_turn", "pause"],
]);

/**
 * Reads `finish_reason`. Undefined while the choice goes on: null, "" and the texts "None" and "null" that some
 * servers write; `other` for words nobody knows.
 *
 * @see https://platform.openai.com/docs/api-reference/chat/object
 */
export function mapFinishReason(raw: unknown): FinishReason | undefined {
  if (raw === null || raw === undefined || raw === "" || raw === "None" || raw === "null")
    return undefined;
  return typeof raw === "string" ? (REASONS.get(raw.toLowerCase()) ?? "other") : "other";
}

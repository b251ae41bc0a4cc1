import type { JsonObject, UsagePolicy } from "@byok/core/provider";
import type { Counted } from "../options.ts";
import { put } from "../json.ts";

/**
 * The `usage` object in OpenAI's form, with the counts where and how the platform's policy says that they stand.
 *
 * @see https://platform.openai.com/docs/api-reference/chat/object
 */
export function usageOf(counted: Counted, policy: UsagePolicy | undefined): JsonObject {
  const { input, cached, output, reasoning } = counted;
  const prompt = policy?.cachedInInput === false ? input - cached : input;
  // Of `auto`, the harder case: the reasoning is in the total only.
  const inside = policy?.reasoningInOutput ?? true;
  const completion = inside === true ? output : output - reasoning;
  const usage: JsonObject = {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
  const paths = policy?.paths ?? {};
  if (paths.input !== undefined) put(usage, paths.input, prompt);
  if (paths.output !== undefined) put(usage, paths.output, completion);
  if (paths.cacheRead !== undefined) put(usage, paths.cacheRead, cached);
  if (paths.reasoning !== undefined) put(usage, paths.reasoning, reasoning);
  // A price that no table has, so that a client's own sum cannot pass for it.
  if (paths.cost !== undefined) put(usage, paths.cost, 0.000_123);
  // Told of every call, and a part of the cost unless the caller's own key was used.
  if (paths.upstreamCost !== undefined) put(usage, paths.upstreamCost, 0.000_123);
  if (paths.ownKey !== undefined) put(usage, paths.ownKey, false);
  return usage;
}

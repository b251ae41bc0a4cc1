import type { JsonObject, UsagePolicy } from "@byok/core/provider";
import type { Counted } from "../options.ts";
import { put } from "../json.ts";

/**
 * The `usage` object in OpenAI's form, with the counts where and how the platform's policy says that they stand.
 *
 * @see https://platform.openai.com/docs/api-reference/chat/object
 */
export function usageOf(counted: Counted, policy: UsagePolicy | undefined): JsonObject {
  const { input, cached, written, output, reasoning } = counted;
  const prompt = policy?.cachedInInput === false ? input - cached - written : input;
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
  addPaths(usage, counted, policy, prompt, completion);
  return usage;
}

/** Writes the counts to the places that the platform's policy names, on either wire. */
export function addPaths(
  usage: JsonObject,
  { cached, written, reasoning }: Counted,
  policy: UsagePolicy | undefined,
  input: number,
  output: number,
): void {
  const paths = policy?.paths ?? {};
  if (paths.input !== undefined) put(usage, paths.input, input);
  if (paths.output !== undefined) put(usage, paths.output, output);
  if (paths.cacheRead !== undefined) put(usage, paths.cacheRead, cached);
  if (paths.cacheWrite !== undefined) put(usage, paths.cacheWrite, written);
  if (paths.reasoning !== undefined) put(usage, paths.reasoning, reasoning);
  // A price that no table has, so that a client's own sum cannot pass for it.
  if (paths.cost !== undefined) put(usage, paths.cost, 0.000_123);
  // Told of every call, and a part of the cost unless the caller's own key was used.
  if (paths.upstreamCost !== undefined) put(usage, paths.upstreamCost, 0.000_123);
  if (paths.ownKey !== undefined) put(usage, paths.ownKey, false);
}

/** Cuts counts in two, for platforms that count each part of a stream by itself: the first has the input. */
export function splitCounted(counted: Counted): [first: Counted, rest: Counted] {
  const output = Math.ceil(counted.output / 2);
  const reasoning = Math.min(counted.reasoning, output);
  return [
    { ...counted, output, reasoning },
    {
      input: 0,
      cached: 0,
      written: 0,
      output: counted.output - output,
      reasoning: counted.reasoning - reasoning,
    },
  ];
}

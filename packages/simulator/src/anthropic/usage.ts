import type { JsonObject, UsagePolicy } from "@byok/core/provider";
import type { Counted } from "../options.ts";
import { put } from "../json.ts";
import { movePaths, type Places } from "../openai/usage.ts";

/**
 * The `usage` object of a whole answer, with the counts where and how the platform's policy says that they stand.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/prompt-caching#tracking-cache-performance
 */
export function messagesUsage(
  counted: Counted,
  policy: UsagePolicy | undefined,
  figure?: number,
): JsonObject {
  const { cached, written } = counted;
  return finished(
    {
      input_tokens: inputOf(counted, policy),
      cache_creation_input_tokens: written,
      cache_read_input_tokens: cached,
      cache_creation: { ephemeral_5m_input_tokens: written, ephemeral_1h_input_tokens: 0 },
      output_tokens: outputOf(counted, policy),
      service_tier: "standard",
    },
    counted,
    policy,
    figure,
  );
}

/** The `usage` object at the end of a stream. */
export function finalUsage(
  counted: Counted,
  policy: UsagePolicy | undefined,
  figure?: number,
): JsonObject {
  return finished(
    {
      input_tokens: inputOf(counted, policy),
      cache_creation_input_tokens: counted.written,
      cache_read_input_tokens: counted.cached,
      output_tokens: outputOf(counted, policy),
    },
    counted,
    policy,
    figure,
  );
}

function inputOf({ input, cached, written }: Counted, policy: UsagePolicy | undefined): number {
  return policy?.cachedInInput === true ? input : input - cached - written;
}

function outputOf({ output, reasoning }: Counted, policy: UsagePolicy | undefined): number {
  return policy?.reasoningInOutput === false ? output - reasoning : output;
}

function finished(
  usage: JsonObject,
  counted: Counted,
  policy: UsagePolicy | undefined,
  figure: number | undefined,
): JsonObject {
  // What stands beside the output must be told, or nobody could add it.
  if (policy?.reasoningInOutput === false)
    put(usage, "output_tokens_details.thinking_tokens", counted.reasoning);
  const places: Places = {
    input: ["input_tokens", inputOf(counted, policy)],
    output: ["output_tokens", outputOf(counted, policy)],
    cacheRead: ["cache_read_input_tokens", counted.cached],
    cacheWrite: ["cache_creation_input_tokens", counted.written],
    reasoning: ["output_tokens_details.thinking_tokens", counted.reasoning],
  };
  movePaths(usage, policy, places, figure);
  return usage;
}

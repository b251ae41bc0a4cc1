import type { NeutralParameter, Policy } from "@byok/core/provider";

/** Where each wire writes a neutral parameter; what is not listed has no place of its own. */
export const WIRE_FIELDS: Readonly<
  Record<string, Readonly<Partial<Record<NeutralParameter, string>>>>
> = {
  // https://platform.openai.com/docs/api-reference/chat/create
  "openai-chat": {
    temperature: "temperature",
    topP: "top_p",
    topK: "top_k",
    maxTokens: "max_tokens",
    stop: "stop",
    presencePenalty: "presence_penalty",
    frequencyPenalty: "frequency_penalty",
    responseFormat: "response_format",
    toolChoice: "tool_choice",
    parallelToolCalls: "parallel_tool_calls",
    seed: "seed",
    n: "n",
    logprobs: "logprobs",
    topLogprobs: "top_logprobs",
    logitBias: "logit_bias",
    reasoningEffort: "reasoning_effort",
    serviceTier: "service_tier",
    user: "user",
  },
  // https://platform.claude.com/docs/en/api/messages
  "anthropic-messages": {
    temperature: "temperature",
    topP: "top_p",
    topK: "top_k",
    maxTokens: "max_tokens",
    stop: "stop_sequences",
    responseFormat: "output_config.format",
    toolChoice: "tool_choice",
    serviceTier: "service_tier",
    user: "metadata.user_id",
  },
};

/** The body's fields that belong to a wire whatever the platform. */
export const BODY_FIELDS: Readonly<Record<string, readonly string[]>> = {
  "openai-chat": [
    "model",
    "messages",
    "tools",
    "stream",
    "stream_options",
    "temperature",
    "top_p",
    "top_k",
    "max_tokens",
    "max_completion_tokens",
    "stop",
    "presence_penalty",
    "frequency_penalty",
    "response_format",
    "tool_choice",
    "parallel_tool_calls",
    "seed",
    "n",
    "logprobs",
    "top_logprobs",
    "logit_bias",
    "reasoning_effort",
    "service_tier",
    "user",
    "metadata",
    "store",
    "modalities",
    "audio",
    "prediction",
    "verbosity",
    "safety_identifier",
    "prompt_cache_key",
    "prompt_cache_retention",
    "web_search_options",
    "functions",
    "function_call",
  ],
  "anthropic-messages": [
    "model",
    "messages",
    "max_tokens",
    "system",
    "tools",
    "tool_choice",
    "thinking",
    "output_config",
    "temperature",
    "top_p",
    "top_k",
    "stop_sequences",
    "metadata",
    "service_tier",
    "container",
    "stream",
    "context_management",
    "mcp_servers",
    "cache_control",
    "inference_geo",
  ],
};

/** The field of one parameter under a policy: its own place, or another that the policy names. */
export function fieldOf(wire: string, name: NeutralParameter, policy: Policy): string | undefined {
  const send = policy.reasoning?.send;
  if (name === "reasoningEffort" && send?.effort !== undefined) return send.effort ?? undefined;
  if (name === "reasoningBudgetTokens" && send?.budget !== undefined)
    return send.budget ?? undefined;
  if (name === "reasoningSummary" && send?.summary !== undefined) return send.summary ?? undefined;
  return policy.params?.[name]?.to ?? WIRE_FIELDS[wire]?.[name];
}

/** The top-level body fields that a policy adds to the wire's own. */
export function addedFields(policy: Policy): string[] {
  const send = policy.reasoning?.send;
  const paths = [
    ...Object.values(policy.params ?? {}).map((rule) => rule?.to),
    ...Object.keys(policy.stream?.disable ?? {}),
    send?.effort,
    send?.budget,
    send?.summary,
    send?.toggle?.field,
  ];
  return paths.filter((path) => typeof path === "string").map((path) => path.split(".")[0] ?? path);
}

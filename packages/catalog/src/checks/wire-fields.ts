/** The fields that a wire writes itself, as far as a catalog entry could write over them. */
export interface WireFields {
  /** What is the request itself: no parameter may stand there. */
  envelope: ReadonlySet<string>;
  /** Neutral parameter → its usual field, in dots. */
  params: Readonly<Record<string, string>>;
  /** What is an answer's message itself: reasoning is neither read from there nor goes back there. */
  message: ReadonlySet<string>;
  /** Its transforms that an entry may name; undefined where its code is still to come. */
  transforms?: ReadonlySet<string>;
}

/**
 * The fields of each wire that has code, the one place where the catalog names them; `tests/types/wire-fields.test.ts`
 * holds them against what the wires send.
 */
const WIRE_FIELDS: Readonly<Record<string, WireFields>> = {
  "openai-chat": {
    envelope: new Set(["model", "messages", "tools", "stream", "stream_options"]),
    params: {
      temperature: "temperature",
      topP: "top_p",
      maxTokens: "max_tokens",
      stop: "stop",
      presencePenalty: "presence_penalty",
      frequencyPenalty: "frequency_penalty",
      responseFormat: "response_format",
      toolChoice: "tool_choice",
      reasoningEffort: "reasoning_effort",
      topK: "top_k",
      seed: "seed",
      n: "n",
      logprobs: "logprobs",
      topLogprobs: "top_logprobs",
      logitBias: "logit_bias",
      parallelToolCalls: "parallel_tool_calls",
      serviceTier: "service_tier",
      user: "user",
    },
    message: new Set([
      "role",
      "content",
      "name",
      "refusal",
      "tool_calls",
      "function_call",
      "audio",
    ]),
    transforms: new Set(),
  },
  "anthropic-messages": {
    envelope: new Set(["model", "messages", "system", "tools", "stream", "container"]),
    params: {
      temperature: "temperature",
      topP: "top_p",
      maxTokens: "max_tokens",
      stop: "stop_sequences",
      responseFormat: "output_config.format",
      toolChoice: "tool_choice",
      reasoningEffort: "output_config.effort",
      reasoningBudgetTokens: "thinking.budget_tokens",
      topK: "top_k",
      serviceTier: "service_tier",
      user: "metadata.user_id",
    },
    message: new Set(["role", "content"]),
    transforms: new Set([
      "anthropic-budget",
      "anthropic-effort",
      "anthropic-adaptive-or-budget",
      "anthropic-adaptive",
      "anthropic-always",
    ]),
  },
};

/** Of a wire whose code is still to come only what is certain. */
const OTHER_WIRE: WireFields = {
  envelope: new Set([
    "model",
    "messages",
    "system",
    "tools",
    "stream",
    "stream_options",
    "input",
    "instructions",
    "contents",
    "prompt",
  ]),
  params: {},
  message: new Set(["role", "content"]),
};

/** The fields that a wire writes itself. */
export function wireFields(wire: string): WireFields {
  return (Object.hasOwn(WIRE_FIELDS, wire) ? WIRE_FIELDS[wire] : undefined) ?? OTHER_WIRE;
}

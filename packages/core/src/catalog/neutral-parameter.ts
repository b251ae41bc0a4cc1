/** The neutral parameters: the names that every wire and every config type shares. */
export const NEUTRAL_PARAMETERS = [
  "temperature",
  "topP",
  "maxTokens",
  "stop",
  "presencePenalty",
  "frequencyPenalty",
  "responseFormat",
  "toolChoice",
  "reasoningEffort",
  "extraHeaders",
  "topK",
  "seed",
  "n",
  "logprobs",
  "topLogprobs",
  "logitBias",
  "parallelToolCalls",
  "reasoningBudgetTokens",
  "reasoningSummary",
  "serviceTier",
  "user",
  "extraBody",
] as const;

/** One neutral parameter. */
export type NeutralParameter = (typeof NEUTRAL_PARAMETERS)[number];

import { NEUTRAL_PARAMETERS } from "../schema/neutral-parameters.ts";

/** The name of a neutral parameter. */
export type ParameterName = keyof typeof NEUTRAL_PARAMETERS;

/** How a neutral parameter looks in a generated config type. */
export interface NeutralParameterType {
  name: ParameterName;
  /** The TypeScript type of a value. */
  type: string;
  /** First sentence of the doc comment. */
  doc: string;
  /** Whether `allowed` values of the catalog are values of the parameter itself, or entries of its list, so that they can become the type. */
  scalar: boolean;
}

const VALUE_TYPES: Readonly<Record<ParameterName, string>> = {
  temperature: "number",
  topP: "number",
  maxTokens: "number",
  stop: "string | readonly string[]",
  presencePenalty: "number",
  frequencyPenalty: "number",
  responseFormat: "ResponseFormat",
  toolChoice: "ToolChoice",
  reasoningEffort: "ReasoningEffort",
  extraHeaders: "Readonly<Record<string, string>>",
  topK: "number",
  seed: "number",
  n: "number",
  logprobs: "boolean",
  topLogprobs: "number",
  logitBias: "Readonly<Record<string, number>>",
  parallelToolCalls: "boolean",
  reasoningBudgetTokens: "number",
  reasoningSummary: "string",
  serviceTier: "string",
  user: "string",
  extraBody: "Readonly<Record<string, JsonValue>>",
};

const NOT_SCALAR: ReadonlySet<string> = new Set([
  "responseFormat",
  "extraHeaders",
  "logitBias",
  "extraBody",
]);

/** Every neutral parameter; core's type tests compare the list with core's own. */
export const NEUTRAL_PARAMETER_TYPES: readonly NeutralParameterType[] = (
  Object.keys(NEUTRAL_PARAMETERS) as ParameterName[]
).map((name) => ({
  name,
  type: VALUE_TYPES[name],
  doc: NEUTRAL_PARAMETERS[name],
  scalar: !NOT_SCALAR.has(name),
}));

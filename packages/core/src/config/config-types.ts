import type { NeutralParameter } from "../catalog/neutral-parameter.ts";
import type { JsonValue } from "../json.ts";
import type { ResponseFormat, ToolChoice } from "../spi/request.ts";

export type { JsonValue } from "../json.ts";
export type { ResponseFormat, ToolChoice } from "../spi/request.ts";

/**
 * The type of a parameter that a model refuses: no value fits it, and the compiler's message shows the reason.
 */
export interface Unsupported<Why extends string> {
  readonly __unsupported: Why;
}

/** Reasoning efforts in use; a platform may know others. */
export type ReasoningEffort =
  | "none"
  | "minimal"
  | "low"
  | "medium"
  | "high"
  | "xhigh"
  | "max"
  | (string & {});

/** Parameters of a model whose type is not known: every name is checked, values only at run time. */
export type AnyConfig = { readonly [Name in NeutralParameter]?: unknown };

/** Every neutral parameter, for a platform or model that the catalog does not know. */
export interface LooseConfig {
  /** Sampling temperature; higher is more random, 0 to 2 on most platforms. */
  temperature?: number;
  /** Nucleus sampling: the share of probability mass considered, 0 to 1. */
  topP?: number;
  /** Most output tokens: everything billed as output, reasoning included. */
  maxTokens?: number;
  /** Texts that end the answer. */
  stop?: string | readonly string[];
  /** Penalty on tokens that have occurred, -2 to 2 on most platforms. */
  presencePenalty?: number;
  /** Penalty on tokens by how often they have occurred, -2 to 2 on most platforms. */
  frequencyPenalty?: number;
  /** Form of the answer: text, a JSON object, or JSON after a schema. */
  responseFormat?: ResponseFormat;
  /** Whether the model may, must or must not call a tool. */
  toolChoice?: ToolChoice;
  /** How much the model reasons before it answers. */
  reasoningEffort?: ReasoningEffort;
  /** HTTP headers added to the request as they are. */
  extraHeaders?: Readonly<Record<string, string>>;
  /** Only this many of the likeliest tokens are considered. */
  topK?: number;
  /** Seed for repeatable sampling, as far as the platform keeps it. */
  seed?: number;
  /** Number of answers. */
  n?: number;
  /** Whether log probabilities of the output tokens are returned. */
  logprobs?: boolean;
  /** Number of likeliest tokens returned at each position, with `logprobs`. */
  topLogprobs?: number;
  /** Token id → bias added before sampling; OpenAI and Azure take -100 to 100. */
  logitBias?: Readonly<Record<string, number>>;
  /** Whether the model may call several tools at once. */
  parallelToolCalls?: boolean;
  /** Most tokens of reasoning. */
  reasoningBudgetTokens?: number;
  /** Whether and how reasoning is summarised, such as `auto` or `detailed`. */
  reasoningSummary?: string;
  /** Service tier that answers, such as `flex` or `priority`; price and speed depend on it. */
  serviceTier?: string;
  /** Stable id of the end user, for the platform's abuse checks. */
  user?: string;
  /** Fields added to the request body as they are. */
  extraBody?: Readonly<Record<string, JsonValue>>;
}

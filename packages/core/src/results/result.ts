import type { AssistantMessage, FilePart, ToolCallPart } from "../messages/message.ts";
import type { JsonValue } from "../json.ts";
import type { Cost } from "./cost.ts";
import type { Usage } from "./usage.ts";
import type { Warning } from "./warning.ts";

/** Why a choice ended. */
export type FinishReason =
  | "stop"
  | "length"
  | "content-filter"
  | "tool-calls"
  | "refusal"
  | "pause"
  | "approval"
  | "other";

/** A tool call that cannot be run; it never stands in `message`. */
export interface InvalidToolCall {
  id?: string;
  name: string;
  rawInput: string;
  reason: "truncated" | "not-json" | "schema";
}

/** One of several answers to the same request. */
export interface Choice {
  index: number;
  message: AssistantMessage;
  text: string;
  reasoning: string;
  toolCalls: ToolCallPart[];
  invalidToolCalls: InvalidToolCall[];
  finishReason: FinishReason;
  rawFinishReason: string | undefined;
  logprobs?: TokenLogprob[];
}

/** The probability of one output token. */
export interface TokenLogprob {
  token: string;
  logprob: number;
  bytes?: number[] | null;
  top?: { token: string; logprob: number }[];
}

/** Something the platform consulted. */
export interface Source {
  id?: string;
  url?: string;
  title?: string;
  raw?: JsonValue;
}

/** How much of the rate limit is left, as the platform's headers say. */
export interface RateLimit {
  limitRequests?: number;
  remainingRequests?: number;
  resetRequestsMs?: number;
  limitTokens?: number;
  remainingTokens?: number;
  resetTokensMs?: number;
}

/** What is known of the HTTP response. */
export interface ResponseInfo {
  id?: string;
  /** The model that answered, as the platform names it. */
  model: string;
  requestId?: string;
  serviceTier?: string;
  /** Lower-case names; credentials are never among them. */
  headers: Record<string, string>;
  rateLimit?: RateLimit;
}

/** A whole answer. */
export interface Result<Output = undefined> {
  text: string;
  reasoning: string;
  message: AssistantMessage;
  /**
   * The value that `output` of the request asked for, checked by its schema. Check `finishReason` first: after `refusal`,
   * `content-filter`, `pause` or tool calls there is no value, and this is undefined whatever its type says.
   */
  output: Output;
  toolCalls: ToolCallPart[];
  invalidToolCalls: InvalidToolCall[];
  choices: Choice[];
  sources: Source[];
  files: FilePart[];
  finishReason: FinishReason;
  rawFinishReason: string | undefined;
  usage: Usage;
  cost: Cost;
  warnings: Warning[];
  response: ResponseInfo;
}

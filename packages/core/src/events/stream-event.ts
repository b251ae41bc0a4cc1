import type { JsonValue } from "../json.ts";
import type {
  ApprovalRequestPart,
  Citation,
  CustomPart,
  FilePart,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from "../messages/message.ts";
import type { Cost } from "../results/cost.ts";
import type { FinishReason, RateLimit, Result, Source, TokenLogprob } from "../results/result.ts";
import type { Usage } from "../results/usage.ts";
import type { Warning } from "../results/warning.ts";

/** Which block of which choice an event belongs to; `id` is ours and stable within the stream. */
export interface Block {
  id: string;
  /** 0 unless `n` > 1. */
  choice: number;
}

/** The first event of every stream. */
export interface StreamStartEvent {
  type: "stream-start";
  warnings: Warning[];
  requestId?: string;
}

/** What the platform says of the response itself. */
export interface ResponseMetadataEvent {
  type: "response-metadata";
  id?: string;
  model?: string;
  /** Unix time in seconds. */
  created?: number;
  rateLimit?: RateLimit;
}

/** Events that belong to one block. */
export type BlockEvent = Block &
  (
    | { type: "text-start"; channel: "answer" | "commentary" | "refusal" }
    | { type: "text-delta"; text: string; logprobs?: TokenLogprob[] }
    | { type: "text-end"; part: TextPart }
    | { type: "reasoning-start" }
    | { type: "reasoning-delta"; text: string }
    | { type: "reasoning-end"; part: ReasoningPart }
    | { type: "tool-input-start"; toolCallId: string; name: string; executedBy?: "provider" }
    | { type: "tool-input-delta"; text: string }
    | { type: "tool-input-end" }
    | { type: "tool-call"; name: string; input: JsonValue; part: ToolCallPart }
    | {
        type: "tool-call-invalid";
        name: string;
        rawInput: string;
        reason: "truncated" | "not-json" | "schema";
      }
    | { type: "tool-result"; part: ToolResultPart; preliminary?: boolean }
    | { type: "tool-approval-request"; part: ApprovalRequestPart }
    | { type: "file"; part: FilePart; preliminary?: boolean }
    | { type: "citation"; citation: Citation }
    | { type: "source"; source: Source }
    | { type: "custom"; part: CustomPart }
  );

/** One choice has ended. */
export interface ChoiceFinishEvent {
  type: "choice-finish";
  choice: number;
  reason: FinishReason;
  rawReason: string | undefined;
}

/** Usage so far (cumulative). */
export interface UsageEvent {
  type: "usage";
  usage: Usage;
}

/** The one and last event of a stream that ended well. */
export interface FinishEvent<Output = unknown> {
  type: "finish";
  reason: FinishReason;
  rawReason: string | undefined;
  usage: Usage;
  cost: Cost;
  result: Result<Output>;
}

/** Anything a stream yields. The union is open: minor versions add members, so write a `default`. */
export type StreamEvent<Output = unknown> =
  | StreamStartEvent
  | ResponseMetadataEvent
  | BlockEvent
  | ChoiceFinishEvent
  | UsageEvent
  | FinishEvent<Output>;

import type { JsonValue } from "../json.ts";
import type { Citation, CustomPart, FilePart, ToolResultPart } from "../messages/message.ts";
import type { PlatformFigure } from "../results/cost.ts";
import type { FinishReason, Source, TokenLogprob } from "../results/result.ts";
import type { Usage } from "../results/usage.ts";
import type { Warning } from "../results/warning.ts";
import type { ClassifiedError } from "./wire-protocol.ts";

/**
 * What a wire's decoder tells the engine. The engine opens and closes blocks, gives ids, parses tool inputs,
 * builds messages and ends the stream; the wire only says what each frame means.
 *
 * A delta goes to the open block of its kind and choice, or opens one. `block-end` closes the open text or
 * reasoning block of a choice. Tool inputs are kept apart by `key` and may overlap.
 */
export type WireEvent =
  /** `serviceTier` and `region` say what the answer is priced by, where the platform tells them. */
  | {
      type: "metadata";
      id?: string;
      model?: string;
      created?: number;
      serviceTier?: string;
      region?: string;
    }
  /** Opens a text block of another channel than `answer`. */
  | { type: "text-start"; choice: number; channel: "answer" | "commentary" | "refusal" }
  /** Passed on to the caller as it is: `id` is written by the engine, so the wire gives `""`. */
  | { type: "text-delta"; id: string; choice: number; text: string; logprobs?: TokenLogprob[] }
  | { type: "reasoning-delta"; id: string; choice: number; text: string }
  /** A reasoning block whose text is encrypted; `state` has it. */
  | { type: "reasoning-redacted"; choice: number; state: JsonValue }
  | { type: "block-end"; choice: number; state?: JsonValue; citations?: Citation[] }
  /** Starts or continues a tool call; `value` when the platform sends the input as JSON instead of text. */
  | {
      type: "tool-input";
      choice: number;
      key: string | number;
      toolCallId?: string;
      name?: string;
      text?: string;
      value?: JsonValue;
      executedBy?: "provider";
      state?: JsonValue;
    }
  | { type: "tool-input-end"; choice: number; key: string | number; state?: JsonValue }
  | { type: "tool-result"; choice: number; part: ToolResultPart; preliminary?: boolean }
  | { type: "file"; choice: number; part: FilePart; preliminary?: boolean }
  | { type: "citation"; choice: number; citation: Citation }
  | { type: "source"; choice: number; source: Source }
  | { type: "custom"; choice: number; part: CustomPart }
  /** State of the whole message. */
  | { type: "message-state"; choice: number; state: JsonValue }
  | { type: "logprobs"; choice: number; logprobs: TokenLogprob[] }
  /** Cumulative: replaces what was told before. `cost` is the platform's own figure. */
  | { type: "usage"; usage: Usage; cost?: PlatformFigure }
  | { type: "choice-finish"; choice: number; reason: FinishReason; rawReason: string | undefined }
  /** The protocol's end marker; what follows is ignored. */
  | { type: "done" }
  | { type: "error"; error: ClassifiedError }
  | { type: "warning"; warning: Warning };

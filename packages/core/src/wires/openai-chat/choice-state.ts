import type { JsonObject, JsonValue } from "../../json.ts";
import type { WireEvent } from "../../spi/wire-event.ts";
import type { Target } from "../../spi/wire-protocol.ts";
import { setOwn } from "../shared/json-path.ts";
import { createThinkSplitter, type ThinkSplitter } from "../shared/think-tags.ts";
import type { AudioCollector } from "./decode-media.ts";
import { mapFinishReason } from "./map-finish-reason.ts";
import { createReasoningDetails, type ReasoningDetails } from "./reasoning-details.ts";
import type { ToolCallIndex } from "./tool-call-index.ts";

/** What decoding needs of its surroundings; made once per answer. */
export interface DecodeContext {
  target: Target;
  emit: (event: WireEvent) => void;
  /** Fields that carry reasoning text, in order. */
  reasoningFields: readonly string[];
  detailsField: string | undefined;
  thinkTags: boolean;
  /** Thinking parts are kept with what they were signed with. */
  keepsThinking: boolean;
  /** Streamed indexes of tool calls cannot be trusted. */
  callsById: boolean;
  /** Any choice has refused. */
  refused: boolean;
}

/** What is known of one choice while its answer comes in. */
export interface ChoiceState {
  index: number;
  /** Something of the message has come. */
  started: boolean;
  /** The open text block is a refusal. */
  refusing: boolean;
  refused: boolean;
  finished: boolean;
  /** Splits think tags off; gone once the answer has begun. */
  think: ThinkSplitter | undefined;
  /** What is kept of the thinking part that is open. */
  thinking: JsonObject | undefined;
  tools: ToolCallIndex | undefined;
  details: ReasoningDetails | undefined;
  /** What the platform signed of the whole message. */
  extraContent: JsonValue | undefined;
  /** Details or a signature have come since they were last told. */
  statePending: boolean;
  audio: AudioCollector | undefined;
}

/** Reads the policy once for an answer. */
export function createDecodeContext(
  target: Target,
  emit: (event: WireEvent) => void,
): DecodeContext {
  const { reasoning, tools } = target.policy;
  return {
    target,
    emit,
    reasoningFields: reasoning?.receive ?? ["reasoning_content", "reasoning"],
    detailsField: reasoning?.details,
    thinkTags: reasoning?.thinkTags === true,
    keepsThinking: reasoning?.contentParts === true,
    callsById: tools?.callIndex === "byId",
    refused: false,
  };
}

/** The state of a choice of which nothing has come. */
export function createChoiceState(index: number, context: DecodeContext): ChoiceState {
  const { emit } = context;
  return {
    index,
    started: false,
    refusing: false,
    refused: false,
    finished: false,
    think: context.thinkTags
      ? createThinkSplitter(
          (text) => emit({ type: "reasoning-delta", id: "", choice: index, text }),
          (text) => emit({ type: "text-delta", id: "", choice: index, text }),
        )
      : undefined,
    thinking: undefined,
    tools: undefined,
    details: context.detailsField === undefined ? undefined : createReasoningDetails(),
    extraContent: undefined,
    statePending: false,
    audio: undefined,
  };
}

/** Ends an open thinking part: what it was signed with is known once something else comes. */
export function closeThinking(state: ChoiceState, { emit }: DecodeContext): void {
  if (state.thinking === undefined) return;
  const kept = state.thinking;
  state.thinking = undefined;
  emit({ type: "block-end", choice: state.index, state: { thinking: kept } });
}

/** Gives out what was held back: text behind half a tag, a spoken answer, the state of the message. */
export function flushChoice(state: ChoiceState, context: DecodeContext): void {
  const { emit, detailsField } = context;
  state.think?.end();
  closeThinking(state, context);
  const audio = state.audio?.finish(context.target);
  if (audio !== undefined) emit({ type: "file", choice: state.index, part: audio });
  if (!state.statePending) return;
  state.statePending = false;
  const fields: JsonObject = {};
  const details = state.details?.list ?? [];
  if (detailsField !== undefined && details.length > 0)
    setOwn(
      fields,
      detailsField,
      details.map((detail) => ({ ...detail })),
    );
  if (state.extraContent !== undefined) fields["extra_content"] = state.extraContent;
  if (Object.keys(fields).length > 0)
    emit({ type: "message-state", choice: state.index, state: fields });
}

/**
 * Ends a choice when `raw` is a finish reason. The first one counts: some servers repeat it on every later chunk.
 * Platforms that say `stop` after tool calls or a refusal mean those.
 */
export function finishChoice(state: ChoiceState, raw: unknown, context: DecodeContext): boolean {
  const told = mapFinishReason(raw);
  if (told === undefined || state.finished) return false;
  state.finished = true;
  flushChoice(state, context);
  const { emit } = context;
  const calls = state.tools?.calls ?? [];
  for (const call of calls) emit({ type: "tool-input-end", choice: state.index, key: call.key });
  const meant =
    told === "stop" && calls.length > 0
      ? "tool-calls"
      : told === "stop" && state.refused
        ? "refusal"
        : told;
  emit({
    type: "choice-finish",
    choice: state.index,
    reason: meant,
    rawReason: typeof raw === "string" ? raw : JSON.stringify(raw),
  });
  return true;
}

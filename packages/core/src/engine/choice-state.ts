import type { JsonValue } from "../json.ts";
import type {
  AssistantPart,
  Citation,
  Meta,
  ProviderState,
  ReasoningPart,
  TextPart,
  ToolCallPart,
} from "../messages/message.ts";
import type { FinishReason, InvalidToolCall, TokenLogprob } from "../results/result.ts";

/** The text or reasoning block that is open in a choice. */
export interface OpenBlock {
  kind: "text" | "reasoning";
  id: string;
  text: string;
  channel: "answer" | "commentary" | "refusal";
  citations: Citation[] | undefined;
}

/** A tool call whose input is arriving. */
export interface OpenTool {
  blockId: string;
  toolCallId: string;
  name: string;
  raw: string;
  value: JsonValue | undefined;
  executedBy: "provider" | undefined;
  state: JsonValue | undefined;
  /** Where in the parts the call will stand. */
  slot: number;
  inputEnded: boolean;
  started: boolean;
}

/** One choice while it arrives. */
export interface ChoiceState {
  index: number;
  /** In order of arrival; a tool call holds its place until it is complete. */
  parts: (AssistantPart | undefined)[];
  open: OpenBlock | undefined;
  tools: Map<string | number, OpenTool>;
  toolCalls: ToolCallPart[];
  invalidToolCalls: InvalidToolCall[];
  logprobs: TokenLogprob[] | undefined;
  state: JsonValue | undefined;
  finish: { reason: FinishReason; rawReason: string | undefined } | undefined;
}

/** A choice of which nothing has arrived. */
export function emptyChoice(index: number): ChoiceState {
  return {
    index,
    parts: [],
    open: undefined,
    tools: new Map(),
    toolCalls: [],
    invalidToolCalls: [],
    logprobs: undefined,
    state: undefined,
    finish: undefined,
  };
}

/** The part that a block becomes when it closes. */
export function partOf(
  block: OpenBlock,
  state: ProviderState[] | undefined,
): TextPart | ReasoningPart {
  const meta: Meta = state === undefined ? {} : { providerState: state };
  if (block.kind === "reasoning") return { type: "reasoning", text: block.text, ...meta };
  const part: TextPart = { type: "text", text: block.text, ...meta };
  if (block.channel !== "answer") part.channel = block.channel;
  if (block.citations !== undefined) part.citations = block.citations;
  return part;
}

/** What a choice says: its answer text, or its refusal when there is no answer. */
export function textOf(parts: readonly (AssistantPart | undefined)[]): string {
  let answer = "";
  let refusal = "";
  for (const part of parts) {
    if (part?.type !== "text") continue;
    if (part.channel === undefined || part.channel === "answer") answer += part.text;
    else if (part.channel === "refusal") refusal += part.text;
  }
  return answer === "" ? refusal : answer;
}

/** The reasoning text of a choice. */
export function reasoningOf(parts: readonly (AssistantPart | undefined)[]): string {
  let text = "";
  for (const part of parts) if (part?.type === "reasoning") text += part.text;
  return text;
}

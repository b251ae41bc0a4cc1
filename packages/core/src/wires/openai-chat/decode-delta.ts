import type { JsonObject, JsonValue } from "../../json.ts";
import type { TokenLogprob } from "../../results/result.ts";
import { getPath, isJsonObject } from "../shared/json-path.ts";
import { closeThinking, type ChoiceState, type DecodeContext } from "./choice-state.ts";
import { createAudioCollector, decodeImage } from "./decode-media.ts";
import { decodeAnnotation } from "./decode-sources.ts";
import { decodeFunctionCall, decodeToolCalls } from "./decode-tool-calls.ts";

/**
 * Reads one delta, or one whole message: both have the same fields. True when it was a single piece of answer text
 * and nothing else, so that the same bytes around another text would mean the same.
 */
export function decodeDelta(
  state: ChoiceState,
  delta: JsonObject,
  whole: boolean,
  logprobs: TokenLogprob[] | undefined,
  context: DecodeContext,
): boolean {
  let plain = logprobs === undefined;
  const { content } = delta;
  if (decodeReasoning(state, delta, context)) plain = false;
  if (typeof content === "string") {
    if (content === "") plain = false;
    else {
      if (state.think !== undefined || state.refusing || state.thinking !== undefined)
        plain = false;
      answerText(state, content, logprobs, context);
      logprobs = undefined;
    }
  } else {
    plain = false;
    if (Array.isArray(content)) decodeParts(state, content, context);
  }
  if (logprobs !== undefined) context.emit({ type: "logprobs", choice: state.index, logprobs });
  if (decodeRest(state, delta, whole, context)) plain = false;
  return plain;
}

/** Emits answer text, through the think-tag splitter while the answer has not begun. */
export function answerText(
  state: ChoiceState,
  text: string,
  logprobs: TokenLogprob[] | undefined,
  context: DecodeContext,
): void {
  const { emit } = context;
  state.started = true;
  if (state.thinking !== undefined) closeThinking(state, context);
  if (state.think !== undefined) {
    if (logprobs !== undefined) emit({ type: "logprobs", choice: state.index, logprobs });
    state.think.push(text);
    if (state.think.through) state.think = undefined;
    return;
  }
  if (state.refusing) {
    state.refusing = false;
    emit({ type: "text-start", choice: state.index, channel: "answer" });
  }
  if (logprobs === undefined) emit({ type: "text-delta", id: "", choice: state.index, text });
  else emit({ type: "text-delta", id: "", choice: state.index, text, logprobs });
}

function decodeReasoning(state: ChoiceState, delta: JsonObject, context: DecodeContext): boolean {
  let text = "";
  for (const field of context.reasoningFields) {
    const value = delta[field] ?? (field.includes(".") ? getPath(delta, field) : undefined);
    if (typeof value === "string" && value !== "") {
      text = value;
      break;
    }
  }
  let found = text !== "";
  if (state.details !== undefined) {
    const details = delta[context.detailsField ?? ""];
    if (Array.isArray(details) && details.length > 0) {
      const detailsText = state.details.add(details);
      state.statePending = true;
      // The plain field repeats the details' text; only one of them is shown.
      if (text === "") text = detailsText;
      found = true;
    }
  }
  if (text !== "") {
    state.started = true;
    state.refusing = false;
    context.emit({ type: "reasoning-delta", id: "", choice: state.index, text });
  }
  return found;
}

// Arrays of parts come from Mistral (text, thinking) and from servers that pass other vendors' parts on.
function decodeParts(
  state: ChoiceState,
  parts: readonly JsonValue[],
  context: DecodeContext,
): void {
  for (const part of parts) {
    if (typeof part === "string") {
      if (part !== "") answerText(state, part, undefined, context);
      continue;
    }
    if (!isJsonObject(part)) continue;
    const thinking = part["thinking"];
    if (thinking !== undefined && thinking !== null) {
      const text = thinkingText(thinking);
      if (context.keepsThinking) keepThinking(state, part["signature"], context);
      if (text !== "") {
        state.started = true;
        state.refusing = false;
        context.emit({ type: "reasoning-delta", id: "", choice: state.index, text });
      }
    } else if (typeof part["refusal"] === "string") {
      refusalText(state, part["refusal"], context);
    } else if (typeof part["text"] === "string") {
      if (part["text"] !== "") answerText(state, part["text"], undefined, context);
    } else if (part["image_url"] !== undefined) {
      emitImage(state, part, context);
    }
  }
}

// Pieces of one part share its signature, which may come with the last of them only.
function keepThinking(
  state: ChoiceState,
  signature: JsonValue | undefined,
  context: DecodeContext,
): void {
  const signed = typeof signature === "string" && signature !== "";
  const known = state.thinking?.["signature"];
  if (signed && known !== undefined && known !== signature) closeThinking(state, context);
  state.thinking ??= {};
  if (signed) state.thinking["signature"] = signature;
}

function thinkingText(value: JsonValue): string {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return "";
  let text = "";
  for (const each of value) {
    const piece = typeof each === "string" ? each : getPath(each, "text");
    if (typeof piece === "string") text += piece;
  }
  return text;
}

function decodeRest(
  state: ChoiceState,
  delta: JsonObject,
  whole: boolean,
  context: DecodeContext,
): boolean {
  let found = false;
  const {
    refusal,
    images,
    audio,
    annotations,
    tool_calls: toolCalls,
    function_call: functionCall,
    extra_content: extraContent,
  } = delta;
  if (typeof refusal === "string" && refusal !== "") {
    refusalText(state, refusal, context);
    found = true;
  }
  // Before the images: a file closes the text that citations belong to.
  if (Array.isArray(annotations) && annotations.length > 0) {
    for (const each of annotations) {
      const read = decodeAnnotation(each);
      if (read === undefined) continue;
      if (read.citation !== undefined)
        context.emit({ type: "citation", choice: state.index, citation: read.citation });
      context.emit({ type: "source", choice: state.index, source: read.source });
    }
    found = true;
  }
  if (Array.isArray(images) && images.length > 0) {
    for (const image of images) emitImage(state, image, context);
    found = true;
  }
  if (isJsonObject(extraContent) && isSigned(extraContent)) {
    state.extraContent = extraContent;
    state.statePending = true;
    found = true;
  }
  if (isJsonObject(audio)) {
    const words = (state.audio ??= createAudioCollector()).add(audio);
    if (words !== "") answerText(state, words, undefined, context);
    found = true;
  }
  if (Array.isArray(toolCalls) && toolCalls.length > 0) {
    state.started = true;
    closeThinking(state, context);
    decodeToolCalls(state, toolCalls, whole, context);
    found = true;
  } else if (functionCall !== undefined && functionCall !== null) {
    state.started = true;
    closeThinking(state, context);
    decodeFunctionCall(state, functionCall, whole, context);
    found = true;
  }
  return found;
}

// Of a message's extra content only a signature is good for anything later; the rest is about this answer.
function isSigned(extra: JsonObject): boolean {
  return Object.values(extra).some(
    (vendor) => isJsonObject(vendor) && typeof vendor["thought_signature"] === "string",
  );
}

function refusalText(state: ChoiceState, text: string, context: DecodeContext): void {
  if (text === "") return;
  closeThinking(state, context);
  state.started = true;
  state.refused = true;
  context.refused = true;
  if (!state.refusing) {
    state.refusing = true;
    context.emit({ type: "text-start", choice: state.index, channel: "refusal" });
  }
  context.emit({ type: "text-delta", id: "", choice: state.index, text });
}

function emitImage(state: ChoiceState, value: JsonValue, context: DecodeContext): void {
  const part = decodeImage(value);
  if (part === undefined) return;
  state.started = true;
  state.refusing = false;
  closeThinking(state, context);
  context.emit({ type: "file", choice: state.index, part });
}

import type { JsonValue } from "../../json.ts";
import type { WireEvent } from "../../spi/wire-event.ts";
import { isJsonObject } from "../shared/json-path.ts";
import type { ChoiceState, DecodeContext } from "./choice-state.ts";
import { createToolCallIndex } from "./tool-call-index.ts";

type ToolInput = Extract<WireEvent, { type: "tool-input" }>;

/** Reads the `tool_calls` of a delta, or of a whole message, where every entry is one call. */
export function decodeToolCalls(
  state: ChoiceState,
  entries: readonly JsonValue[],
  whole: boolean,
  context: DecodeContext,
): void {
  for (const entry of entries) {
    if (isJsonObject(entry)) decodeToolCall(state, entry, whole, context);
  }
}

/** Reads the `function_call` of older servers: one call without id or index. */
export function decodeFunctionCall(
  state: ChoiceState,
  call: JsonValue,
  whole: boolean,
  context: DecodeContext,
): void {
  if (isJsonObject(call)) decodeToolCall(state, { index: 0, function: call }, whole, context);
}

function decodeToolCall(
  state: ChoiceState,
  entry: { [key: string]: JsonValue },
  whole: boolean,
  context: DecodeContext,
): void {
  const tools = (state.tools ??= createToolCallIndex(context.callsById));
  const body = isJsonObject(entry["function"])
    ? entry["function"]
    : isJsonObject(entry["custom"])
      ? entry["custom"]
      : entry;
  const rawId = entry["id"];
  const hint = {
    index: Number.isInteger(entry["index"]) ? (entry["index"] as number) : undefined,
    id: typeof rawId === "string" ? rawId : typeof rawId === "number" ? String(rawId) : "",
    name: typeof body["name"] === "string" ? body["name"] : "",
  };
  const known = tools.calls.length;
  const call = whole ? tools.start(hint) : tools.find(hint);
  const isNew = tools.calls.length > known;
  const event: ToolInput = { type: "tool-input", choice: state.index, key: call.key };
  let says = isNew;
  if (call.id !== "" && (isNew || hint.id !== "")) event.toolCallId = call.id;
  if (isNew && call.name !== "") event.name = call.name;
  else if (call.name === "" && hint.name !== "") {
    call.name = hint.name;
    event.name = hint.name;
    says = true;
  }
  const input = body["arguments"] ?? body["input"];
  if (typeof input === "string") {
    if (input !== "") {
      call.input.add(input);
      event.text = input;
      says = true;
    }
  } else if (input !== undefined && input !== null) {
    // One whole value: a second one of the same call would be a repetition.
    call.input.setWhole();
    event.value = input;
    says = true;
  }
  if (entry["extra_content"] !== undefined && entry["extra_content"] !== null) {
    event.state = { extra_content: entry["extra_content"] };
    says = true;
  }
  if (!says) return;
  state.refusing = false;
  context.emit(event);
}

import type { JsonValue } from "../json.ts";
import type { ToolCallPart } from "../messages/message.ts";
import type { InvalidToolCall } from "../results/result.ts";
import type { WireEvent } from "../spi/wire-event.ts";
import { parseToolInput } from "../structured/parse-tool-input.ts";
import type { OpenTool } from "./choice-state.ts";
import type { Limits } from "./limits.ts";

/** Checks a parsed input against the tool's schema; the text of the first problem, or undefined. */
export type ToolInputCheck = (name: string, input: JsonValue) => string | undefined;

/** Starts a tool call from its first event. */
export function openTool(
  event: Extract<WireEvent, { type: "tool-input" }>,
  blockId: string,
  toolCallId: string,
  slot: number,
): OpenTool {
  return {
    blockId,
    toolCallId,
    name: event.name ?? "",
    raw: "",
    value: undefined,
    executedBy: event.executedBy,
    state: event.state,
    slot,
    inputEnded: false,
    started: false,
  };
}

/** Parses the input of a finished call: a part that can be run, or the reason why it cannot. `cut`: the choice ended for length. */
export function closeTool(
  tool: OpenTool,
  limits: Limits,
  check: ToolInputCheck | undefined,
  cut: boolean,
): { part: ToolCallPart } | { invalid: InvalidToolCall } {
  const invalid = (reason: InvalidToolCall["reason"]): { invalid: InvalidToolCall } => ({
    invalid: { id: tool.toolCallId, name: tool.name, rawInput: tool.raw, reason },
  });
  if (tool.name === "" || (cut && tool.raw === "")) return invalid("truncated");
  // A tool without parameters is often called with no text at all.
  const parsed =
    tool.raw.trim() === ""
      ? { ok: true as const, value: {} }
      : parseToolInput(tool.raw, { maxDepth: limits.maxJsonDepth });
  if (!parsed.ok) return invalid(parsed.reason);
  if (tool.executedBy === undefined && check?.(tool.name, parsed.value) !== undefined)
    return invalid("schema");
  const part: ToolCallPart = {
    type: "tool-call",
    id: tool.toolCallId,
    name: tool.name,
    input: parsed.value,
  };
  if (tool.raw !== "") part.rawInput = tool.raw;
  if (tool.executedBy !== undefined) part.executedBy = tool.executedBy;
  return { part };
}

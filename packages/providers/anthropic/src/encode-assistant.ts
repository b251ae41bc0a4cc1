import {
  type AssistantMessage,
  type AssistantPart,
  type EncodeContext,
  isJsonObject,
  type ReasoningPart,
  type Target,
  type TextPart,
  type ToolCallPart,
  type ToolResultPart,
} from "@byok/core/provider";
import { decodeCustom } from "./custom-block.ts";
import { markCache } from "./encode-cache.ts";
import { readState } from "./provider-state.ts";
import type {
  Block,
  Cacheable,
  RedactedThinkingBlock,
  TextBlock,
  ThinkingBlock,
  ToolUseBlock,
} from "./wire-types.ts";

/**
 * Encodes what the model said, part by part in its order. Thinking that goes back (`echo`) does so exactly as it came,
 * because its signature covers it; without that state it is left out with the warning `state-dropped`, unless the
 * platform takes it as text between think tags.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/extended-thinking#preserving-thinking-blocks
 */
export function encodeAssistant(
  message: AssistantMessage,
  path: string,
  echo: boolean,
  target: Target,
  context: EncodeContext,
): Block[] {
  const parts: AssistantPart[] =
    typeof message.content === "string"
      ? [{ type: "text", text: message.content }]
      : message.content;
  return parts.flatMap((part, index) => {
    const at = `${path}.content[${index}]`;
    if (part.type === "reasoning") return echo ? encodeReasoning(part, at, target, context) : [];
    const blocks = encodePart(part, at, context);
    if (part.cache !== undefined) {
      for (const block of blocks) markCache(block as Cacheable, part.cache);
    }
    return blocks;
  });
}

function encodePart(
  part: Exclude<AssistantPart, ReasoningPart>,
  path: string,
  context: EncodeContext,
): Block[] {
  switch (part.type) {
    case "text":
      return encodeText(part);
    case "tool-call":
      return encodeToolCall(part, path, context);
    case "tool-result":
      return encodeServerResult(part, path, context);
    case "custom":
      return decodeCustom(part, path, context.warn);
    case "file": {
      const message = "The platform takes no files in assistant messages; this one is left out.";
      context.warn({ code: "content-dropped", path, message, from: part.mediaType });
      return [];
    }
    case "tool-approval-request":
      return [];
    default:
      // The union is open: a part of a later version is not understood here.
      context.warn({
        code: "content-dropped",
        path,
        message: "A part of an unknown type is left out.",
      });
      return [];
  }
}

function encodeText(part: TextPart): TextBlock[] {
  if (part.text.trim() === "") return [];
  const citations = readState(part)?.["citations"];
  const block: TextBlock = { type: "text", text: part.text };
  return [citations === undefined ? block : Object.assign(block, { citations })];
}

function encodeReasoning(
  part: ReasoningPart,
  path: string,
  target: Target,
  context: EncodeContext,
): (ThinkingBlock | RedactedThinkingBlock | TextBlock)[] {
  const state = readState(part);
  if (state?.["type"] === "thinking" || state?.["type"] === "redacted_thinking")
    return [state as unknown as ThinkingBlock | RedactedThinkingBlock];
  const { thinkTags, echo, echoField = "content" } = target.policy.reasoning ?? {};
  if (thinkTags === true) {
    const goesBack = echo !== undefined && echoField === "content" && part.text !== "";
    return goesBack ? [{ type: "text", text: `<think>\n${part.text}</think>\n\n` }] : [];
  }
  const message =
    "Reasoning without this platform's signature cannot be sent back; it is left out.";
  context.warn({ code: "state-dropped", path, message });
  return [];
}

function encodeToolCall(part: ToolCallPart, path: string, context: EncodeContext): ToolUseBlock[] {
  const state = readState(part);
  if (part.executedBy === "provider" && state === undefined) {
    const message = `The call of ${part.name} was run by another platform; it is left out.`;
    context.warn({ code: "state-dropped", path, message, from: part.name });
    return [];
  }
  const { type = "tool_use", ...more } = state ?? {};
  const block = {
    type,
    id: part.id,
    name: part.name,
    input: objectInput(part, path, context),
    ...more,
  };
  return [block as ToolUseBlock];
}

// The platform refuses an input that is no object.
function objectInput(part: ToolCallPart, path: string, context: EncodeContext): unknown {
  if (isJsonObject(part.input)) return part.input;
  const message = `The input of ${part.name} is not an object; it goes out as the field "input" of one.`;
  context.warn({ code: "translated", path: `${path}.input`, message });
  return { input: part.input };
}

function encodeServerResult(part: ToolResultPart, path: string, context: EncodeContext): Block[] {
  const state = readState(part);
  if (state === undefined) {
    const message = `A result of ${part.name} inside an assistant message cannot be sent back; it is left out.`;
    context.warn({ code: "state-dropped", path, message, from: part.name });
    return [];
  }
  // A copy, because a cache breakpoint may be set on it.
  return [{ ...state } as unknown as Block];
}

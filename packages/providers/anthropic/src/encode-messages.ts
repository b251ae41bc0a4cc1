import {
  type AssistantMessage,
  type EncodeContext,
  InvalidRequestError,
  mapToolIds,
  type Message,
  messagesToEcho,
  renameToolIds,
  type SystemMessage,
  type Target,
  type ToolMessage,
  type UserMessage,
} from "@byok/core/provider";
import { encodeAssistant } from "./encode-assistant.ts";
import { limitBreakpoints, markCache, markLast } from "./encode-cache.ts";
import { encodeFile } from "./encode-file.ts";
import { encodeToolResult } from "./encode-tool-result.ts";
import { decodeCustom } from "./custom-block.ts";
import type { Block, TextBlock, Turn } from "./wire-types.ts";

/** What every platform of this wire demands of tool-call ids, unless its policy names a narrower pattern. */
const ID_PATTERN = "^[a-zA-Z0-9_-]+$";

/** The conversation in the platform's form. */
export interface EncodedMessages {
  system?: TextBlock[];
  messages: Turn[];
}

/**
 * Encodes a conversation: system texts apart, turns that take turns, the results of parallel calls in one message
 * and before any text, empty texts left out.
 *
 * @throws InvalidRequestError when nothing is left to send, or the first turn is the assistant's.
 * @see https://platform.claude.com/docs/en/build-with-claude/working-with-messages
 */
export function encodeMessages(
  messages: readonly Message[],
  target: Target,
  context: EncodeContext,
): EncodedMessages {
  const system: TextBlock[] = [];
  const turns: Turn[] = [];
  warnOfNames(messages, context);
  const ids = mapToolIds(messages, target.policy.tools?.idPattern ?? ID_PATTERN);
  const { reasoning } = target.policy;
  // The protocol itself wants thinking back, where no policy speaks of it.
  const echo = messagesToEcho(
    messages,
    reasoning?.echo === undefined ? { echo: "optional" } : reasoning,
  );
  renameToolIds(messages, ids).forEach((message, index) => {
    const path = `messages[${index}]`;
    if (message.role === "system") {
      placeSystem(message, path, system, turns, target, context);
      return;
    }
    const content =
      message.role === "assistant"
        ? encodeAssistant(message, path, echo.has(index), target, context)
        : encodeContent(message, path, target, context);
    if (message.cache !== undefined) markLast(content, message.cache);
    addTurn(turns, message.role === "assistant" ? "assistant" : "user", content);
  });
  for (const turn of turns) if (turn.role === "user") turn.content = resultsFirst(turn.content);
  trimPrefill(turns);
  checkTurns(turns, target);
  checkEnd(messages, target);
  limitBreakpoints(system, turns, context.warn);
  return system.length === 0 ? { messages: turns } : { system, messages: turns };
}

// The wire has no field for the name of a speaker.
function warnOfNames(messages: readonly Message[], context: EncodeContext): void {
  const first = messages.findIndex(
    (message) => message.role === "user" && message.name !== undefined,
  );
  if (first === -1) return;
  context.warn({
    code: "unsupported",
    path: `messages[${first}].name`,
    message: "This platform takes no names of messages; they were left out.",
  });
}

/** @see https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages */
function placeSystem(
  message: SystemMessage,
  path: string,
  system: TextBlock[],
  turns: Turn[],
  target: Target,
  context: EncodeContext,
): void {
  const blocks = encodeTexts(message);
  if (blocks.length === 0) return;
  const place = target.policy.messages?.system;
  if (turns.length === 0) {
    system.push(...blocks);
  } else if (place === "asUser") {
    addTurn(turns, "user", blocks);
  } else if (place === "keep") {
    addTurn(turns, "system", blocks);
  } else {
    const moved = "A system message in mid-conversation is moved to the front.";
    context.warn({ code: "translated", path, message: moved });
    system.push(...blocks);
  }
}

function encodeTexts(message: SystemMessage | UserMessage): TextBlock[] {
  const parts =
    typeof message.content === "string"
      ? [{ type: "text" as const, text: message.content }]
      : message.content;
  const blocks = parts.flatMap((part): TextBlock[] => {
    if (part.type !== "text" || part.text.trim() === "") return [];
    const block: TextBlock = { type: "text", text: part.text };
    if (part.cache !== undefined) markCache(block, part.cache);
    return [block];
  });
  if (message.cache !== undefined) markLast(blocks, message.cache);
  return blocks;
}

function encodeContent(
  message: UserMessage | ToolMessage,
  path: string,
  target: Target,
  context: EncodeContext,
): Block[] {
  if (message.role === "tool") return encodeResults(message, path, target);
  if (typeof message.content === "string") return encodeTexts(message);
  return message.content.flatMap((part, index): Block[] => {
    const at = `${path}.content[${index}]`;
    if (part.type === "custom") return decodeCustom(part, at, context.warn);
    if (part.type === "text") return encodeTexts({ role: "user", content: [part] });
    const block = encodeFile(part, at, target);
    if (part.cache !== undefined) markCache(block, part.cache);
    return [block];
  });
}

// Approvals are the engine's business: the platform only sees what became of the call.
function encodeResults(message: ToolMessage, path: string, target: Target): Block[] {
  return message.content.flatMap((part, index) =>
    part.type === "tool-result"
      ? [encodeToolResult(part, `${path}.content[${index}]`, target)]
      : [],
  );
}

function addTurn(turns: Turn[], role: Turn["role"], content: Block[]): void {
  if (content.length === 0) return;
  const last = turns.at(-1);
  if (last?.role === role) (last.content as Block[]).push(...content);
  else turns.push({ role, content } as Turn);
}

// The platform refuses a user turn in which anything stands before a tool result.
function resultsFirst(content: Block[]): Block[] {
  const isResult = (block: Block): boolean => block.type === "tool_result";
  if (!content.some(isResult)) return content;
  return [...content.filter(isResult), ...content.filter((block) => !isResult(block))];
}

// A prefill that ends in white space is refused.
function trimPrefill(turns: Turn[]): void {
  const last = turns.at(-1);
  if (last?.role !== "assistant") return;
  const block = last.content.at(-1);
  if (block?.type === "text") block.text = block.text.trimEnd();
}

function checkTurns(turns: readonly Turn[], target: Target): void {
  const details = { platform: target.platform.id, model: target.model.id };
  if (turns.length === 0) {
    throw new InvalidRequestError(
      "There is no message to send: all are empty or system messages.",
      {
        ...details,
        hint: "Add a user message.",
      },
    );
  }
  if (turns[0]?.role !== "user") {
    throw new InvalidRequestError(
      `${target.platform.name} takes no conversation that begins with the assistant.`,
      {
        ...details,
        hint: "Put a user message first.",
      },
    );
  }
}

// Core has looked at the last message; a system message may have been moved from behind the assistant's.
function checkEnd(messages: readonly Message[], target: Target): void {
  const { system, prefill } = target.policy.messages ?? {};
  const isMoved = system !== "keep" && system !== "asUser";
  if (prefill !== false || !isMoved || messages.at(-1)?.role !== "system") return;
  const last = messages.findLast((message) => message.role !== "system");
  if (last?.role !== "assistant" || isPaused(last)) return;
  const platform = target.platform.id;
  throw new InvalidRequestError(
    `The assistant has the last word before a system message, which this wire moves to the front, and ${platform}/${target.model.id} does not continue a message of the assistant's.`,
    {
      platform,
      model: target.model.id,
      hint: "Put a user message behind it, or write the system message as one of the user's.",
    },
  );
}

function isPaused({ content }: AssistantMessage): boolean {
  return (
    typeof content !== "string" &&
    content.some((part) => "executedBy" in part && part.executedBy === "provider")
  );
}

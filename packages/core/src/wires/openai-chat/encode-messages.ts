import type { JsonObject, JsonValue } from "../../json.ts";
import type {
  CustomPart,
  FilePart,
  Message,
  SystemMessage,
  TextPart,
  ToolMessage,
  ToolResultPart,
  UserMessage,
} from "../../messages/message.ts";
import type { EncodeContext, Target } from "../../spi/wire-protocol.ts";
import { messagesToEcho } from "../shared/messages-to-echo.ts";
import { encodeAssistant } from "./encode-assistant.ts";
import { encodeFile } from "./encode-file.ts";
import { WIRE_ID } from "./wire-id.ts";

/**
 * Writes prepared messages in the wire's form.
 *
 * @throws InvalidRequestError for a file that the wire cannot carry.
 * @see https://platform.openai.com/docs/api-reference/chat/create
 */
export function encodeMessages(
  messages: readonly Message[],
  target: Target,
  context: EncodeContext,
): JsonObject[] {
  const echo = messagesToEcho(messages, target.policy.reasoning);
  const result: JsonObject[] = [];
  warnOfCacheMarks(messages, context);
  messages.forEach((message, index) => {
    const path = `messages[${index}]`;
    switch (message.role) {
      case "system":
        result.push(encodeSystem(message, target));
        return;
      case "user":
        result.push(encodeUser(message, target, context, path));
        return;
      case "assistant":
        result.push(encodeAssistant(message, echo.has(index), target, context, path));
        return;
      case "tool":
        for (const each of encodeToolMessage(message, target, path)) result.push(each);
    }
  });
  return result;
}

function encodeSystem(message: SystemMessage, target: Target): JsonObject {
  const role = target.policy.messages?.system === "developer" ? "developer" : "system";
  const { content } = message;
  // One string: several servers of this wire take no parts here.
  return {
    role,
    content: typeof content === "string" ? content : content.map((part) => part.text).join("\n\n"),
  };
}

function encodeUser(
  message: UserMessage,
  target: Target,
  context: EncodeContext,
  path: string,
): JsonObject {
  const result: JsonObject = { role: "user", content: "" };
  if (message.name !== undefined) result["name"] = message.name;
  if (typeof message.content === "string") {
    result["content"] = message.content;
    return result;
  }
  const parts: JsonValue[] = [];
  message.content.forEach((part, index) => {
    const encoded = encodeUserPart(part, target, context, `${path}.content[${index}]`);
    if (encoded !== undefined) parts.push(encoded);
  });
  result["content"] = plainTextOf(parts) ?? parts;
  return result;
}

function encodeUserPart(
  part: TextPart | FilePart | CustomPart,
  target: Target,
  context: EncodeContext,
  path: string,
): JsonValue | undefined {
  if (part.type === "text") return { type: "text", text: part.text };
  if (part.type === "file") return encodeFile(part, target, path);
  const owner = part.kind.slice(0, part.kind.indexOf("."));
  if (owner === WIRE_ID || owner === target.platform.id) return part.data;
  context.warn({
    code: "content-dropped",
    path,
    message: `A part of kind ${part.kind} cannot be sent to ${target.platform.name}; it was left out.`,
  });
  return undefined;
}

// A single text goes as a plain string, which every server of this wire takes.
function plainTextOf(parts: readonly JsonValue[]): string | undefined {
  if (parts.length === 0) return "";
  const only = parts.length === 1 ? (parts[0] as JsonObject) : undefined;
  return only?.["type"] === "text" && typeof only["text"] === "string" ? only["text"] : undefined;
}

function encodeToolMessage(message: ToolMessage, target: Target, path: string): JsonObject[] {
  const result: JsonObject[] = [];
  message.content.forEach((part, index) => {
    // Approvals are settled before anything is sent: the model sees the result only.
    if (part.type !== "tool-result") return;
    result.push({
      role: "tool",
      tool_call_id: part.id,
      content: encodeToolContent(part, target, `${path}.content[${index}]`),
    });
  });
  return result;
}

function encodeToolContent(part: ToolResultPart, target: Target, path: string): JsonValue {
  const prefix = statusPrefix(part.status);
  const parts: JsonObject[] = part.content.map((each, index) => {
    if (each.type === "text") return { type: "text", text: each.text };
    if (each.type === "json") return { type: "text", text: JSON.stringify(each.value) };
    return encodeFile(each, target, `${path}.content[${index}]`);
  });
  const texts: string[] = [];
  for (const { text } of parts) if (typeof text === "string") texts.push(text);
  if (texts.length < parts.length) {
    return prefix === "" ? parts : [{ type: "text", text: `${prefix}:` }, ...parts];
  }
  const text = texts.join("\n");
  if (prefix === "") return text === "" ? emptyResult(target) : text;
  return text === "" ? `${prefix}.` : `${prefix}: ${text}`;
}

// Every call must have its result, so an empty one cannot be left out.
function emptyResult({ policy }: Target): string {
  const { emptyText } = policy.messages ?? {};
  if (emptyText === "space") return " ";
  return emptyText === "drop" ? "The tool gave no result." : "";
}

// This wire has no field for the status, so the words must carry it.
function statusPrefix(status: ToolResultPart["status"]): string {
  if (status === "error") return "Error: the tool failed";
  if (status === "denied") return "The user denied this tool call; it was not run";
  return "";
}

function warnOfCacheMarks(messages: readonly Message[], context: EncodeContext): void {
  const index = messages.findIndex((message) => {
    if (asksForTtl(message.cache)) return true;
    return (
      typeof message.content !== "string" && message.content.some((part) => asksForTtl(part.cache))
    );
  });
  if (index === -1) return;
  context.warn({
    code: "unsupported",
    path: `messages[${index}].cache`,
    message:
      "byok sends no cache marks on this wire; the platform caches prompts by itself or not at all.",
  });
}

function asksForTtl(cache: "5m" | "1h" | "auto" | undefined): boolean {
  return cache === "5m" || cache === "1h";
}

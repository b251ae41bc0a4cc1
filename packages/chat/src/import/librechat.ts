import type { AssistantPart, Message } from "@byok/core";
import type { Archive, ArchivedChat, ArchivedMessage, Skipped } from "./archive.ts";
import {
  assistantMessage,
  fieldsOf,
  listOf,
  parentsFirst,
  textMessage,
  textOrNothing,
  timeOf,
  type Fields,
} from "./read-values.ts";

/** What the first message of a chat names as its parent. */
const NO_PARENT = "00000000-0000-0000-0000-000000000000";

/** What LibreChat calls platforms that byok calls otherwise. */
const PLATFORMS: Readonly<Record<string, string>> = {
  openAI: "openai",
  azureOpenAI: "azure",
  google: "gemini",
  bedrock: "aws-bedrock",
};

/**
 * Reads LibreChat's JSON export of a chat: `messages`, flat or (with `recursive`) each with its `children`.
 *
 * @see https://www.librechat.ai/docs/features/import_convos
 */
export function readLibreChat(data: unknown): Archive {
  const skipped: Skipped[] = [];
  const all = Array.isArray(data) ? listOf(data) : [fieldsOf(data)];
  return { format: "librechat", chats: all.map((chat) => readChat(chat, skipped)), skipped };
}

function readChat(chat: Fields, skipped: Skipped[]): ArchivedChat {
  const title = textOrNothing(chat["title"]);
  const id = textOrNothing(chat["conversationId"]) ?? "";
  const where = title ?? id;
  const options = fieldsOf(chat["options"]);
  const nodes = flatten(listOf(chat["messagesTree"] ?? chat["messages"]), undefined);
  const messages: ArchivedMessage[] = [];
  const standIn = new Map<string, string | undefined>();
  for (const { id: nodeId, parentId, node } of parentsFirst(nodes)) {
    const above = parentId === undefined ? undefined : standIn.get(parentId);
    const endpoint =
      textOrNothing(node["endpoint"]) ?? textOrNothing(chat["endpoint"] ?? options["endpoint"]);
    const message = readMessage(node, endpoint, where, skipped);
    standIn.set(nodeId, message === undefined ? above : nodeId);
    if (message === undefined) continue;
    messages.push({ id: nodeId, parentId: above, message, createdAt: timeOf(node["createdAt"]) });
  }
  const times = messages.flatMap((each) => each.createdAt ?? []);
  return {
    id,
    title,
    createdAt: times.length === 0 ? timeOf(chat["exportAt"]) : Math.min(...times),
    updatedAt: times.length === 0 ? timeOf(chat["exportAt"]) : Math.max(...times),
    messages,
    headId: messages.at(-1)?.id,
  };
}

function flatten(
  nodes: readonly Fields[],
  parentId: string | undefined,
): { id: string; parentId: string | undefined; node: Fields }[] {
  return nodes.flatMap((node, index) => {
    const id = textOrNothing(node["messageId"]) ?? `${parentId ?? "root"}:${index}`;
    const given = textOrNothing(node["parentMessageId"]);
    const parent = parentId ?? (given === NO_PARENT ? undefined : given);
    return [{ id, parentId: parent, node }, ...flatten(listOf(node["children"]), id)];
  });
}

function readMessage(
  node: Fields,
  endpoint: string | undefined,
  where: string,
  skipped: Skipped[],
): Message | undefined {
  const parts: AssistantPart[] = [];
  for (const block of listOf(node["content"])) {
    const type = String(block["type"]);
    const value = block[type];
    const text = typeof value === "string" ? value : textOrNothing(fieldsOf(value)["value"]);
    if (type === "text" && text !== undefined) parts.push({ type: "text", text });
    else if (type === "think" && text !== undefined) parts.push({ type: "reasoning", text });
    else if (type !== "text" && type !== "think") {
      skipped.push({ where, what: `a part of type ${type}`, why: "LibreChat's own tool" });
    }
  }
  const plain = textOrNothing(node["text"]);
  if (parts.length === 0 && plain !== undefined) parts.push({ type: "text", text: plain });
  for (const file of listOf(node["files"])) {
    const what = textOrNothing(file["filename"]) ?? "a file";
    skipped.push({ where, what, why: "the export does not hold the file" });
  }
  if (parts.length === 0) return undefined;
  if (node["isCreatedByUser"] === true) {
    const words = parts.flatMap((part) => (part.type === "text" ? part.text : []));
    return textMessage("user", words.join("\n"));
  }
  const platform = endpoint === undefined ? "librechat" : (PLATFORMS[endpoint] ?? endpoint);
  return assistantMessage(parts, { platform, model: textOrNothing(node["model"]) });
}

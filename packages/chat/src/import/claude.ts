import type { AssistantPart, Message } from "@byok/core";
import type { Archive, ArchivedChat, ArchivedMessage, Skipped } from "./archive.ts";
import {
  assistantMessage,
  listOf,
  parentsFirst,
  textOrNothing,
  timeOf,
  type Fields,
} from "./read-values.ts";

/** What the first message of a chat names as its parent. */
const NO_PARENT = "00000000-0000-4000-8000-000000000000";

/**
 * Reads Claude's `conversations.json`: a list of chats with `chat_messages`, each of content blocks.
 *
 * @see https://support.claude.com/en/articles/9450526-how-can-i-export-my-claude-data
 */
export function readClaude(data: unknown): Archive {
  const skipped: Skipped[] = [];
  const chats = listOf(data).map((chat) => readChat(chat, skipped));
  return { format: "claude", chats, skipped };
}

function readChat(chat: Fields, skipped: Skipped[]): ArchivedChat {
  const title = textOrNothing(chat["name"]);
  const id = textOrNothing(chat["uuid"]) ?? "";
  const where = title ?? id;
  const model = textOrNothing(chat["model"]);
  const nodes = listOf(chat["chat_messages"]);
  const asTree = nodes.some((node) => textOrNothing(node["parent_message_uuid"]) !== undefined);
  const messages: ArchivedMessage[] = [];
  const standIn = new Map<string, string | undefined>();
  let last: string | undefined;
  const ordered = parentsFirst(
    nodes.map((node, index) => {
      const nodeId = textOrNothing(node["uuid"]) ?? `${id}:${index}`;
      const given = textOrNothing(node["parent_message_uuid"]);
      return { id: nodeId, parentId: given === NO_PARENT ? undefined : given, node };
    }),
  );
  for (const { id: nodeId, parentId, node } of ordered) {
    const above = asTree ? (parentId === undefined ? undefined : standIn.get(parentId)) : last;
    const message = readMessage(node, model, where, skipped);
    standIn.set(nodeId, message === undefined ? above : nodeId);
    if (message === undefined) continue;
    last = nodeId;
    messages.push({ id: nodeId, parentId: above, message, createdAt: timeOf(node["created_at"]) });
  }
  const leaf = textOrNothing(chat["current_leaf_message_uuid"]);
  return {
    id,
    title,
    createdAt: timeOf(chat["created_at"]),
    updatedAt: timeOf(chat["updated_at"]),
    messages,
    headId: (leaf === undefined ? undefined : standIn.get(leaf)) ?? last,
    pinned: chat["is_starred"] === true,
  };
}

function readMessage(
  node: Fields,
  model: string | undefined,
  where: string,
  skipped: Skipped[],
): Message | undefined {
  const parts: AssistantPart[] = [];
  for (const block of listOf(node["content"])) {
    const type = block["type"];
    const text = textOrNothing(block["text"]) ?? textOrNothing(block["thinking"]);
    if (type === "text" && text !== undefined) parts.push({ type: "text", text });
    else if (type === "thinking" && text !== undefined) parts.push({ type: "reasoning", text });
    else if (type !== "text" && type !== "thinking") {
      skipped.push({ where, what: `a block of type ${String(type)}`, why: "Claude's own tool" });
    }
  }
  // Older archives have the words beside the blocks only.
  const plain = textOrNothing(node["text"]);
  if (parts.length === 0 && plain !== undefined) parts.push({ type: "text", text: plain });
  if (node["sender"] === "assistant") {
    return parts.length === 0
      ? undefined
      : assistantMessage(parts, { platform: "anthropic", model });
  }
  const files = listOf(node["attachments"]).flatMap((file) => {
    const text = textOrNothing(file["extracted_content"]);
    const name = textOrNothing(file["file_name"]) ?? "attachment";
    if (text !== undefined) {
      const mediaType = "text/plain";
      return [{ type: "file" as const, mediaType, name, source: { text } }];
    }
    skipped.push({ where, what: name, why: "the archive does not hold the file" });
    return [];
  });
  for (const file of listOf(node["files"])) {
    const name = textOrNothing(file["file_name"]) ?? "a file";
    // Newer archives list a file here too whose text is among the attachments.
    if (files.some((each) => each.name === name)) continue;
    skipped.push({ where, what: name, why: "the archive does not hold the file" });
  }
  const words = parts.filter((part) => part.type === "text");
  if (words.length + files.length === 0) return undefined;
  const [only] = words;
  return {
    role: "user",
    content: files.length === 0 && words.length === 1 && only ? only.text : [...words, ...files],
  };
}

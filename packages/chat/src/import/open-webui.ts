import type { Archive, ArchivedChat, ArchivedMessage, Skipped } from "./archive.ts";
import {
  fieldsOf,
  listOf,
  parentsFirst,
  textMessage,
  textOrNothing,
  timeOf,
  type Fields,
} from "./read-values.ts";

/**
 * Reads Open WebUI's chat export: a list of chats, each with `chat.history.messages` by id and `currentId`.
 *
 * @see https://docs.openwebui.com/features/chat-conversations/data-controls/import-export
 */
export function readOpenWebUi(data: unknown): Archive {
  const skipped: Skipped[] = [];
  const chats = listOf(data).map((row) => readChat(row, skipped));
  return { format: "open-webui", chats, skipped };
}

function readChat(row: Fields, skipped: Skipped[]): ArchivedChat {
  const chat = "chat" in row ? fieldsOf(row["chat"]) : row;
  const title = textOrNothing(row["title"]) ?? textOrNothing(chat["title"]);
  const id = textOrNothing(row["id"]) ?? textOrNothing(chat["id"]) ?? "";
  const where = title ?? id;
  const history = fieldsOf(chat["history"]);
  const nodes = Object.entries(fieldsOf(history["messages"])).map(([key, value]) => ({
    id: key,
    parentId: textOrNothing(fieldsOf(value)["parentId"]),
    node: fieldsOf(value),
  }));
  const messages: ArchivedMessage[] = [];
  const standIn = new Map<string, string | undefined>();
  for (const { id: nodeId, parentId, node } of parentsFirst(nodes)) {
    const above = parentId === undefined ? undefined : standIn.get(parentId);
    const message = readMessage(node, where, skipped);
    standIn.set(nodeId, message === undefined ? above : nodeId);
    if (message === undefined) continue;
    messages.push({ id: nodeId, parentId: above, message, createdAt: timeOf(node["timestamp"]) });
  }
  const current = textOrNothing(history["currentId"]);
  const tags = [...tagsOf(fieldsOf(row["meta"])["tags"]), ...tagsOf(chat["tags"])];
  return {
    id,
    title,
    createdAt: timeOf(row["created_at"]) ?? timeOf(chat["timestamp"]),
    updatedAt: timeOf(row["updated_at"]),
    messages,
    headId: current === undefined ? undefined : standIn.get(current),
    pinned: row["pinned"] === true,
    ...(tags.length === 0 ? {} : { tags }),
  };
}

function readMessage(
  node: Fields,
  where: string,
  skipped: Skipped[],
): ArchivedMessage["message"] | undefined {
  const role = node["role"];
  const text = textOrNothing(node["content"]);
  for (const file of listOf(node["files"])) {
    const what = textOrNothing(file["name"]) ?? textOrNothing(file["type"]) ?? "a file";
    skipped.push({ where, what, why: "the export does not hold the file" });
  }
  if (text === undefined) return undefined;
  if (role !== "user" && role !== "assistant" && role !== "system") {
    skipped.push({ where, what: `a message of role ${String(role)}`, why: "an unknown role" });
    return undefined;
  }
  // Which platform stood behind a model is not in the export.
  return textMessage(role, text, { platform: "open-webui", model: textOrNothing(node["model"]) });
}

function tagsOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return (value as unknown[]).flatMap((tag) =>
    typeof tag === "string" ? [tag] : (textOrNothing(fieldsOf(tag)["name"]) ?? []),
  );
}

import type { AssistantPart } from "@byok/core";
import type { Archive, ArchivedChat, ArchivedMessage, Skipped } from "./archive.ts";
import { fileOfDataUrl } from "./archive-files.ts";
import {
  assistantMessage,
  fieldsOf,
  listOf,
  parentsFirst,
  textMessage,
  textOrNothing,
  timeOf,
  userMessage,
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
  const files = listOf(node["files"]).flatMap((file) => {
    const name = textOrNothing(file["name"]);
    const found =
      role === "user" ? fileOfDataUrl(textOrNothing(file["url"]) ?? "", name) : undefined;
    if (found !== undefined) return [found];
    const what = name ?? textOrNothing(file["type"]) ?? "a file";
    skipped.push({ where, what, why: "the export does not hold the file" });
    return [];
  });
  if (role === "user") return userMessage(text, files);
  if (text === undefined) return undefined;
  if (role !== "assistant" && role !== "system") {
    skipped.push({ where, what: `a message of role ${String(role)}`, why: "an unknown role" });
    return undefined;
  }
  // Which platform stood behind a model is not in the export.
  const origin = { platform: "open-webui", model: textOrNothing(node["model"]) };
  return role === "system" ? textMessage(role, text) : assistantMessage(partsOf(text), origin);
}

/** Open WebUI writes what a model thought into its answer, as an element that a page folds. */
const THOUGHTS =
  /<details type="reasoning"[^>]*>\n?(?:<summary>.*?<\/summary>)?(.*?)<\/details>\n?/gs;

function partsOf(text: string): AssistantPart[] {
  const thoughts = [...text.matchAll(THOUGHTS)]
    .map(([, inside = ""]) => unescape(inside.replaceAll(/^(&gt;|>) ?/gm, "")).trim())
    .filter((each) => each !== "");
  const words = text.replaceAll(THOUGHTS, "").trim();
  return [
    ...thoughts.map((each) => ({ type: "reasoning" as const, text: each })),
    ...(words === "" ? [] : [{ type: "text" as const, text: words }]),
  ];
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#x27;": "'",
  "&#39;": "'",
  "&amp;": "&",
};

function unescape(text: string): string {
  return text.replaceAll(/&(?:lt|gt|quot|amp|#x27|#39);/g, (entity) => ENTITIES[entity] ?? entity);
}

function tagsOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return (value as unknown[]).flatMap((tag) =>
    typeof tag === "string" ? [tag] : (textOrNothing(fieldsOf(tag)["name"]) ?? []),
  );
}

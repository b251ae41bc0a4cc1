import type { FilePart } from "@byok/core";
import type { Archive, ArchivedChat, ArchivedMessage, Skipped } from "./archive.ts";
import { mediaTypeOf, NO_FILES, type ArchiveFiles } from "./archive-files.ts";
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

/** Kinds of content that are words for the user. */
const TEXT_TYPES = new Set(["text", "multimodal_text", "code", "execution_output"]);

/**
 * Reads ChatGPT's `conversations.json`: a list of chats, each a `mapping` of nodes with `parent` and `current_node`.
 * Files of the user lie beside it in the ZIP archive, under names that begin with their ids.
 *
 * @see https://help.openai.com/en/articles/7260999-how-do-i-export-my-chatgpt-history-and-data
 */
export function readChatGpt(data: unknown, files: ArchiveFiles = NO_FILES): Archive {
  const skipped: Skipped[] = [];
  const chats = listOf(data).map((chat, index) => readChat(chat, index, files, skipped));
  return { format: "chatgpt", chats, skipped };
}

function readChat(
  chat: Fields,
  index: number,
  files: ArchiveFiles,
  skipped: Skipped[],
): ArchivedChat {
  const title = textOrNothing(chat["title"]);
  const id = textOrNothing(chat["conversation_id"]) ?? textOrNothing(chat["id"]) ?? "";
  const where = title ?? (id || `chat ${index + 1}`);
  const mapping = Object.entries(fieldsOf(chat["mapping"])).map(([key, value]) => ({
    id: key,
    parentId: textOrNothing(fieldsOf(value)["parent"]),
    node: fieldsOf(value),
  }));
  const messages: ArchivedMessage[] = [];
  // Nodes without words (roots, hidden system messages, tool traffic) are passed over: children hang on what is above.
  const standIn = new Map<string, string | undefined>();
  for (const { id: nodeId, parentId, node } of parentsFirst(mapping)) {
    const above = parentId === undefined ? undefined : standIn.get(parentId);
    const read = readMessage(fieldsOf(node["message"]), where, files, skipped);
    standIn.set(nodeId, read === undefined ? above : nodeId);
    if (read !== undefined) messages.push({ ...read, id: nodeId, parentId: above });
  }
  const current = textOrNothing(chat["current_node"]);
  return {
    id,
    title,
    createdAt: timeOf(chat["create_time"]),
    updatedAt: timeOf(chat["update_time"]),
    messages,
    headId: current === undefined ? undefined : standIn.get(current),
  };
}

function readMessage(
  message: Fields,
  where: string,
  archived: ArchiveFiles,
  skipped: Skipped[],
): Omit<ArchivedMessage, "id" | "parentId"> | undefined {
  const role = fieldsOf(message["author"])["role"];
  const content = fieldsOf(message["content"]);
  const type = textOrNothing(content["content_type"]);
  const meta = fieldsOf(message["metadata"]);
  const createdAt = timeOf(message["create_time"]);
  if (type === undefined || meta["is_visually_hidden_from_conversation"] === true) return undefined;
  const text = wordsOf(content);
  const skip = (what: string, why: string): undefined => {
    skipped.push({ where, what, why });
    return undefined;
  };
  const files = filesOf(content, meta, archived, (what) =>
    skip(what, "the archive does not hold the file"),
  );
  if (role === "user" || role === "assistant") {
    const toTool = message["recipient"] !== undefined && message["recipient"] !== "all";
    if (toTool) return skip(`a call of ${String(message["recipient"])}`, "ChatGPT's own tool");
    const origin = { platform: "openai", model: textOrNothing(meta["model_slug"]) };
    if (type === "thoughts") {
      const thoughts = listOf(content["thoughts"]).map(
        (each) => textOrNothing(each["content"]) ?? "",
      );
      if (thoughts.every((each) => each === "")) return undefined;
      return {
        message: assistantMessage([{ type: "reasoning", text: thoughts.join("\n\n") }], origin),
        createdAt,
      };
    }
    if (!TEXT_TYPES.has(type))
      return skip(`a message of type ${type}`, "not a kind that byok keeps");
    if (role === "user") {
      const read = userMessage(text === "" ? undefined : text, files);
      return read === undefined ? undefined : { message: read, createdAt };
    }
    return text === "" ? undefined : { message: textMessage(role, text, origin), createdAt };
  }
  if (role === "system") {
    return text === "" ? undefined : { message: textMessage("system", text), createdAt };
  }
  if (role === "tool" && text !== "") return skip("a tool's output", "ChatGPT's own tool");
  return undefined;
}

/** The files of a message: pictures among its parts, and what its metadata lists beside them. */
function filesOf(
  content: Fields,
  meta: Fields,
  archived: ArchiveFiles,
  missing: (what: string) => void,
): FilePart[] {
  const listed = new Map(listOf(meta["attachments"]).map((each) => [String(each["id"]), each]));
  const shown = partsOf(content).flatMap((part) => {
    const { content_type: type, asset_pointer: pointer, text } = fieldsOf(part);
    if (typeof part === "string" || typeof text === "string") return [];
    const id = /^[a-z-]+:\/\/([\w-]+)$/.exec(textOrNothing(pointer) ?? "")?.[1];
    const kind = textOrNothing(type) ?? "a part";
    if (id !== undefined) return [[id, kind] as const];
    missing(kind);
    return [];
  });
  const ids = new Map([...[...listed.keys()].map((id) => [id, id] as const), ...shown]);
  return [...ids].flatMap(([id, kind]) => {
    const found = archived(id);
    const fields = listed.get(id) ?? {};
    const name = textOrNothing(fields["name"]);
    if (found === undefined) {
      missing(name ?? kind);
      return [];
    }
    const mediaType = textOrNothing(fields["mime_type"]) ?? mediaTypeOf(found.name);
    const source = { bytes: found.bytes };
    return [{ type: "file" as const, mediaType, name: name ?? found.name, source }];
  });
}

function partsOf(content: Fields): unknown[] {
  return Array.isArray(content["parts"]) ? (content["parts"] as unknown[]) : [];
}

function wordsOf(content: Fields): string {
  if (typeof content["text"] === "string") {
    const code = content["content_type"] === "code";
    const language = textOrNothing(content["language"]);
    return code
      ? `\`\`\`${language === "unknown" ? "" : (language ?? "")}\n${content["text"]}\n\`\`\``
      : content["text"];
  }
  return partsOf(content)
    .map((part) =>
      typeof part === "string" ? part : (textOrNothing(fieldsOf(part)["text"]) ?? ""),
    )
    .filter((each) => each !== "")
    .join("\n");
}

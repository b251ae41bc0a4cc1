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

/** Kinds of content that are words for the user. */
const TEXT_TYPES = new Set(["text", "multimodal_text", "code", "execution_output"]);

/**
 * Reads ChatGPT's `conversations.json`: a list of chats, each a `mapping` of nodes with `parent` and `current_node`.
 *
 * @see https://help.openai.com/en/articles/7260999-how-do-i-export-my-chatgpt-history-and-data
 */
export function readChatGpt(data: unknown): Archive {
  const skipped: Skipped[] = [];
  const chats = listOf(data).map((chat, index) => readChat(chat, index, skipped));
  return { format: "chatgpt", chats, skipped };
}

function readChat(chat: Fields, index: number, skipped: Skipped[]): ArchivedChat {
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
    const read = readMessage(fieldsOf(node["message"]), where, skipped);
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
  skipped: Skipped[],
): Omit<ArchivedMessage, "id" | "parentId"> | undefined {
  const role = fieldsOf(message["author"])["role"];
  const content = fieldsOf(message["content"]);
  const type = textOrNothing(content["content_type"]);
  const meta = fieldsOf(message["metadata"]);
  const createdAt = timeOf(message["create_time"]);
  if (type === undefined || meta["is_visually_hidden_from_conversation"] === true) return undefined;
  const text = wordsOf(content, where, skipped);
  const skip = (what: string, why: string): undefined => {
    skipped.push({ where, what, why });
    return undefined;
  };
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
    return text === "" ? undefined : { message: textMessage(role, text, origin), createdAt };
  }
  if (role === "system") {
    return text === "" ? undefined : { message: textMessage("system", text), createdAt };
  }
  if (role === "tool" && text !== "") return skip("a tool's output", "ChatGPT's own tool");
  return undefined;
}

function wordsOf(content: Fields, where: string, skipped: Skipped[]): string {
  if (typeof content["text"] === "string") {
    const code = content["content_type"] === "code";
    const language = textOrNothing(content["language"]);
    return code
      ? `\`\`\`${language === "unknown" ? "" : (language ?? "")}\n${content["text"]}\n\`\`\``
      : content["text"];
  }
  const parts = Array.isArray(content["parts"]) ? (content["parts"] as unknown[]) : [];
  return parts
    .map((part) => {
      if (typeof part === "string") return part;
      const { content_type: type, text } = fieldsOf(part);
      if (typeof text === "string") return text;
      skipped.push({
        where,
        what: textOrNothing(type) ?? "a part",
        why: "its bytes are in another file",
      });
      return "";
    })
    .filter((each) => each !== "")
    .join("\n");
}

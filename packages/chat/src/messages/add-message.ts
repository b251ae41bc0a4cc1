import type { Message } from "@byok/core";
import { getChat } from "../chats/chat.ts";
import { cleanTitle, titleFromText } from "../chats/title-text.ts";
import { newId } from "../store/new-id.ts";
import type { ChatStore } from "../store/open-store.ts";
import { invalid, notFound, saving } from "../store/store-error.ts";
import { packMessage, type PackedMessage } from "./stored-parts.ts";

/** Where a message goes. */
export interface AddMessageOptions {
  /** The message before it; the chat's head when absent, the beginning of the chat when null. */
  parentId?: string | null;
  /** Marks an answer that broke off. Default false. */
  incomplete?: boolean;
  /** Milliseconds since 1970; now when absent. */
  createdAt?: number;
  /** Its id in the archive that it comes from. */
  sourceId?: string;
  /** Makes it the chat's head. Default true. */
  moveHead?: boolean;
}

/**
 * Adds a message under another one and makes it the chat's head; the message is on the disk when this returns. A
 * parent that has answers already gets one more: nothing is overwritten.
 *
 * @throws StoreError whose `unsaved` is the message; InvalidRequestError when it holds what JSON cannot carry.
 */
export function addMessage(
  store: ChatStore,
  chatId: string,
  message: Message,
  options: AddMessageOptions = {},
): string {
  const packed = packMessage(message);
  return saving("The message", message, () =>
    store.connection.transaction(() => insertMessage(store, chatId, packed, options)),
  );
}

/**
 * Adds a changed copy of a message beside it, and makes it the chat's head. The original and what followed it stay.
 *
 * @returns the id of the copy
 * @throws StoreError whose `unsaved` is the message.
 */
export function editMessage(store: ChatStore, messageId: string, message: Message): string {
  const { chatId, parentId } = placeOf(store, messageId);
  return addMessage(store, chatId, message, { parentId });
}

/** Where a message stands. @throws StoreError when there is none. */
export function placeOf(
  store: ChatStore,
  messageId: string,
): { chatId: string; parentId: string | null; role: Message["role"] } {
  const row = store.connection.get<{
    chat_id: string;
    parent_id: string | null;
    role: Message["role"];
  }>("SELECT chat_id, parent_id, role FROM messages WHERE id = ?", messageId);
  if (row === undefined) throw notFound("message", messageId, "Open the chat again.");
  return { chatId: row.chat_id, parentId: row.parent_id, role: row.role };
}

/** Writes a packed message; the caller holds the transaction. */
export function insertMessage(
  store: ChatStore,
  chatId: string,
  packed: PackedMessage,
  options: AddMessageOptions,
): string {
  const { connection } = store;
  const chat = getChat(store, chatId);
  const parentId = options.parentId === undefined ? (chat.headId ?? null) : options.parentId;
  if (parentId !== null && placeOf(store, parentId).chatId !== chat.id) {
    throw invalid("The parent message is in another chat.", "Give a message of this chat.");
  }
  const id = newId();
  const now = options.createdAt ?? Date.now();
  const position = connection.get<{ next: number }>(
    "SELECT ifnull(max(position) + 1, 0) AS next FROM messages WHERE chat_id = ? AND ifnull(parent_id, '') = ?",
    chat.id,
    parentId ?? "",
  )?.next;
  connection.run(
    "INSERT INTO messages (id, chat_id, parent_id, position, role, platform, model, meta, text, incomplete, source_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    id,
    chat.id,
    parentId,
    position ?? 0,
    packed.role,
    packed.platform,
    packed.model,
    packed.meta,
    packed.text,
    options.incomplete === true ? 1 : 0,
    options.sourceId ?? null,
    now,
  );
  const seq =
    connection.get<{ seq: number }>("SELECT seq FROM messages WHERE id = ?", id)?.seq ?? 0;
  packed.parts.forEach((part, index) => {
    connection.run(
      "INSERT INTO parts (message_seq, position, type, json) VALUES (?, ?, ?, ?)",
      seq,
      index,
      part.type,
      part.json,
    );
  });
  for (const [hash, file] of packed.files) {
    connection.run(
      "INSERT INTO attachments (hash, media_type, size, bytes, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING",
      hash,
      file.mediaType,
      file.bytes.byteLength,
      file.bytes,
      now,
    );
    connection.run("INSERT INTO message_attachments (message_seq, hash) VALUES (?, ?)", seq, hash);
  }
  if (options.moveHead !== false) {
    connection.run(
      "UPDATE chats SET head_id = ?, updated_at = max(updated_at, ?) WHERE id = ?",
      id,
      now,
      chat.id,
    );
    // The first question names the chat, until somebody does it better.
    if (chat.titleBy === "none" && packed.role === "user") {
      const title = cleanTitle(titleFromText(packed.text));
      if (title !== "") {
        connection.run(
          "UPDATE chats SET title = ?, title_by = 'text' WHERE id = ?",
          title,
          chat.id,
        );
      }
    }
  }
  return id;
}

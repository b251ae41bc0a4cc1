import { insertMessage } from "../messages/add-message.ts";
import { allMessages } from "../messages/path.ts";
import { packMessage } from "../messages/stored-parts.ts";
import type { SqlValue } from "../sqlite/connection.ts";
import { newId } from "../store/new-id.ts";
import type { ChatStore } from "../store/open-store.ts";
import { saving } from "../store/store-error.ts";
import { getChat, type Chat } from "./chat.ts";
import { createChat } from "./create-chat.ts";

/**
 * Copies a chat with every branch and its costs into another store, such as a temporary chat that is to stay after all.
 *
 * @throws StoreError; nothing is copied then.
 */
export function copyChat(from: ChatStore, chatId: string, to: ChatStore): Chat {
  const chat = getChat(from, chatId);
  return saving("The chat", undefined, () =>
    to.connection.transaction(() => {
      const copy = createChat(to, {
        titleBy: chat.titleBy,
        pinned: chat.pinned,
        tags: chat.tags,
        settings: chat.settings,
        createdAt: chat.createdAt,
        ...(chat.title === undefined ? {} : { title: chat.title }),
        ...(chat.folder === undefined ? {} : { folder: chat.folder }),
      });
      const ids = new Map<string, string>();
      for (const each of allMessages(from, chat.id)) {
        const id = insertMessage(to, copy.id, packMessage(each.message), {
          parentId: each.parentId === undefined ? null : (ids.get(each.parentId) ?? null),
          incomplete: each.incomplete,
          createdAt: each.createdAt,
          moveHead: false,
        });
        ids.set(each.id, id);
      }
      copyTurns(from, to, chat.id, copy.id, ids);
      to.connection.run(
        "UPDATE chats SET head_id = ?, updated_at = ? WHERE id = ?",
        ids.get(chat.headId ?? "") ?? null,
        chat.updatedAt,
        copy.id,
      );
      return getChat(to, copy.id);
    }),
  );
}

function copyTurns(
  from: ChatStore,
  to: ChatStore,
  chatId: string,
  copyId: string,
  messageIds: ReadonlyMap<string, string>,
): void {
  const rows = from.connection.all<Record<string, SqlValue>>(
    "SELECT * FROM turns WHERE chat_id = ? ORDER BY started_at",
    chatId,
  );
  for (const row of rows) {
    const copy = {
      ...row,
      id: newId(),
      chat_id: copyId,
      message_id: messageIds.get(row["message_id"] as string) ?? null,
    };
    const names = Object.keys(copy);
    to.connection.run(
      `INSERT INTO turns (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`,
      ...Object.values(copy),
    );
  }
}

import type { JsonObject } from "@byok/core";
import type { ChatStore } from "../store/open-store.ts";
import { saving } from "../store/store-error.ts";
import { getChat, type Chat, type TitleSource } from "./chat.ts";
import { dropEmptyFolders, folderId } from "./folders.ts";
import { cleanTitle } from "./title-text.ts";
import { writeTags } from "./tags.ts";

/** What may be changed of a chat; what is absent stays. */
export interface ChatChanges {
  title?: string;
  /** Who gave the title. Default `user`. */
  titleBy?: TitleSource;
  pinned?: boolean;
  /** `null` takes it out of its folder. */
  folder?: string | null;
  /** All tags that it shall have. */
  tags?: readonly string[];
  settings?: JsonObject;
  /** The summary for the recipe layer `arc`; `null` forgets it. */
  summary?: string | null;
}

/** Renames, pins, tags or moves a chat, all at once or not at all. @throws StoreError. */
export function changeChat(store: ChatStore, chatId: string, changes: ChatChanges): Chat {
  const { connection } = store;
  return saving("The change of the chat", changes, () =>
    connection.transaction(() => {
      const { id } = getChat(store, chatId);
      if (changes.title !== undefined) {
        const title = cleanTitle(changes.title);
        connection.run(
          "UPDATE chats SET title = ?, title_by = ? WHERE id = ?",
          title === "" ? null : title,
          title === "" ? "none" : (changes.titleBy ?? "user"),
          id,
        );
      }
      if (changes.pinned !== undefined) {
        connection.run("UPDATE chats SET pinned = ? WHERE id = ?", changes.pinned ? 1 : 0, id);
      }
      if (changes.folder !== undefined) {
        const folder = changes.folder === null ? null : folderId(store, changes.folder);
        connection.run("UPDATE chats SET folder_id = ? WHERE id = ?", folder, id);
        dropEmptyFolders(store);
      }
      if (changes.tags !== undefined) writeTags(store, id, changes.tags);
      if (changes.settings !== undefined) {
        connection.run(
          "UPDATE chats SET settings = ? WHERE id = ?",
          JSON.stringify(changes.settings),
          id,
        );
      }
      if (changes.summary !== undefined) {
        connection.run("UPDATE chats SET summary = ? WHERE id = ?", changes.summary, id);
      }
      return getChat(store, id);
    }),
  );
}

/** Gives a chat a title. @throws StoreError. */
export function renameChat(store: ChatStore, chatId: string, title: string): Chat {
  return changeChat(store, chatId, { title });
}

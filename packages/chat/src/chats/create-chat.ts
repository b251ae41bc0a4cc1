import type { JsonObject } from "@byok/core";
import { newId } from "../store/new-id.ts";
import type { ChatStore } from "../store/open-store.ts";
import { saving } from "../store/store-error.ts";
import { getChat, type Chat, type TitleSource } from "./chat.ts";
import { folderId } from "./folders.ts";
import { writeTags } from "./tags.ts";

/** What a new chat begins with. */
export interface CreateChatOptions {
  title?: string;
  titleBy?: TitleSource;
  folder?: string;
  tags?: readonly string[];
  pinned?: boolean;
  settings?: JsonObject;
  branchedFrom?: { chatId: string; messageId: string };
  source?: { name: string; id: string };
  /** Milliseconds since 1970; now when absent. */
  createdAt?: number;
}

/** Makes an empty chat. @throws StoreError. */
export function createChat(store: ChatStore, options: CreateChatOptions = {}): Chat {
  const id = newId();
  const now = options.createdAt ?? Date.now();
  return saving("The chat", options, () =>
    store.connection.transaction(() => {
      store.connection.run(
        "INSERT INTO chats (id, title, title_by, pinned, folder_id, settings, branched_from, source, source_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        options.title ?? null,
        options.titleBy ?? (options.title === undefined ? "none" : "user"),
        options.pinned === true ? 1 : 0,
        options.folder === undefined ? null : folderId(store, options.folder),
        options.settings === undefined ? null : JSON.stringify(options.settings),
        options.branchedFrom === undefined ? null : JSON.stringify(options.branchedFrom),
        options.source?.name ?? null,
        options.source?.id ?? null,
        now,
        now,
      );
      writeTags(store, id, options.tags ?? []);
      return getChat(store, id);
    }),
  );
}

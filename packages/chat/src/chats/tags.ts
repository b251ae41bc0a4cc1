import type { ChatStore } from "../store/open-store.ts";

/** Tags of chats, with the number of chats of each. */
export function listTags(store: ChatStore): { tag: string; chats: number }[] {
  return store.connection.all(
    "SELECT tag, count(*) AS chats FROM chat_tags GROUP BY tag ORDER BY tag",
  );
}

/** Replaces the tags of a chat. */
export function writeTags(store: ChatStore, chatId: string, tags: readonly string[]): void {
  store.connection.run("DELETE FROM chat_tags WHERE chat_id = ?", chatId);
  for (const tag of cleanTags(tags)) {
    store.connection.run("INSERT INTO chat_tags (chat_id, tag) VALUES (?, ?)", chatId, tag);
  }
}

/** Brings tags to one form: no `#`, no space around, each once. */
export function cleanTags(tags: readonly string[]): string[] {
  return [
    ...new Set(tags.map((tag) => tag.trim().replace(/^#+/, "")).filter((tag) => tag !== "")),
  ].toSorted();
}

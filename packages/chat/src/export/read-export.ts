import { getChat, type Chat } from "../chats/chat.ts";
import { allMessages, pathTo, type StoredMessage } from "../messages/path.ts";
import type { ChatStore } from "../store/open-store.ts";
import { listTurns, type Turn } from "../turns/read-turns.ts";

/** A chat as it is exported. */
export interface ChatToExport {
  chat: Chat;
  messages: StoredMessage[];
  turns: Turn[];
}

/** Reads a chat for export: the branch that is shown, or every branch. @throws StoreError. */
export function readForExport(
  store: ChatStore,
  chatId: string,
  branches: "shown" | "all",
): ChatToExport {
  const chat = getChat(store, chatId);
  const messages =
    branches === "all"
      ? allMessages(store, chat.id)
      : chat.headId === undefined
        ? []
        : pathTo(store, chat.headId);
  return { chat, messages, turns: listTurns(store, { chatId: chat.id }) };
}

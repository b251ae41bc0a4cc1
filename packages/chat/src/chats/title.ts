import type { Message } from "@byok/core";
import { textOf } from "../messages/stored-parts.ts";
import { pathMessages } from "../messages/path.ts";
import type { ChatStore } from "../store/open-store.ts";
import { changeChat } from "./change-chat.ts";
import { getChat, type Chat } from "./chat.ts";
import { cleanTitle, titleFromText } from "./title-text.ts";

/** How a title is found. */
export interface AutoTitleOptions {
  /** Asks a model: gets the conversation, gives a title. Without it the first question is the title. */
  ask?: (messages: readonly Message[]) => Promise<string>;
  /** Also replaces a title that the user gave. Default false. */
  force?: boolean;
}

/**
 * Names a chat: after its first question, or as a model proposes. A title that the user gave stays.
 *
 * @throws StoreError; what `ask` throws.
 */
export async function autoTitle(
  store: ChatStore,
  chatId: string,
  options: AutoTitleOptions = {},
): Promise<Chat> {
  const chat = getChat(store, chatId);
  if (chat.titleBy === "user" && options.force !== true) return chat;
  const messages = pathMessages(store, chat.id);
  if (options.ask !== undefined) {
    const title = cleanTitle(await options.ask(messages));
    if (title !== "") return changeChat(store, chat.id, { title, titleBy: "model" });
  }
  const title = titleOf(messages);
  return title === undefined ? chat : changeChat(store, chat.id, { title, titleBy: "text" });
}

/** The title that a conversation gets without a model: the beginning of its first question. */
export function titleOf(messages: readonly Message[]): string | undefined {
  for (const message of messages) {
    if (message.role !== "user") continue;
    const title = titleFromText(textOf(message));
    if (title !== "") return title;
  }
  return undefined;
}

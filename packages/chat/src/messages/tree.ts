import type { Message } from "@byok/core";
import { getChat, type Chat } from "../chats/chat.ts";
import { createChat } from "../chats/create-chat.ts";
import type { ChatStore } from "../store/open-store.ts";
import { invalid, saving } from "../store/store-error.ts";
import { insertMessage, placeOf } from "./add-message.ts";
import { pathMessages, pathTo } from "./path.ts";
import { packMessage } from "./stored-parts.ts";

/** What is sent to have an answer made again. */
export interface Regeneration {
  chatId: string;
  /** Give it to `recordTurn`: the new answer then stands beside the old one. */
  parentId: string;
  /** The conversation up to the question. */
  messages: Message[];
}

/**
 * Prepares another answer beside one that is there: for an answer its question, for a question itself. Nothing is
 * changed until the new answer is recorded.
 *
 * @throws StoreError when the message is no answer to anything.
 */
export function regenerate(store: ChatStore, messageId: string): Regeneration {
  const path = pathTo(store, messageId);
  // Tool traffic belongs to the answer: one goes back to the question that began it.
  const question = path.findLast((each) => each.message.role === "user");
  if (question === undefined) {
    throw invalid("Nothing was asked before this message.", "Choose an answer, or a question.");
  }
  return {
    chatId: question.chatId,
    parentId: question.id,
    messages: pathMessages(store, question.chatId, question.id),
  };
}

/** Ids of the messages with the same parent, this one among them, in their order. */
export function siblingsOf(store: ChatStore, messageId: string): string[] {
  const { chatId, parentId } = placeOf(store, messageId);
  return store.connection
    .all<{ id: string }>(
      "SELECT id FROM messages WHERE chat_id = ? AND ifnull(parent_id, '') = ? ORDER BY position",
      chatId,
      parentId ?? "",
    )
    .map((row) => row.id);
}

/** Ids of the ends of every branch of a chat, the newest first. */
export function branchesOf(store: ChatStore, chatId: string): string[] {
  return store.connection
    .all<{ id: string }>(
      "SELECT id FROM messages m WHERE chat_id = ? AND NOT EXISTS (SELECT 1 FROM messages c WHERE c.parent_id = m.id) ORDER BY seq DESC",
      getChat(store, chatId).id,
    )
    .map((row) => row.id);
}

/**
 * Shows the branch that goes through a message: its newest continuation becomes the chat's head.
 *
 * @returns the id of the head
 * @throws StoreError.
 */
export function showBranch(store: ChatStore, messageId: string): string {
  const { chatId } = placeOf(store, messageId);
  const end = store.connection.get<{ id: string }>(
    `WITH RECURSIVE below (id, seq) AS (
      SELECT id, seq FROM messages WHERE id = ?
      UNION ALL
      SELECT m.id, m.seq FROM messages m JOIN below ON m.parent_id = below.id
    ) SELECT id FROM below ORDER BY seq DESC LIMIT 1`,
    messageId,
  );
  setHead(store, chatId, end?.id ?? messageId);
  return end?.id ?? messageId;
}

/** Makes a message the chat's head: what is added next follows it. `null` goes back to the beginning. @throws StoreError. */
export function setHead(store: ChatStore, chatId: string, messageId: string | null): void {
  saving("The choice of the branch", messageId, () =>
    store.connection.transaction(() => {
      const { id } = getChat(store, chatId);
      if (messageId !== null && placeOf(store, messageId).chatId !== id) {
        throw invalid("The message is in another chat.", "Give a message of this chat.");
      }
      store.connection.run("UPDATE chats SET head_id = ? WHERE id = ?", messageId, id);
    }),
  );
}

/**
 * Copies the conversation up to a message into a new chat, which remembers where it comes from. Attachments are
 * shared, not copied.
 *
 * @throws StoreError.
 */
export function branchChat(
  store: ChatStore,
  messageId: string,
  options: { title?: string } = {},
): Chat {
  const { chatId } = placeOf(store, messageId);
  return saving("The branch", undefined, () =>
    store.connection.transaction(() => {
      const from = getChat(store, chatId);
      const title = options.title ?? from.title;
      const chat = createChat(store, {
        ...(title === undefined ? {} : { title, titleBy: options.title ? "user" : from.titleBy }),
        ...(from.folder === undefined ? {} : { folder: from.folder }),
        tags: from.tags,
        settings: from.settings,
        branchedFrom: { chatId: from.id, messageId },
      });
      for (const each of pathTo(store, messageId)) {
        insertMessage(store, chat.id, packMessage(each.message), {
          incomplete: each.incomplete,
          createdAt: each.createdAt,
        });
      }
      return getChat(store, chat.id);
    }),
  );
}

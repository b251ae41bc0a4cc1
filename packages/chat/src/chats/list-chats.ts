import type { SqlValue } from "../sqlite/connection.ts";
import type { ChatStore } from "../store/open-store.ts";
import { invalid } from "../store/store-error.ts";
import { CHAT_COLUMNS, CHAT_TABLES, toChat, type Chat, type ChatRow } from "./chat.ts";

/** Which chats to list. */
export interface ListChatsOptions {
  folder?: string;
  tag?: string;
  pinned?: boolean;
  /** How many at most. Default 50. */
  limit?: number;
  /** `next` of the page before. */
  cursor?: string;
}

/** Some chats, pinned ones first, then by their last change. */
export interface ChatPage {
  chats: Chat[];
  /** Give it as `cursor` for the next page; undefined on the last. */
  next: string | undefined;
}

/** Lists chats page by page. @throws StoreError for a cursor that is none. */
export function listChats(store: ChatStore, options: ListChatsOptions = {}): ChatPage {
  const limit = options.limit ?? 50;
  const where: string[] = [];
  const values: SqlValue[] = [];
  const filter = (sql: string, ...given: SqlValue[]): void => {
    where.push(sql);
    values.push(...given);
  };
  if (options.folder !== undefined) filter("folders.name = ?", options.folder);
  if (options.pinned !== undefined) filter("pinned = ?", options.pinned ? 1 : 0);
  if (options.tag !== undefined) {
    filter("chats.id IN (SELECT chat_id FROM chat_tags WHERE tag = ?)", options.tag);
  }
  if (options.cursor !== undefined) {
    const [pinned, updatedAt, id] = readCursor(options.cursor);
    filter("(pinned, updated_at, chats.id) < (?, ?, ?)", pinned, updatedAt, id);
  }
  const rows = store.connection.all<ChatRow>(
    `SELECT ${CHAT_COLUMNS} FROM ${CHAT_TABLES} ${where.length === 0 ? "" : `WHERE ${where.join(" AND ")}`} ORDER BY pinned DESC, updated_at DESC, chats.id DESC LIMIT ?`,
    ...values,
    limit + 1,
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    chats: page.map(toChat),
    next:
      rows.length > limit && last !== undefined
        ? Buffer.from(JSON.stringify([last.pinned, last.updated_at, last.id])).toString("base64url")
        : undefined,
  };
}

function readCursor(cursor: string): [number, number, string] {
  try {
    const [pinned, updatedAt, id] = JSON.parse(
      Buffer.from(cursor, "base64url").toString("utf8"),
    ) as unknown[];
    if (typeof pinned === "number" && typeof updatedAt === "number" && typeof id === "string") {
      return [pinned, updatedAt, id];
    }
  } catch {
    // Told below.
  }
  throw invalid("The cursor is damaged.", "Begin again without a cursor.");
}

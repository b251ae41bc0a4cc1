import type { Message } from "@byok/core";
import { getChat, type Chat } from "../chats/chat.ts";
import type { ChatStore } from "../store/open-store.ts";
import { placeOf } from "./add-message.ts";
import { unpackMessage } from "./stored-parts.ts";

/** A message of a chat, with its place in the tree. */
export interface StoredMessage {
  id: string;
  chatId: string;
  parentId: string | undefined;
  message: Message;
  /** Place among the messages with the same parent, from 0. */
  position: number;
  /** How many messages have this parent. */
  siblings: number;
  /** True for an answer that broke off. */
  incomplete: boolean;
  /** Milliseconds since 1970, UTC. */
  createdAt: number;
}

/** An opened chat: the branch that ends at its head. */
export interface OpenedChat {
  chat: Chat;
  messages: StoredMessage[];
}

interface MessageRow {
  id: string;
  seq: number;
  chat_id: string;
  parent_id: string | null;
  position: number;
  meta: string;
  incomplete: number;
  created_at: number;
  siblings: number;
}

const COLUMNS =
  "m.id, m.seq, m.chat_id, m.parent_id, m.position, m.meta, m.incomplete, m.created_at, (SELECT count(*) FROM messages s WHERE s.chat_id = m.chat_id AND ifnull(s.parent_id, '') = ifnull(m.parent_id, '')) AS siblings";

// Joins after it are CROSS JOINs: they keep SQLite from beginning at the largest table.
const PATH = `WITH RECURSIVE path (id, parent_id, depth) AS (
  SELECT id, parent_id, 0 FROM messages WHERE id = ?
  UNION ALL
  SELECT up.id, up.parent_id, path.depth + 1 FROM messages up JOIN path ON up.id = path.parent_id
)`;

/** Opens a chat at its head. @throws StoreError when there is none. */
export function openChat(store: ChatStore, chatId: string): OpenedChat {
  const chat = getChat(store, chatId);
  return { chat, messages: chat.headId === undefined ? [] : pathTo(store, chat.headId) };
}

/** The messages from the beginning of a chat to one message, which is the last. */
export function pathTo(store: ChatStore, messageId: string): StoredMessage[] {
  const { connection } = store;
  const rows = connection.all<MessageRow>(
    `${PATH} SELECT ${COLUMNS} FROM path CROSS JOIN messages m ON m.id = path.id ORDER BY path.depth DESC`,
    messageId,
  );
  if (rows.length === 0) placeOf(store, messageId);
  const parts = connection.all<{ message_seq: number; json: string }>(
    `${PATH} SELECT p.message_seq, p.json FROM path CROSS JOIN messages m ON m.id = path.id CROSS JOIN parts p ON p.message_seq = m.seq ORDER BY p.message_seq, p.position`,
    messageId,
  );
  return assemble(store, rows, parts);
}

/** The core messages from the beginning of a chat to its head or to a message: what a request takes. */
export function pathMessages(store: ChatStore, chatId: string, messageId?: string): Message[] {
  const last = messageId ?? getChat(store, chatId).headId;
  return last === undefined ? [] : pathTo(store, last).map((each) => each.message);
}

/** Every message of a chat, in the order in which they were added. */
export function allMessages(store: ChatStore, chatId: string): StoredMessage[] {
  const { connection } = store;
  const rows = connection.all<MessageRow>(
    `SELECT ${COLUMNS} FROM messages m WHERE m.chat_id = ? ORDER BY m.seq`,
    chatId,
  );
  const parts = connection.all<{ message_seq: number; json: string }>(
    "SELECT p.message_seq, p.json FROM messages m JOIN parts p ON p.message_seq = m.seq WHERE m.chat_id = ? ORDER BY p.message_seq, p.position",
    chatId,
  );
  return assemble(store, rows, parts);
}

/** One message. @throws StoreError when there is none. */
export function getMessage(store: ChatStore, messageId: string): StoredMessage {
  const { connection } = store;
  const rows = connection.all<MessageRow>(
    `SELECT ${COLUMNS} FROM messages m WHERE m.id = ?`,
    messageId,
  );
  if (rows.length === 0) placeOf(store, messageId);
  const parts = connection.all<{ message_seq: number; json: string }>(
    "SELECT message_seq, json FROM parts WHERE message_seq = ? ORDER BY position",
    rows[0]?.seq ?? 0,
  );
  const [message] = assemble(store, rows, parts);
  return message as StoredMessage;
}

function assemble(
  store: ChatStore,
  rows: readonly MessageRow[],
  parts: readonly { message_seq: number; json: string }[],
): StoredMessage[] {
  const bySeq = new Map<number, string[]>();
  for (const { message_seq: seq, json } of parts) {
    const list = bySeq.get(seq);
    if (list === undefined) bySeq.set(seq, [json]);
    else list.push(json);
  }
  return rows.map((row) => ({
    id: row.id,
    chatId: row.chat_id,
    parentId: row.parent_id ?? undefined,
    message: unpackMessage(store, row.meta, bySeq.get(row.seq) ?? []),
    position: row.position,
    siblings: row.siblings,
    incomplete: row.incomplete === 1,
    createdAt: row.created_at,
  }));
}

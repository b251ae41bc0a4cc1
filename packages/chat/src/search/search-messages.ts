import type { SqlValue } from "../sqlite/connection.ts";
import type { ChatStore } from "../store/open-store.ts";
import { likePattern, trigramQuery, wordQuery, wordsOf } from "./queries.ts";
import { snippetOf, type Snippet } from "./snippet.ts";

/** Where to search. */
export interface SearchOptions {
  chatId?: string;
  folder?: string;
  tag?: string;
  role?: "system" | "user" | "assistant" | "tool";
  /** Platform of the answer. */
  platform?: string;
  /** From this time on, in milliseconds since 1970. */
  from?: number;
  /** Until before this time. */
  to?: number;
  /** How many hits at most. Default 20. */
  limit?: number;
}

/** A message that was found. */
export interface SearchHit {
  messageId: string;
  chatId: string;
  chatTitle: string | undefined;
  role: "system" | "user" | "assistant" | "tool";
  platform: string | undefined;
  model: string | undefined;
  createdAt: number;
  snippet: Snippet;
  /** How it was found: by whole words, or by a part of the text. */
  by: "words" | "text";
}

interface HitRow {
  seq: number;
  id: string;
  chat_id: string;
  title: string | null;
  role: SearchHit["role"];
  platform: string | null;
  model: string | null;
  text: string;
  created_at: number;
  rank: number;
}

/** How many of the newest word hits are ranked: a word that stands everywhere would cost more than it tells. */
const RANKED = 200;

/**
 * Finds messages: first by words (all of them, the last one also as a beginning), then by a part of the text, so that
 * two Chinese characters or half a name are found too. Best and newest first.
 *
 * @throws StoreError.
 */
export function searchMessages(
  store: ChatStore,
  query: string,
  options: SearchOptions = {},
): SearchHit[] {
  const limit = options.limit ?? 20;
  // SQLite ends a text at a NUL.
  const text = query.replaceAll("\0", "").trim();
  if (text === "" || limit <= 0) return [];
  const found = new Map<number, SearchHit>();
  const take = (rows: readonly HitRow[], by: SearchHit["by"], marks: readonly string[]): void => {
    for (const row of rows) {
      if (found.size >= limit) return;
      if (!found.has(row.seq)) found.set(row.seq, toHit(row, by, marks));
    }
  };
  const words = wordsOf(text);
  if (words.length > 0) take(byWords(store, words, options, limit), "words", words);
  if (found.size < limit) take(byText(store, text, options, limit), "text", [text]);
  return [...found.values()];
}

function byWords(
  store: ChatStore,
  words: readonly string[],
  options: SearchOptions,
  limit: number,
): HitRow[] {
  const { sql, values } = filters(options, "f.rowid");
  const rows = store.connection.all<HitRow>(
    `SELECT ${COLUMNS}, bm25(message_words) AS rank FROM message_words f JOIN messages m ON m.seq = f.rowid JOIN chats c ON c.id = m.chat_id WHERE message_words MATCH ?${sql} ORDER BY f.rowid DESC LIMIT ?`,
    wordQuery(words),
    ...values,
    Math.max(RANKED, limit),
  );
  return rows.toSorted((a, b) => a.rank - b.rank || b.seq - a.seq);
}

function byText(store: ChatStore, text: string, options: SearchOptions, limit: number): HitRow[] {
  const trigrams = trigramQuery(text);
  const seq = trigrams === undefined ? "m.seq" : "f.rowid";
  const { sql, values } = filters(options, seq);
  const from =
    trigrams === undefined
      ? "messages m JOIN chats c ON c.id = m.chat_id WHERE 1"
      : "message_trigrams f JOIN messages m ON m.seq = f.rowid JOIN chats c ON c.id = m.chat_id WHERE message_trigrams MATCH ?";
  return store.connection.all<HitRow>(
    `SELECT ${COLUMNS}, 0 AS rank FROM ${from}${sql} AND m.text LIKE ? ESCAPE '\\' ORDER BY ${seq} DESC LIMIT ?`,
    ...(trigrams === undefined ? [] : [trigrams]),
    ...values,
    likePattern(text),
    limit,
  );
}

const COLUMNS =
  "m.seq, m.id, m.chat_id, c.title, m.role, m.platform, m.model, m.text, m.created_at";

/** A condition on the row ids: the index alone is asked for them, once, instead of each message that was found. */
function filters(options: SearchOptions, seq: string): { sql: string; values: SqlValue[] } {
  const where: string[] = [];
  const values: SqlValue[] = [];
  const add = (condition: string, value: SqlValue | undefined): void => {
    if (value === undefined) return;
    where.push(condition);
    values.push(value);
  };
  add("platform = ?", options.platform);
  add("role = ?", options.role);
  add("created_at >= ?", options.from);
  add("created_at < ?", options.to);
  add("chat_id = ?", options.chatId);
  add(
    "chat_id IN (SELECT chats.id FROM chats JOIN folders ON folders.id = folder_id WHERE folders.name = ?)",
    options.folder,
  );
  add("chat_id IN (SELECT chat_id FROM chat_tags WHERE tag = ?)", options.tag);
  if (where.length === 0) return { sql: "", values };
  // The plus keeps SQLite from asking the full-text index once per row id.
  return { sql: ` AND +${seq} IN (SELECT seq FROM messages WHERE ${where.join(" AND ")})`, values };
}

function toHit(row: HitRow, by: SearchHit["by"], marks: readonly string[]): SearchHit {
  return {
    messageId: row.id,
    chatId: row.chat_id,
    chatTitle: row.title ?? undefined,
    role: row.role,
    platform: row.platform ?? undefined,
    model: row.model ?? undefined,
    createdAt: row.created_at,
    snippet: snippetOf(row.text, marks),
    by,
  };
}

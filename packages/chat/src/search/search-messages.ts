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
  const { sql, values } = filters(options);
  const rows = store.connection.all<HitRow>(
    `SELECT ${COLUMNS}, bm25(message_words) AS rank FROM message_words f JOIN messages m ON m.seq = f.rowid JOIN chats c ON c.id = m.chat_id WHERE message_words MATCH ?${sql} ORDER BY f.rowid DESC LIMIT ?`,
    wordQuery(words),
    ...values,
    Math.max(RANKED, limit),
  );
  return rows.toSorted((a, b) => a.rank - b.rank || b.seq - a.seq);
}

function byText(store: ChatStore, text: string, options: SearchOptions, limit: number): HitRow[] {
  const { sql, values } = filters(options);
  const trigrams = trigramQuery(text);
  const from =
    trigrams === undefined
      ? "messages m JOIN chats c ON c.id = m.chat_id WHERE 1"
      : "message_trigrams f JOIN messages m ON m.seq = f.rowid JOIN chats c ON c.id = m.chat_id WHERE message_trigrams MATCH ?";
  return store.connection.all<HitRow>(
    `SELECT ${COLUMNS}, 0 AS rank FROM ${from} AND m.text LIKE ? ESCAPE '\\'${sql} ORDER BY ${trigrams === undefined ? "m.seq" : "f.rowid"} DESC LIMIT ?`,
    ...(trigrams === undefined ? [] : [trigrams]),
    likePattern(text),
    ...values,
    limit,
  );
}

const COLUMNS =
  "m.seq, m.id, m.chat_id, c.title, m.role, m.platform, m.model, m.text, m.created_at";

function filters(options: SearchOptions): { sql: string; values: SqlValue[] } {
  let sql = "";
  const values: SqlValue[] = [];
  const add = (condition: string, value: SqlValue | undefined): void => {
    if (value === undefined) return;
    sql += ` AND ${condition}`;
    values.push(value);
  };
  add("m.chat_id = ?", options.chatId);
  add("m.role = ?", options.role);
  add("m.platform = ?", options.platform);
  add("m.created_at >= ?", options.from);
  add("m.created_at < ?", options.to);
  add("c.folder_id = (SELECT id FROM folders WHERE name = ?)", options.folder);
  add("c.id IN (SELECT chat_id FROM chat_tags WHERE tag = ?)", options.tag);
  return { sql, values };
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

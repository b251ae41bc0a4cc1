import type { JsonObject } from "@byok/core";
import type { ChatStore } from "../store/open-store.ts";
import { notFound } from "../store/store-error.ts";

/** Who gave a chat its title. */
export type TitleSource = "none" | "text" | "model" | "user" | "import";

/** One chat, without its messages. */
export interface Chat {
  id: string;
  /** Undefined until it is named or has a first message. */
  title: string | undefined;
  titleBy: TitleSource;
  pinned: boolean;
  folder: string | undefined;
  tags: string[];
  /** The last message of the branch that is shown; undefined in an empty chat. */
  headId: string | undefined;
  /** A summary of what was said, for the recipe layer `arc`. */
  summary: string | undefined;
  /** Platform, model, parameters, recipe: whatever the surface wants to find again. */
  settings: JsonObject;
  /** The chat and message that this one was branched from. */
  branchedFrom: { chatId: string; messageId: string } | undefined;
  /** The archive that it was imported from. */
  source: { name: string; id: string } | undefined;
  /** Milliseconds since 1970, UTC. */
  createdAt: number;
  updatedAt: number;
}

/** Columns of {@link ChatRow}. */
export const CHAT_COLUMNS =
  "chats.id, title, title_by, pinned, folders.name AS folder, head_id, summary, settings, branched_from, source, source_id, chats.created_at, updated_at, (SELECT json_group_array(tag) FROM (SELECT tag FROM chat_tags WHERE chat_id = chats.id ORDER BY tag)) AS tags";

/** The tables of {@link CHAT_COLUMNS}. */
export const CHAT_TABLES = "chats LEFT JOIN folders ON folders.id = chats.folder_id";

/** A chat as it is stored. */
export interface ChatRow {
  id: string;
  title: string | null;
  title_by: TitleSource;
  pinned: number;
  folder: string | null;
  head_id: string | null;
  summary: string | null;
  settings: string | null;
  branched_from: string | null;
  source: string | null;
  source_id: string | null;
  created_at: number;
  updated_at: number;
  tags: string;
}

/** Reads a stored chat. */
export function toChat(row: ChatRow): Chat {
  return {
    id: row.id,
    title: row.title ?? undefined,
    titleBy: row.title_by,
    pinned: row.pinned === 1,
    folder: row.folder ?? undefined,
    tags: JSON.parse(row.tags) as string[],
    headId: row.head_id ?? undefined,
    summary: row.summary ?? undefined,
    settings: row.settings === null ? {} : (JSON.parse(row.settings) as JsonObject),
    branchedFrom:
      row.branched_from === null
        ? undefined
        : (JSON.parse(row.branched_from) as { chatId: string; messageId: string }),
    source:
      row.source === null || row.source_id === null
        ? undefined
        : { name: row.source, id: row.source_id },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** One chat by its id, or by the start of its id when no other chat has the same. @throws StoreError when there is none. */
export function getChat(store: ChatStore, id: string): Chat {
  const exact = chatById(store, id);
  if (exact !== undefined) return exact;
  // Ids begin with the time: eight characters are rarely enough, so short ones match the end as well.
  const near =
    id.length < 4
      ? []
      : store.connection.all<ChatRow>(
          `SELECT ${CHAT_COLUMNS} FROM ${CHAT_TABLES} WHERE substr(chats.id, 1, ?) = ? OR substr(chats.id, -?) = ? LIMIT 2`,
          id.length,
          id,
          id.length,
          id,
        );
  if (near.length === 1 && near[0] !== undefined) return toChat(near[0]);
  throw notFound(
    "chat",
    id,
    near.length > 1
      ? "Several chats match: give more characters; byok history lists them."
      : "byok history lists them.",
  );
}

function chatById(store: ChatStore, id: string): Chat | undefined {
  const row = store.connection.get<ChatRow>(
    `SELECT ${CHAT_COLUMNS} FROM ${CHAT_TABLES} WHERE chats.id = ?`,
    id,
  );
  return row === undefined ? undefined : toChat(row);
}

import { changeChat } from "../chats/change-chat.ts";
import { createChat } from "../chats/create-chat.ts";
import { insertMessage } from "../messages/add-message.ts";
import { packMessage } from "../messages/stored-parts.ts";
import type { ChatStore } from "../store/open-store.ts";
import type { Archive, ArchivedChat, Skipped } from "./archive.ts";

/** What was written of an archive. */
export interface WrittenArchive {
  /** Ids of chats that are new. */
  created: string[];
  /** Ids of chats that got new messages. */
  extended: string[];
  /** Chats that were there already, just so. */
  unchanged: number;
  /** Messages that are new. */
  messages: number;
}

/** Thrown to undo a dry run. */
const UNDO = new Error("A dry run is undone.");

/** Writes the chats of an archive, each whole or not at all. Notes in the archive what it skips. @throws StoreError. */
export function writeArchive(store: ChatStore, archive: Archive, dryRun: boolean): WrittenArchive {
  const written: WrittenArchive = { created: [], extended: [], unchanged: 0, messages: 0 };
  const write = (): void => {
    for (const chat of archive.chats) {
      const where = chat.title ?? chat.id;
      if (chat.id === "") skip(archive.skipped, where, "it has no id");
      else if (chat.messages.length === 0) skip(archive.skipped, where, "it has no messages");
      else writeChat(store, archive.format, chat, written);
    }
  };
  if (!dryRun) {
    write();
    return written;
  }
  try {
    store.connection.transaction(() => {
      write();
      throw UNDO;
    });
  } catch (error) {
    if (error !== UNDO) throw error;
  }
  return written;
}

function skip(skipped: Skipped[], where: string, why: string): void {
  skipped.push({ where, what: "the chat", why });
}

function writeChat(
  store: ChatStore,
  source: string,
  chat: ArchivedChat,
  written: WrittenArchive,
): void {
  const { connection } = store;
  connection.transaction(() => {
    const known = connection.get<{ id: string; head_id: string | null }>(
      "SELECT id, head_id FROM chats WHERE source = ? AND source_id = ?",
      source,
      chat.id,
    );
    const id = known?.id ?? create(store, source, chat);
    const ids = new Map(
      connection
        .all<{ id: string; source_id: string }>(
          "SELECT id, source_id FROM messages WHERE chat_id = ? AND source_id IS NOT NULL",
          id,
        )
        .map((row) => [row.source_id, row.id]),
    );
    const before = ids.size;
    for (const each of chat.messages) {
      if (ids.has(each.id)) continue;
      const parentId = each.parentId === undefined ? null : (ids.get(each.parentId) ?? null);
      const messageId = insertMessage(store, id, packMessage(each.message), {
        parentId,
        sourceId: each.id,
        createdAt: each.createdAt ?? chat.createdAt ?? Date.now(),
        moveHead: false,
        incomplete: each.incomplete === true,
      });
      ids.set(each.id, messageId);
    }
    const added = ids.size - before;
    written.messages += added;
    if (known === undefined) written.created.push(id);
    else if (added > 0) written.extended.push(id);
    else written.unchanged += 1;
    if (added === 0) return;
    const head = chat.headId === undefined ? undefined : ids.get(chat.headId);
    const last = ids.get(chat.messages.at(-1)?.id ?? "");
    connection.run(
      "UPDATE chats SET head_id = ?, updated_at = max(?, created_at) WHERE id = ?",
      head ?? last ?? null,
      chat.updatedAt ?? chat.createdAt ?? Date.now(),
      id,
    );
  });
}

function create(store: ChatStore, source: string, chat: ArchivedChat): string {
  const { id } = createChat(store, {
    source: { name: source, id: chat.id },
    titleBy: chat.titleBy ?? "import",
    pinned: chat.pinned === true,
    tags: chat.tags ?? [],
    ...(chat.title === undefined ? { titleBy: "none" } : { title: chat.title }),
    ...(chat.folder === undefined ? {} : { folder: chat.folder }),
    ...(chat.settings === undefined ? {} : { settings: chat.settings }),
    ...(chat.createdAt === undefined ? {} : { createdAt: chat.createdAt }),
  });
  if (chat.summary !== undefined) changeChat(store, id, { summary: chat.summary });
  return id;
}

import { serializeMessages } from "@byok/core";
import type { ChatStore } from "../store/open-store.ts";
import { readForExport } from "./read-export.ts";

/** The name in a JSON export. */
export const JSON_FORMAT = "byok-chats";
/** The version in a JSON export. */
export const JSON_VERSION = 1;

/** Writes whole chats (every branch, attachments, costs) as JSON that `importArchive` reads back. @throws StoreError. */
export function exportJson(store: ChatStore, chatIds: readonly string[]): string {
  const chats = chatIds.map((id) => {
    const { chat, messages, turns } = readForExport(store, id, "all");
    const { headId, source, branchedFrom: _, titleBy, ...fields } = chat;
    return {
      ...fields,
      titleBy,
      headId,
      ...(source === undefined ? {} : { source }),
      messages: messages.map((each) => ({
        id: each.id,
        ...(each.parentId === undefined ? {} : { parentId: each.parentId }),
        createdAt: each.createdAt,
        ...(each.incomplete ? { incomplete: true } : {}),
        message: (JSON.parse(serializeMessages([each.message])) as { messages: [unknown] })
          .messages[0],
      })),
      turns: turns.map(({ chatId: _chat, ...turn }) => turn),
    };
  });
  const file = {
    format: JSON_FORMAT,
    version: JSON_VERSION,
    exportedAt: new Date().toISOString(),
    chats,
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

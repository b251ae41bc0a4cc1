import type { ChatStore } from "../store/open-store.ts";
import { saving } from "../store/store-error.ts";
import { getChat } from "./chat.ts";
import { dropEmptyFolders } from "./folders.ts";

/** What deleting a chat also removes. */
export interface DeleteChatOptions {
  /** Also forgets what its answers cost. Default false: sums by day and model stay true. */
  forgetCosts?: boolean;
  /** Also removes the context units that were made from it. Default false. */
  forgetUnits?: boolean;
}

/**
 * Deletes a chat with its messages and the attachments that no other chat has, and overwrites their place in the
 * file. What its answers cost is kept as bare numbers. Backups and exports are other files: they are not touched.
 *
 * @throws StoreError.
 */
export function deleteChat(
  store: ChatStore,
  chatId: string,
  options: DeleteChatOptions = {},
): void {
  const { connection } = store;
  saving("The deletion", undefined, () =>
    connection.transaction(() => {
      const { id } = getChat(store, chatId);
      if (options.forgetCosts === true) connection.run("DELETE FROM turns WHERE chat_id = ?", id);
      else {
        connection.run(
          "UPDATE turns SET parameters = NULL, warnings = NULL, error_message = NULL WHERE chat_id = ?",
          id,
        );
      }
      if (options.forgetUnits === true) connection.run("DELETE FROM acus WHERE chat_id = ?", id);
      connection.run("DELETE FROM budgets WHERE scope = 'chat' AND target = ?", id);
      connection.run("DELETE FROM chats WHERE id = ?", id);
      connection.run(
        "DELETE FROM attachments WHERE NOT EXISTS (SELECT 1 FROM message_attachments WHERE hash = attachments.hash)",
      );
      dropEmptyFolders(store);
    }),
  );
  // The log still holds the pages as they were. Another process may be reading it; then its own close does this.
  if (store.path !== undefined) connection.exec("PRAGMA wal_checkpoint(TRUNCATE)");
}

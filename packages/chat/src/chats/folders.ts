import { newId } from "../store/new-id.ts";
import type { ChatStore } from "../store/open-store.ts";
import { invalid } from "../store/store-error.ts";

/** Folders by name, with the number of chats in each. */
export function listFolders(store: ChatStore): { name: string; chats: number }[] {
  return store.connection.all(
    "SELECT name, (SELECT count(*) FROM chats WHERE folder_id = folders.id) AS chats FROM folders ORDER BY name",
  );
}

/** The id of a folder, which is made when there is none of that name. */
export function folderId(store: ChatStore, name: string): string {
  const clean = name.trim();
  if (clean === "") throw invalid("A folder needs a name.", 'For example "work".');
  const known = store.connection.get<{ id: string }>(
    "SELECT id FROM folders WHERE name = ?",
    clean,
  );
  if (known !== undefined) return known.id;
  const id = newId();
  store.connection.run(
    "INSERT INTO folders (id, name, created_at) VALUES (?, ?, ?)",
    id,
    clean,
    Date.now(),
  );
  return id;
}

/** Removes folders without chats. */
export function dropEmptyFolders(store: ChatStore): void {
  store.connection.run(
    "DELETE FROM folders WHERE NOT EXISTS (SELECT 1 FROM chats WHERE folder_id = folders.id)",
  );
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openStore, type ChatStore, type OpenStoreOptions } from "../store/open-store.ts";

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "byok-chat-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A store in memory, closed after the test. */
export function memoryStore(): ChatStore {
  const store = openStore({ temporary: true });
  onTestFinished(() => store.close());
  return store;
}

/** A store in a file of its own, closed and removed after the test. */
export function fileStore(options: OpenStoreOptions = {}): ChatStore & { path: string } {
  const path = join(temporaryFolder(), "byok", "chats.db");
  const store = openStore({ path, ...options });
  onTestFinished(() => store.close());
  return store as ChatStore & { path: string };
}

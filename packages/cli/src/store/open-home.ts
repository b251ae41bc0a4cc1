import { existsSync } from "node:fs";
import { join } from "node:path";
import { dataFolder, getChat, listChats, openStore, type Chat, type ChatStore } from "@byok/chat";
import { isByokError } from "@byok/core";
import { CliError } from "../errors/cli-error.ts";
import type { Io } from "../io.ts";

/** The file that chats are kept in. */
export function chatsFile(env: Io["env"]): string {
  return join(dataFolder({ env }), "chats.db");
}

/** Opens the chats on this device, making the file when it is not there. @throws StoreError. */
export function openHome({ env }: Pick<Io, "env">): ChatStore {
  return openStore({ path: chatsFile(env) });
}

/** Opens the chats on this device for reading; undefined where there are none yet. @throws StoreError. */
export function openIfThere({ env }: Pick<Io, "env">): ChatStore | undefined {
  const path = chatsFile(env);
  if (!existsSync(path)) return undefined;
  try {
    return openStore({ path });
  } catch (error) {
    if (!isByokError(error, "store")) throw error;
    try {
      // A disk that takes no writes can still be read.
      return openStore({ path, readOnly: true });
    } catch {
      throw error;
    }
  }
}

/** Works with the chats on this device and closes them afterwards. */
export async function withHome<T>(
  io: Pick<Io, "env">,
  work: (store: ChatStore) => T | Promise<T>,
): Promise<T> {
  const store = openHome(io);
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

/** Works with the chats on this device where there are any; an empty store in memory stands for none. */
export async function withChats<T>(
  io: Pick<Io, "env">,
  work: (store: ChatStore) => T | Promise<T>,
): Promise<T> {
  const store = openIfThere(io) ?? openStore({ temporary: true });
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

/** The part of an id that is shown, and enough to name the chat. */
export function shortId(id: string): string {
  return id.slice(-8);
}

/** A chat by its id, a part of it, or `last`. @throws StoreError; CliError when there is no chat at all. */
export function findChat(store: ChatStore, reference: string): Chat {
  if (reference !== "last") return getChat(store, reference);
  const newest = [true, false]
    .flatMap((pinned) => listChats(store, { pinned, limit: 1 }).chats)
    .toSorted((a, b) => b.updatedAt - a.updatedAt)[0];
  if (newest !== undefined) return newest;
  throw new CliError("There is no chat yet.", { next: "byok chat" });
}

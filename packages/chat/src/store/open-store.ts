import { chmodSync, closeSync, existsSync, openSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { openConnection, type Connection } from "../sqlite/connection.ts";
import { backUp, migrate, newer, versionOf, type MigrationReport } from "../sqlite/migrate.ts";
import { SCHEMA_VERSION } from "../sqlite/migrations.ts";
import { dataFolder } from "./data-folder.ts";
import { makeFolder } from "./make-folder.ts";
import { StoreError } from "./store-error.ts";

/** How a store is opened. */
export interface OpenStoreOptions {
  /** The file; `chats.db` in the data folder when absent. */
  path?: string;
  /** Keeps everything in memory: nothing is written, all is gone when the store closes. Default false. */
  temporary?: boolean;
  /** Refuses every change, and never makes a file. Default false. */
  readOnly?: boolean;
  /** How long to wait while another process writes, in milliseconds. Default 10 000. */
  busyTimeoutMs?: number;
}

/** Open chats: the functions of this package take it as their first argument. */
export interface ChatStore {
  /** The file; undefined for a temporary store. */
  readonly path: string | undefined;
  /** What opening did to the schema. */
  readonly migration: MigrationReport;
  /** The connection that the functions of this package use. Its tables may change with any version. */
  readonly connection: Connection;
  /** Closes the file. A closed store throws StoreError. */
  close(): void;
}

/**
 * Opens the chats, making the file (readable by its owner only) when it is not there.
 *
 * @throws StoreError when the file cannot be opened, is damaged, or was written by a newer byok.
 */
export function openStore(options: OpenStoreOptions = {}): ChatStore {
  if (options.temporary === true) return finish(openConnection(":memory:"), undefined, options);
  const path = options.path ?? join(dataFolder(), "chats.db");
  if (options.readOnly !== true) makeFile(path);
  const connection = openConnection(path, {
    readOnly: options.readOnly === true,
    ...(options.busyTimeoutMs === undefined ? {} : { busyTimeoutMs: options.busyTimeoutMs }),
  });
  return finish(connection, path, options);
}

/**
 * Copies the whole store into a new file and proves the copy.
 *
 * @throws StoreError when the file exists, cannot be written, or is not as good as the store.
 */
export function backUpStore(store: ChatStore, path: string): void {
  if (existsSync(path)) {
    throw new StoreError("conflict", `${path} exists already.`, { hint: "Name a new file." });
  }
  backUp(store.connection, path);
}

function finish(
  connection: Connection,
  path: string | undefined,
  options: OpenStoreOptions,
): ChatStore {
  try {
    const migration =
      options.readOnly === true ? checkVersion(connection, path) : migrate(connection, path);
    return { path, migration, connection, close: () => connection.close() };
  } catch (error) {
    connection.close();
    throw error;
  }
}

function checkVersion(connection: Connection, path: string | undefined): MigrationReport {
  const version = versionOf(connection);
  if (version > SCHEMA_VERSION) throw newer(version, path);
  if (version < SCHEMA_VERSION) {
    throw new StoreError("read-only", "The chat store has an older schema and is read-only.", {
      hint: "Open it once with byok where it may be written.",
    });
  }
  return { from: version, to: version };
}

/** Takes the rights of others away, where the file is ours and somebody copied it carelessly. */
function keepPrivate(path: string): void {
  if (process.platform === "win32" || (statSync(path).mode & 0o077) === 0) return;
  try {
    chmodSync(path, 0o600);
  } catch {
    // Somebody else's file: its owner decides.
  }
}

function makeFile(path: string): void {
  const folder = dirname(path);
  try {
    // A umask can only take rights away; the folder is ours alone when byok made it.
    if (makeFolder(folder)) chmodSync(folder, 0o700);
    if (existsSync(path)) {
      keepPrivate(path);
      return;
    }
    // SQLite gives its side files the rights of this one.
    closeSync(openSync(path, "a", 0o600));
  } catch (cause) {
    const { code } = cause as { code?: string };
    // A folder that is there and takes no other, as in /proc, is missing to the system.
    const readOnly = ["EROFS", "EACCES", "EPERM", "ENOENT"].includes(code ?? "");
    throw new StoreError(
      readOnly ? "read-only" : code === "ENOSPC" ? "full" : "io",
      `The chat store ${path} cannot be made${code === undefined ? "" : ` (${code})`}.`,
      { cause, hint: "Set BYOK_HOME to a folder that you may write in, on a disk with space." },
    );
  }
}

import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { user } from "../__fixtures__/results.ts";
import { fileStore, memoryStore, temporaryFolder } from "../__fixtures__/temporary-store.ts";
import { createChat } from "../chats/create-chat.ts";
import { getChat } from "../chats/chat.ts";
import { listChats } from "../chats/list-chats.ts";
import { addMessage } from "../messages/add-message.ts";
import { pathMessages } from "../messages/path.ts";
import { searchMessages } from "../search/search-messages.ts";
import { openConnection } from "../sqlite/connection.ts";
import { SCHEMA_VERSION } from "../sqlite/migrations.ts";
import { keepText } from "../units/keep.ts";
import { dataFolder } from "./data-folder.ts";
import { backUpStore, openStore } from "./open-store.ts";
import { StoreError } from "./store-error.ts";

const golden = fileURLToPath(new URL("../sqlite/__fixtures__/chats-v1.db", import.meta.url));

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

describe("openStore", () => {
  it.skipIf(process.platform === "win32")(
    "makes file, side files and folder for the owner only",
    () => {
      const store = fileStore();
      createChat(store);
      expect(modeOf(dirname(store.path))).toBe("700");
      expect(modeOf(store.path)).toBe("600");
      expect(modeOf(`${store.path}-wal`)).toBe("600");
      expect(modeOf(`${store.path}-shm`)).toBe("600");
      store.close();
      chmodSync(store.path, 0o644);
      openStore({ path: store.path }).close();
      expect(modeOf(store.path)).toBe("600");
    },
  );

  it("syncs every commit and keeps foreign keys", () => {
    const { connection } = fileStore();
    expect(connection.get("PRAGMA journal_mode")).toEqual({ journal_mode: "wal" });
    expect(connection.get("PRAGMA synchronous")).toEqual({ synchronous: 2 });
    expect(connection.get("PRAGMA foreign_keys")).toEqual({ foreign_keys: 1 });
    expect(connection.get("PRAGMA secure_delete")).toEqual({ secure_delete: 1 });
  });

  it("writes nothing for a temporary store", () => {
    const folder = temporaryFolder();
    const before = process.env["BYOK_HOME"];
    process.env["BYOK_HOME"] = folder;
    try {
      const store = memoryStore();
      const chat = createChat(store);
      addMessage(store, chat.id, user("secret"));
      expect(store.path).toBeUndefined();
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      if (before === undefined) delete process.env["BYOK_HOME"];
      else process.env["BYOK_HOME"] = before;
    }
  });

  it("refuses a newer schema and leaves the file as it is", () => {
    const store = fileStore();
    const chat = createChat(store, { title: "kept" });
    store.connection.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    store.close();
    const error = captured(() => openStore({ path: store.path }));
    expect(error).toMatchObject({ reason: "newer", code: "store" });
    expect(error.message).toContain(`schema ${SCHEMA_VERSION + 1}`);
    expect(error.hint).toContain("Update byok");
    const raw = openConnection(store.path);
    expect(raw.get("SELECT title FROM chats WHERE id = ?", chat.id)).toEqual({ title: "kept" });
    raw.close();
  });

  it("brings an older file to the new schema, after a backup that holds everything", () => {
    const path = join(temporaryFolder(), "chats.db");
    copyFileSync(golden, path);
    const store = openStore({ path });
    expect(store.migration).toMatchObject({ from: 1, to: SCHEMA_VERSION });
    const [chat] = listChats(store).chats;
    expect(chat?.title).toBe("An older chat");
    expect(pathMessages(store, chat?.id ?? "")).toEqual([
      { role: "user", content: "Which tea is best?" },
      {
        role: "assistant",
        content: [{ type: "text", text: "Darjeeling." }],
        origin: { platform: "openai", model: "gpt-4o" },
      },
    ]);
    expect(searchMessages(store, "darjeeling")).toHaveLength(1);
    keepText(store, "I like tea.");
    store.close();

    const backup = openConnection(store.migration.backup ?? "", { readOnly: true });
    expect(backup.get("PRAGMA user_version")).toEqual({ user_version: 1 });
    expect(backup.get("SELECT count(*) AS n FROM messages")).toEqual({ n: 2 });
    backup.close();
    expect(openStore({ path }).migration).toEqual({ from: SCHEMA_VERSION, to: SCHEMA_VERSION });
  });

  it("keeps the last five backups", () => {
    const folder = temporaryFolder();
    const path = join(folder, "chats.db");
    mkdirSync(join(folder, "backups"));
    for (let day = 1; day <= 7; day += 1) {
      writeFileSync(join(folder, "backups", `chats.db.v1.2020-01-0${day}.db`), "");
    }
    copyFileSync(golden, path);
    openStore({ path }).close();
    const left = readdirSync(join(folder, "backups"));
    expect(left).toHaveLength(5);
    expect(left).toContain("chats.db.v1.2020-01-07.db");
    expect(left).not.toContain("chats.db.v1.2020-01-03.db");
  });

  it("says that a file is no store", () => {
    const path = join(temporaryFolder(), "chats.db");
    writeFileSync(path, "this is no database, and long enough to be read as one".repeat(50));
    expect(captured(() => openStore({ path }))).toMatchObject({ reason: "damaged" });
  });

  it("says that a closed store is closed", () => {
    const store = openStore({ temporary: true });
    store.close();
    expect(captured(() => createChat(store))).toMatchObject({ reason: "closed" });
    store.close();
  });

  it("reads a file that may not be written", () => {
    const store = fileStore();
    const { id } = createChat(store, { title: "readable" });
    store.close();
    const read = openStore({ path: store.path, readOnly: true });
    expect(getChat(read, id).title).toBe("readable");
    expect(captured(() => createChat(read))).toMatchObject({ reason: "read-only" });
    read.close();
  });

  it("backs up into a new file only", () => {
    const store = fileStore();
    const { id } = createChat(store, { title: "twice" });
    const copy = join(dirname(store.path), "copy.db");
    backUpStore(store, copy);
    const opened = openStore({ path: copy });
    expect(getChat(opened, id).title).toBe("twice");
    opened.close();
    expect(captured(() => backUpStore(store, copy))).toMatchObject({ reason: "conflict" });
  });

  it("keeps what was not saved in the error", () => {
    const store = fileStore();
    const chat = createChat(store);
    store.connection.exec("PRAGMA max_page_count = 1");
    const message = user("x".repeat(500_000));
    const error = captured(() => addMessage(store, chat.id, message));
    expect(error).toMatchObject({ reason: "full", unsaved: message });
    expect(error.message).toBe("The message was not saved: the disk is full.");
    expect(error.hint).toContain("Free some space");
    expect(pathMessages(store, chat.id)).toEqual([]);
  });

  it("prints no warning of SQLite, and lets others through", () => {
    const file = fileURLToPath(new URL("../sqlite/load-sqlite.ts", import.meta.url));
    const script = `const { loadSqlite } = await import(${JSON.stringify(file)}); loadSqlite(); process.emitWarning("SQLite is fine", "ExperimentalWarning"); process.emitWarning("other");`;
    const { stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    expect(stderr).not.toContain("SQLite is an experimental feature");
    expect(stderr).toContain("SQLite is fine");
    expect(stderr).toContain("other");
  });
});

describe("dataFolder", () => {
  it.each([
    ["linux", {}, "/home/ada/.local/share/byok"],
    ["linux", { XDG_DATA_HOME: "/data" }, "/data/byok"],
    ["linux", { XDG_DATA_HOME: "relative" }, "/home/ada/.local/share/byok"],
    ["linux", { BYOK_HOME: "/keep", XDG_DATA_HOME: "/data" }, "/keep"],
    ["darwin", {}, "/home/ada/Library/Application Support/byok"],
    ["win32", { LOCALAPPDATA: "C:\\Local" }, "C:\\Local\\byok"],
  ] as const)("on %s with %j", (system, env, expected) => {
    expect(dataFolder({ system, env, home: "/home/ada" })).toBe(expected);
  });
});

function captured(work: () => unknown): StoreError {
  try {
    work();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error("Nothing was thrown.");
}

it("has its golden file", () => {
  expect(existsSync(golden)).toBe(true);
});

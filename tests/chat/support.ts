import { spawn, spawnSync } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

import type { ChatStore } from "@byok/chat";
import { expect, onTestFinished } from "vitest";

/** Whether system calls can be made to fail here. */
// CI runs them all; a first `npm test` on a slow machine ends in time without them.
const isAsked = process.env["CI"] !== undefined || process.env["BYOK_PROOFS"] !== undefined;

export const hasStrace =
  isAsked &&
  process.platform === "linux" &&
  spawnSync("strace", ["-qq", "-e", "trace=none", "true"]).status === 0;

if (!hasStrace) {
  process.stderr.write(
    isAsked
      ? "skipped: strace is missing or not allowed, so kills at each write are not tested\n"
      : "skipped: kills at each write, which CI runs; BYOK_PROOFS=1 runs them here\n",
  );
}

/** A number from the environment, for long runs by hand. */
export function setting(name: string, usual: number): number {
  return Number(process.env[name] ?? usual);
}

/** A store's file in a folder that is gone after the test. */
export function storePath(): string {
  const folder = mkdtempSync(join(tmpdir(), "byok-proof-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "chats.db");
}

/** A process that runs one of the children, with what it has told so far. */
export interface Child {
  process: ChildProcessWithoutNullStreams;
  lines: string[];
  errors: () => string;
  /** Resolves when the process is gone and all it told has been read. */
  closed: Promise<number | null>;
  /** Calls back for each line. */
  onLine: (listener: (line: string) => void) => void;
}

/** Starts a child, under strace where its arguments are given. */
export function start(name: string, args: readonly string[], strace?: readonly string[]): Child {
  const script = fileURLToPath(new URL(`./children/${name}.ts`, import.meta.url));
  const node = [process.execPath, "--disable-warning=ExperimentalWarning", script, ...args];
  const [command = "", ...rest] =
    strace === undefined ? node : ["strace", "-f", "-qq", "-o", "/dev/null", ...strace, ...node];
  const child = spawn(command, rest, { stdio: "pipe" });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: string[] = [];
  const listeners: ((line: string) => void)[] = [];
  let unfinished = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const parts = (unfinished + text).split("\n");
    unfinished = parts.pop() ?? "";
    for (const line of parts) {
      lines.push(line);
      for (const listener of listeners) listener(line);
    }
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  return {
    process: child,
    lines,
    errors: () => errors,
    closed: new Promise((resolve) => child.on("close", resolve)),
    onLine: (listener) => void listeners.push(listener),
  };
}

/** Ids of the messages that a child has told as saved. */
export function toldMessages(child: Child): string[] {
  return child.lines.filter((line) => line.startsWith("message ")).map((line) => line.slice(8));
}

/** Asks the store whether it is whole: the file, its full-text indexes, and every message that was told. */
export function expectWhole(store: ChatStore, told: readonly string[]): void {
  const { connection } = store;
  expect(connection.all("PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
  expect(connection.all("PRAGMA foreign_key_check")).toEqual([]);
  for (const index of ["message_words", "message_trigrams"]) {
    connection.exec(`INSERT INTO ${index} (${index}, rank) VALUES ('integrity-check', 1)`);
  }
  const known = new Set(
    connection.all<{ id: string }>("SELECT id FROM messages").map(({ id }) => id),
  );
  expect(told.filter((id) => !known.has(id))).toEqual([]);
  // Half a message is no message: parts and attachments come with it or not at all.
  const half = connection.all(
    "SELECT id FROM messages m WHERE NOT EXISTS (SELECT 1 FROM parts WHERE message_seq = m.seq)",
  );
  expect(half).toEqual([]);
}

import {
  addMessage,
  allMessages,
  budgetStatus,
  createChat,
  listChats,
  openStore,
  searchMessages,
  setBudget,
  storeBudget,
} from "@byok/chat";
import { expect, it } from "vitest";

import { expectWhole, hasStrace, setting, start, storePath, toldMessages } from "./support.ts";

const writers = setting("BYOK_WRITERS", 4);
const writes = setting("BYOK_WRITES", 25);

it(`keeps every one of ${writes} writes of ${writers} processes at once`, async () => {
  // The file does not exist: they also meet while making it.
  const path = storePath();
  const children = Array.from({ length: writers }, (_, i) =>
    start("writer", [path, String(writes), `p${i}`]),
  );
  await Promise.all(children.map((child) => child.closed));
  for (const child of children) expect(child.lines.at(-1), child.errors()).toBe("done");
  const told = children.flatMap(toldMessages);
  expect(new Set(told).size).toBe(writers * writes);
  const store = openStore({ path });
  expectWhole(store, told);
  const { chats } = listChats(store);
  expect(chats).toHaveLength(writers);
  for (const chat of chats) expect(allMessages(store, chat.id)).toHaveLength(writes);
  expect(searchMessages(store, "p1 0")[0]?.snippet.text).toContain("p1 0");
  store.close();
}, 600_000);

it("cannot be overspent by processes at once, and counts what the dead had set aside", async () => {
  const path = storePath();
  const store = openStore({ path });
  setBudget(store, { amount: "1" });
  const children = Array.from({ length: 5 }, () => start("spender", [path, "6", "0.1"]));
  await Promise.all(
    children.map(
      (child) =>
        new Promise<void>((resolve, reject) => {
          child.onLine((line) => line === "ready" && resolve());
          void child.closed.then(() => reject(new Error(child.errors())));
        }),
    ),
  );
  const lines = children.flatMap((child) => child.lines);
  expect(lines.filter((line) => line === "held")).toHaveLength(10);
  expect(lines.filter((line) => line === "refused")).toHaveLength(20);
  expect(budgetStatus(store)).toMatchObject([{ spent: "0", reserved: "1", left: "0" }]);
  const worst = { platform: "p", model: "m", amount: "0.5", currency: "USD", unbounded: [] };
  expect(() => storeBudget(store).reserve(worst)).toThrow("0 of the monthly budget of 1 are left");
  for (const child of children) child.process.kill("SIGKILL");
  await Promise.all(children.map((child) => child.closed));
  // They may have been billed: what they set aside counts on.
  expect(budgetStatus(store)).toMatchObject([{ reserved: "0", expired: "1", left: "0" }]);
  expect(() => storeBudget(store).reserve(worst)).toThrow("0 of the monthly budget of 1 are left");
  store.close();
}, 120_000);

it.runIf(hasStrace)(
  "says what was not saved when the disk is full, and still has it",
  async () => {
    const path = storePath();
    openStore({ path }).close();
    const strace = ["-e", "trace=pwrite64", "-e", "inject=pwrite64:error=ENOSPC:when=25+"];
    const child = start("writer", [path, "200"], strace);
    expect(await child.closed).toBe(3);
    const error = child.lines.at(-1) ?? "";
    expect(error).toContain('"reason":"full"');
    expect(error).toContain("The message was not saved: the disk is full.");
    expect(JSON.parse(error.slice("error ".length))).toMatchObject({ unsaved: { role: "user" } });
    const store = openStore({ path });
    expectWhole(store, toldMessages(child));
    store.close();
  },
  60_000,
);

it.runIf(hasStrace)(
  "says so when the file may only be read",
  async () => {
    const path = storePath();
    const store = openStore({ path });
    const chat = createChat(store);
    addMessage(store, chat.id, { role: "user", content: "there" });
    store.close();
    // Also holds for root, whom no file mode stops.
    const strace = ["-P", path, "-e", "trace=openat", "-e", "inject=openat:error=EROFS:when=1"];
    const child = start("writer", [path, "1"], strace);
    expect(await child.closed, child.errors()).toBe(3);
    expect(child.lines.at(-1)).toContain('"reason":"read-only"');
    const again = openStore({ path });
    expect(searchMessages(again, "there")).toHaveLength(1);
    again.close();
  },
  60_000,
);

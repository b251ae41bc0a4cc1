import { readFileSync } from "node:fs";
import type { Message } from "@byok/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assistant, user } from "../__fixtures__/results.ts";
import { fileStore, memoryStore } from "../__fixtures__/temporary-store.ts";
import { changeChat, renameChat } from "../chats/change-chat.ts";
import { getChat } from "../chats/chat.ts";
import { copyChat } from "../chats/copy-chat.ts";
import { createChat } from "../chats/create-chat.ts";
import { deleteChat } from "../chats/delete-chat.ts";
import { listChats } from "../chats/list-chats.ts";
import { listFolders } from "../chats/folders.ts";
import { autoTitle } from "../chats/title.ts";
import { addMessage, editMessage } from "./add-message.ts";
import { openChat, pathMessages } from "./path.ts";
import { branchChat, branchesOf, regenerate, setHead, showBranch, siblingsOf } from "./tree.ts";

const file = (bytes: number[]): Message => ({
  role: "user",
  content: [
    { type: "text", text: "look" },
    { type: "file", mediaType: "image/png", source: { bytes: Uint8Array.from(bytes) } },
  ],
});

describe("messages", () => {
  it("come back as they were", () => {
    const store = memoryStore();
    const chat = createChat(store);
    const messages: Message[] = [
      { role: "system", content: "Be brief.", extra: { a: 1 } },
      file([1, 2, 3]),
      {
        role: "assistant",
        content: [
          {
            type: "reasoning",
            text: "hm",
            providerState: [{ scope: { wire: "w", platform: "p", model: "m" }, data: { s: 1 } }],
          },
          { type: "tool-call", id: "t1", name: "look", input: { deep: [1, null] } },
        ],
        origin: { platform: "openai", model: "gpt-5", responseId: "r" },
      },
      {
        role: "tool",
        content: [
          {
            type: "tool-result",
            id: "t1",
            name: "look",
            status: "ok",
            content: [{ type: "file", mediaType: "image/png", source: { base64: "AQID" } }],
          },
        ],
      },
      { role: "assistant", content: "" },
      { role: "user", content: [] },
    ];
    for (const message of messages) addMessage(store, chat.id, message);
    expect(pathMessages(store, chat.id)).toEqual(messages);
  });

  it("of any shape come back as they were", () => {
    const store = memoryStore();
    const text = fc.record({
      type: fc.constant("text" as const),
      text: fc.string({ unit: "binary" }).filter((s) => s.isWellFormed()),
    });
    const part = fc.oneof(
      text,
      fc.record({
        type: fc.constant("file" as const),
        mediaType: fc.constant("a/b"),
        source: fc.oneof(
          fc.uint8Array({ maxLength: 20 }).map((bytes) => ({ bytes })),
          fc.string().map((base64) => ({ base64 })),
          fc.webUrl().map((url) => ({ url })),
        ),
      }),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string().filter((s) => s.isWellFormed()),
          fc.array(part),
        ),
        (content) => {
          const chat = createChat(store);
          const message: Message = { role: "user", content };
          addMessage(store, chat.id, message);
          expect(pathMessages(store, chat.id)).toEqual([message]);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("share one copy of the same bytes, which goes with the last of them", () => {
    const store = memoryStore();
    const a = createChat(store);
    const b = createChat(store);
    addMessage(store, a.id, file([9, 9]));
    addMessage(store, a.id, file([9, 9]));
    addMessage(store, b.id, file([9, 9]));
    const count = (): unknown => store.connection.get("SELECT count(*) AS n FROM attachments");
    expect(count()).toEqual({ n: 1 });
    deleteChat(store, a.id);
    expect(count()).toEqual({ n: 1 });
    expect(pathMessages(store, b.id)).toEqual([file([9, 9])]);
    deleteChat(store, b.id);
    expect(count()).toEqual({ n: 0 });
  });

  it("edited stand beside the original", () => {
    const store = memoryStore();
    const chat = createChat(store);
    const q1 = addMessage(store, chat.id, user("first"));
    const a1 = addMessage(store, chat.id, assistant("one"));
    const q2 = editMessage(store, q1, user("changed"));
    addMessage(store, chat.id, assistant("two"));
    expect(pathMessages(store, chat.id)).toEqual([user("changed"), assistant("two")]);
    expect(siblingsOf(store, q1)).toEqual([q1, q2]);
    expect(pathMessages(store, chat.id, a1)).toEqual([user("first"), assistant("one")]);
    expect(showBranch(store, q1)).toBe(a1);
    expect(pathMessages(store, chat.id)).toEqual([user("first"), assistant("one")]);
    expect(branchesOf(store, chat.id)).toHaveLength(2);
    expect(openChat(store, chat.id).messages[0]).toMatchObject({ position: 0, siblings: 2 });
  });

  it("answered again get a second answer, and nothing changes until it is there", () => {
    const store = memoryStore();
    const chat = createChat(store);
    const question = addMessage(store, chat.id, user("q"));
    addMessage(store, chat.id, assistant("calls a tool"));
    const answer = addMessage(store, chat.id, assistant("one"));
    const again = regenerate(store, answer);
    expect(again).toMatchObject({ parentId: question, messages: [user("q")] });
    expect(getChat(store, chat.id).headId).toBe(answer);
    addMessage(store, chat.id, assistant("two"), { parentId: again.parentId });
    expect(pathMessages(store, chat.id)).toEqual([user("q"), assistant("two")]);
  });

  it("branch into a chat of its own", () => {
    const store = memoryStore();
    const chat = createChat(store, { title: "tea", tags: ["x"] });
    const first = addMessage(store, chat.id, user("a"));
    addMessage(store, chat.id, assistant("b"));
    const branch = branchChat(store, first);
    expect(branch).toMatchObject({
      title: "tea",
      tags: ["x"],
      branchedFrom: { chatId: chat.id, messageId: first },
    });
    addMessage(store, branch.id, assistant("c"));
    expect(pathMessages(store, branch.id)).toEqual([user("a"), assistant("c")]);
    expect(pathMessages(store, chat.id)).toEqual([user("a"), assistant("b")]);
  });

  it("can begin again from nothing, and never under another chat's message", () => {
    const store = memoryStore();
    const chat = createChat(store);
    addMessage(store, chat.id, user("a"));
    setHead(store, chat.id, null);
    expect(pathMessages(store, chat.id)).toEqual([]);
    const other = addMessage(store, createChat(store).id, user("b"));
    expect(() => addMessage(store, chat.id, user("c"), { parentId: other })).toThrow(
      "another chat",
    );
    expect(() => setHead(store, chat.id, other)).toThrow("another chat");
  });

  it("of a very long chat are opened and deleted", () => {
    const store = memoryStore();
    const chat = createChat(store);
    store.connection.transaction(() => {
      for (let i = 0; i < 3000; i += 1) addMessage(store, chat.id, user(`n${i}`));
    });
    expect(openChat(store, chat.id).messages).toHaveLength(3000);
    deleteChat(store, chat.id);
    expect(store.connection.get("SELECT count(*) AS n FROM messages")).toEqual({ n: 0 });
  });
});

describe("chats", () => {
  it("are named after their first question until somebody does it better", async () => {
    const store = memoryStore();
    const chat = createChat(store);
    addMessage(store, chat.id, user("Hello! **How** do I brew\ntea?"));
    expect(getChat(store, chat.id)).toMatchObject({ title: "How do I brew", titleBy: "text" });
    await autoTitle(store, chat.id, { ask: async () => '"Brewing tea"\n' });
    expect(getChat(store, chat.id)).toMatchObject({ title: "Brewing tea", titleBy: "model" });
    renameChat(store, chat.id, "Mine");
    await autoTitle(store, chat.id, { ask: async () => "Other" });
    expect(getChat(store, chat.id)).toMatchObject({ title: "Mine", titleBy: "user" });
  });

  it("cannot put control characters or endless lines into a title", () => {
    const store = memoryStore();
    const chat = createChat(store);
    const { title } = renameChat(store, chat.id, `\u001b[31mred\u0007\n${"word ".repeat(40)}`);
    expect(title).toMatch(/^\[31mred word/);
    expect(Array.from(title ?? "").length).toBeLessThanOrEqual(60);
  });

  it("are listed page by page, pinned first, each once", () => {
    const store = memoryStore();
    const ids = Array.from(
      { length: 25 },
      (_, i) => createChat(store, { createdAt: 1000 + (i % 5) }).id,
    );
    changeChat(store, ids[3] ?? "", { pinned: true });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = listChats(store, { limit: 7, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.chats.map((chat) => chat.id));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen[0]).toBe(ids[3]);
    expect(seen.toSorted()).toEqual(ids.toSorted());
    expect(() => listChats(store, { cursor: "x" })).toThrow("cursor");
  });

  it("have folders and tags", () => {
    const store = memoryStore();
    const chat = createChat(store, { folder: "work", tags: ["#b", "a", "a "] });
    createChat(store);
    expect(chat.tags).toEqual(["a", "b"]);
    expect(listChats(store, { folder: "work", tag: "b" }).chats.map(({ id }) => id)).toEqual([
      chat.id,
    ]);
    expect(listFolders(store)).toEqual([{ name: "work", chats: 1 }]);
    changeChat(store, chat.id, { folder: null, tags: [] });
    expect(listFolders(store)).toEqual([]);
  });

  it("are found by the end of their id", () => {
    const store = memoryStore();
    const { id } = createChat(store);
    expect(getChat(store, id.slice(-6)).id).toBe(id);
    expect(() => getChat(store, "nothing")).toThrow('There is no chat "nothing".');
  });

  it("leave no trace in the file when deleted", () => {
    const store = fileStore();
    const chat = createChat(store, { title: "Zanzibar trip" });
    addMessage(store, chat.id, user(`quetzalcoatl ${"padding ".repeat(300)}`));
    store.connection.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    const text = (): string => readFileSync(store.path, "latin1").toLowerCase();
    expect(text()).toContain("quetzalcoatl");
    deleteChat(store, chat.id);
    expect(text()).not.toContain("quetzalcoatl");
    expect(text()).not.toContain("zanzibar");
    expect(readFileSync(`${store.path}-wal`, "latin1")).toBe("");
  });

  it("move from a temporary store into the file", () => {
    const from = memoryStore();
    const to = fileStore();
    const chat = createChat(from, { tags: ["t"] });
    const q = addMessage(from, chat.id, user("a"));
    addMessage(from, chat.id, assistant("b"));
    addMessage(from, chat.id, assistant("c"), { parentId: q });
    const copy = copyChat(from, chat.id, to);
    expect(copy).toMatchObject({ title: "a", tags: ["t"] });
    expect(pathMessages(to, copy.id)).toEqual([user("a"), assistant("c")]);
    expect(branchesOf(to, copy.id)).toHaveLength(2);
  });
});

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { assistant, user } from "../__fixtures__/results.ts";
import { memoryStore, temporaryFolder } from "../__fixtures__/temporary-store.ts";
import { chatGpt, claude, libreChat, openWebUi } from "./__fixtures__/samples.ts";
import { getChat } from "../chats/chat.ts";
import { createChat } from "../chats/create-chat.ts";
import { listChats } from "../chats/list-chats.ts";
import { exportHtml } from "../export/export-html.ts";
import { exportJson } from "../export/export-json.ts";
import { exportMarkdown } from "../export/export-markdown.ts";
import { addMessage } from "../messages/add-message.ts";
import { branchesOf, siblingsOf } from "../messages/tree.ts";
import { openChat, pathMessages } from "../messages/path.ts";
import { openConnection } from "../sqlite/connection.ts";
import type { ChatStore } from "../store/open-store.ts";
import { importArchive, importData } from "./import-archive.ts";

const PICTURE = Uint8Array.from([1, 2, 3]);

function only(store: ChatStore): string {
  const { chats } = listChats(store);
  expect(chats).toHaveLength(1);
  return chats[0]?.id ?? "";
}

describe("importData", () => {
  it("reads ChatGPT's tree, with the branch that was shown", () => {
    const store = memoryStore();
    const report = importData(store, chatGpt());
    expect(report).toMatchObject({ format: "chatgpt", messages: 6, unchanged: 0 });
    const id = only(store);
    expect(getChat(store, id)).toMatchObject({
      title: "Tea",
      source: { name: "chatgpt", id: "c-1" },
      createdAt: 1_700_000_000_500,
    });
    const origin = { platform: "openai", model: "gpt-4o" };
    expect(pathMessages(store, id)).toEqual([
      user("Which tea?"),
      { role: "assistant", content: [{ type: "reasoning", text: "They ask about tea." }], origin },
      { role: "assistant", content: "Green tea.", origin },
      { role: "user", content: "And this one?" },
      { role: "assistant", content: "```python\nprint('tea')\n```", origin },
    ]);
    expect(branchesOf(store, id)).toHaveLength(2);
    const question = openChat(store, id).messages[0]?.id ?? "";
    const answers = openChat(store, id).messages[1]?.id ?? "";
    expect(siblingsOf(store, question)).toHaveLength(1);
    expect(siblingsOf(store, answers)).toHaveLength(2);
    expect(report.skipped).toEqual([
      { where: "Tea", what: "image_asset_pointer", why: "the archive does not hold the file" },
      { where: "Tea", what: "a tool's output", why: "ChatGPT's own tool" },
    ]);
  });

  it("reads Claude's messages, thinking and attachments", () => {
    const store = memoryStore();
    const report = importData(store, claude());
    expect(report).toMatchObject({ format: "claude", messages: 3 });
    expect(pathMessages(store, only(store))).toEqual([
      {
        role: "user",
        content: [
          { type: "text", text: "Summarise." },
          {
            type: "file",
            mediaType: "text/plain",
            name: "notes.txt",
            source: { text: "long notes" },
          },
        ],
      },
      {
        role: "assistant",
        content: [
          { type: "reasoning", text: "short, then" },
          { type: "text", text: "Done." },
        ],
      },
      user("Thanks"),
    ]);
    expect(report.skipped.map(({ what }) => what)).toEqual([
      "photo.png",
      "a block of type tool_use",
    ]);
  });

  it("reads Open WebUI's history", () => {
    const store = memoryStore();
    expect(importData(store, openWebUi())).toMatchObject({ format: "open-webui", messages: 3 });
    const id = only(store);
    expect(getChat(store, id)).toMatchObject({ title: "Cats", pinned: true, tags: ["pets"] });
    expect(pathMessages(store, id)).toEqual([
      user("Cats?"),
      {
        role: "assistant",
        content: "Second.",
        origin: { platform: "open-webui", model: "llama3" },
      },
    ]);
    expect(branchesOf(store, id)).toHaveLength(2);
  });

  it("reads the files and the thoughts that Open WebUI writes into a chat", () => {
    const store = memoryStore();
    const [row] = openWebUi() as [
      { chat: { history: { messages: Record<string, Record<string, unknown>> } } },
    ];
    const { a, b2 } = row.chat.history.messages;
    const url = `data:image/png;base64,${Buffer.from(PICTURE).toString("base64")}`;
    Object.assign(a ?? {}, {
      files: [
        { type: "image", url },
        { type: "file", name: "far.pdf" },
      ],
    });
    Object.assign(b2 ?? {}, {
      content:
        '<details type="reasoning" done="true" duration="2">\n<summary>Thought</summary>\n&gt; 1 &lt; 2\n</details>\nSecond.',
    });
    const { skipped } = importData(store, [row]);
    expect(skipped).toMatchObject([{ what: "far.pdf" }]);
    expect(pathMessages(store, only(store))).toMatchObject([
      {
        content: [
          { type: "text", text: "Cats?" },
          { type: "file", mediaType: "image/png", source: { bytes: PICTURE } },
        ],
      },
      {
        content: [
          { type: "reasoning", text: "1 < 2" },
          { type: "text", text: "Second." },
        ],
      },
    ]);
  });

  it.each(["recursive", "flat"] as const)("reads LibreChat's %s export", (form) => {
    const store = memoryStore();
    expect(importData(store, libreChat(form))).toMatchObject({ format: "librechat", messages: 3 });
    const id = only(store);
    expect(pathMessages(store, id)).toEqual([
      user("Hi"),
      {
        role: "assistant",
        content: [
          { type: "reasoning", text: "hm" },
          { type: "text", text: "B" },
        ],
        origin: { platform: "gemini", model: "gemini-2.5-pro" },
      },
    ]);
    expect(branchesOf(store, id)).toHaveLength(2);
  });

  it.each([
    ["ChatGPT", chatGpt],
    ["Claude", claude],
    ["Open WebUI", openWebUi],
    ["LibreChat", () => libreChat("flat")],
  ])("imports an export of %s once, and only what is new later", (_name, sample) => {
    const store = memoryStore();
    const first = importData(store, sample());
    expect(importData(store, sample())).toMatchObject({
      created: [],
      extended: [],
      unchanged: 1,
      messages: 0,
    });
    store.connection.exec("DELETE FROM parts WHERE message_seq = (SELECT max(seq) FROM messages)");
    store.connection.exec("UPDATE chats SET head_id = NULL");
    store.connection.exec("DELETE FROM messages WHERE seq = (SELECT max(seq) FROM messages)");
    expect(importData(store, sample())).toMatchObject({
      created: [],
      extended: first.created,
      messages: 1,
    });
  });

  it("counts and saves nothing in a dry run", () => {
    const store = memoryStore();
    expect(importData(store, chatGpt(), { dryRun: true })).toMatchObject({ messages: 6 });
    expect(listChats(store).chats).toEqual([]);
  });

  it.each([null, 5, "x", [], {}, [{}], { chats: [] }])("says that it does not know %j", (data) => {
    expect(() => importData(memoryStore(), data)).toThrow("no format that byok knows");
  });

  it.each([
    [[{ mapping: null, id: "x" }]],
    [[{ mapping: { a: { parent: "b", message: 3 }, b: { parent: "a" } }, id: "x" }]],
    [[{ chat_messages: "no", uuid: "x" }]],
    [[{ chat: { history: { messages: { a: null } } }, id: "x" }]],
    [{ conversationId: "x", messages: [{ children: 5, content: [{ type: "text" }] }] }],
    [[{ mapping: {} }]],
  ])("survives the damaged archive %j", (data) => {
    const report = importData(memoryStore(), data);
    expect(report.created).toEqual([]);
    expect(report.skipped).toHaveLength(1);
  });
});

describe("importArchive", () => {
  it("reads the log of llm", () => {
    const path = join(temporaryFolder(), "logs.db");
    const log = openConnection(path);
    log.exec(`CREATE TABLE conversations (id TEXT PRIMARY KEY, name TEXT, model TEXT);
      CREATE TABLE responses (id TEXT PRIMARY KEY, model TEXT, prompt TEXT, system TEXT, response TEXT, conversation_id TEXT, datetime_utc TEXT);
      CREATE TABLE turns (id TEXT PRIMARY KEY);
      INSERT INTO conversations VALUES ('c', 'Ten pun names', 'gpt-4o-mini');
      INSERT INTO responses VALUES ('r1', 'gpt-4o-mini', 'names?', 'be funny', 'Pun Tea', 'c', '2024-05-01T10:00:00');
      INSERT INTO responses VALUES ('r2', 'gpt-4o-mini', 'more', 'be funny', 'Tea Rex', 'c', '2024-05-01T10:01:00');
      INSERT INTO turns VALUES ('r2'), ('r3');`);
    log.close();
    const store = memoryStore();
    const report = importArchive(store, path);
    expect(report).toMatchObject({ format: "llm", messages: 5 });
    expect(report.skipped).toMatchObject([{ what: "1 turns of llm 0.32 or newer" }]);
    const origin = { platform: "llm", model: "gpt-4o-mini" };
    const id = only(store);
    expect(getChat(store, id)).toMatchObject({
      title: "Ten pun names",
      createdAt: Date.UTC(2024, 4, 1, 10),
    });
    expect(pathMessages(store, id)).toEqual([
      { role: "system", content: "be funny" },
      user("names?"),
      { role: "assistant", content: "Pun Tea", origin },
      user("more"),
      { role: "assistant", content: "Tea Rex", origin },
    ]);
    expect(importArchive(store, path)).toMatchObject({ unchanged: 1, messages: 0 });
  });

  it("takes the attachments that the log of llm holds", () => {
    const path = join(temporaryFolder(), "logs.db");
    const log = openConnection(path);
    log.exec(`CREATE TABLE conversations (id TEXT PRIMARY KEY, name TEXT, model TEXT);
      CREATE TABLE responses (id TEXT PRIMARY KEY, model TEXT, prompt TEXT, system TEXT, response TEXT, conversation_id TEXT, datetime_utc TEXT);
      CREATE TABLE attachments (id TEXT PRIMARY KEY, type TEXT, path TEXT, url TEXT, content BLOB);
      CREATE TABLE prompt_attachments (response_id TEXT, attachment_id TEXT, "order" INTEGER);
      INSERT INTO responses VALUES ('r1', 'gpt-4o-mini', 'what is it?', NULL, 'A dot', 'c', '2024-05-01T10:00:00');
      INSERT INTO attachments VALUES ('a1', 'image/png', NULL, NULL, x'010203'), ('a2', 'image/png', NULL, 'https://example.com/b.png', NULL), ('a3', 'image/png', '/home/me/c.png', NULL, NULL);
      INSERT INTO prompt_attachments VALUES ('r1', 'a2', 1), ('r1', 'a1', 0), ('r1', 'a3', 2);`);
    log.close();
    const store = memoryStore();
    const { skipped } = importArchive(store, path);
    expect(skipped).toMatchObject([{ what: "/home/me/c.png" }]);
    expect(pathMessages(store, only(store))[0]).toMatchObject({
      content: [
        { type: "text", text: "what is it?" },
        { type: "file", mediaType: "image/png", source: { bytes: PICTURE } },
        { type: "file", mediaType: "image/png", source: { url: "https://example.com/b.png" } },
      ],
    });
  });

  it("takes the files of ChatGPT's ZIP archive", () => {
    const path = join(temporaryFolder(), "export.zip");
    const [chat] = chatGpt() as [{ mapping: Record<string, { message: Record<string, unknown> }> }];
    const { message } = chat.mapping["n3"] ?? { message: {} };
    message["content"] = {
      content_type: "multimodal_text",
      parts: [
        { content_type: "image_asset_pointer", asset_pointer: "sediment://file_01" },
        "This?",
      ],
    };
    message["metadata"] = {
      attachments: [
        { id: "file_01", name: "cat.png", mime_type: "image/png" },
        { id: "file-2", name: "gone.pdf", mime_type: "application/pdf" },
      ],
    };
    const picture = Buffer.from(PICTURE).toString("latin1");
    const files = {
      "conversations.json": JSON.stringify([chat]),
      "user-x/file_01-sanitized.png": picture,
    };
    writeFileSync(path, zip(files));
    const store = memoryStore();
    const { skipped } = importArchive(store, path);
    expect(skipped.map(({ what }) => what)).toEqual(["gone.pdf", "a tool's output"]);
    expect(pathMessages(store, only(store))[3]).toEqual({
      role: "user",
      content: [
        { type: "text", text: "This?" },
        { type: "file", mediaType: "image/png", name: "cat.png", source: { bytes: PICTURE } },
      ],
    });
  });

  it("finds the chats in a ZIP archive", () => {
    const folder = temporaryFolder();
    const path = join(folder, "export.zip");
    writeFileSync(
      path,
      zip({ "user.json": "{}", "data/conversations.json": JSON.stringify(claude()) }),
    );
    expect(importArchive(memoryStore(), path)).toMatchObject({ format: "claude", messages: 3 });
    writeFileSync(path, zip({ "other.json": "{}" }));
    expect(() => importArchive(memoryStore(), path)).toThrow("no conversations.json");
    writeFileSync(path, zip({ "conversations.json": "[]" }).subarray(0, 40));
    expect(() => importArchive(memoryStore(), path)).toThrow("no table of contents");
    writeFileSync(path, "{");
    expect(() => importArchive(memoryStore(), path)).toThrow("is no JSON");
    expect(() => importArchive(memoryStore(), join(folder, "none"))).toThrow("cannot be read");
  });
});

describe("exports", () => {
  const evil = "<script>alert(\"x\")</script> <img src=x onerror=alert(1)> & 'q'";

  function sample(): { store: ChatStore; id: string } {
    const store = memoryStore();
    const { id } = createChat(store, { title: evil, tags: ["t"] });
    const q = addMessage(store, id, {
      role: "user",
      content: [
        { type: "text", text: evil },
        {
          type: "file",
          mediaType: "image/png",
          name: "cat.png",
          source: { bytes: Uint8Array.from([1, 2]) },
        },
      ],
    });
    addMessage(store, id, assistant("first"));
    addMessage(
      store,
      id,
      {
        role: "assistant",
        content: [
          { type: "reasoning", text: "think" },
          { type: "tool-call", id: "1", name: "run", input: { code: "```" } },
          { type: "text", text: "second" },
        ],
      },
      { parentId: q, incomplete: true },
    );
    return { store, id };
  }

  it("as HTML hold no markup of the chat, and forbid scripts", () => {
    const { store, id } = sample();
    const html = exportHtml(store, id);
    expect(html).not.toMatch(/<script|<img|onerror=alert\(1\)>/);
    expect(html).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;");
    expect(html).toContain("default-src 'none'");
    expect(html).toContain("[File: cat.png]");
    expect(html).toContain("This answer broke off.");
  });

  it("as Markdown hold the shown branch, with fences that hold", () => {
    const { store, id } = sample();
    const text = exportMarkdown(store, id);
    expect(text).toContain("## You");
    expect(text).toContain("second");
    expect(text).not.toContain("first");
    expect(text).toContain('````\n{\n  "code": "```"\n}\n````');
  });

  it("as JSON come back whole, branches and bytes included", () => {
    const { store, id } = sample();
    const json = exportJson(store, [id]);
    const other = memoryStore();
    const report = importData(other, JSON.parse(json));
    expect(report).toMatchObject({ format: "byok", messages: 3 });
    const copy = only(other);
    expect(pathMessages(other, copy)).toEqual(pathMessages(store, id));
    expect(branchesOf(other, copy)).toHaveLength(2);
    expect(openChat(other, copy).messages.at(-1)?.incomplete).toBe(true);
    expect(getChat(other, copy)).toMatchObject({ title: evil, tags: ["t"] });
    expect(importData(other, JSON.parse(json))).toMatchObject({ unchanged: 1, messages: 0 });
  });

  it("of a newer byok are refused", () => {
    expect(() =>
      importData(memoryStore(), { format: "byok-chats", version: 2, chats: [] }),
    ).toThrow("version 2");
  });
});

/** A ZIP archive, packed with deflate. */
function zip(files: Record<string, string>): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const packed = deflateRawSync(text);
    const fields = Buffer.alloc(22);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(Buffer.byteLength(text), 18);
    const size = Buffer.alloc(4);
    size.writeUInt16LE(Buffer.byteLength(name), 0);
    const local = Buffer.concat([
      Buffer.from("PK\u0003\u0004"),
      fields,
      size,
      Buffer.from(name),
      packed,
    ]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    entries.push(
      Buffer.concat([
        Buffer.from("PK\u0001\u0002"),
        Buffer.from([20, 0]),
        fields,
        size,
        rest,
        Buffer.from(name),
      ]),
    );
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from("PK\u0005\u0006"), end]);
}

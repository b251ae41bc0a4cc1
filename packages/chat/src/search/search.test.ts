import { describe, expect, it } from "vitest";
import { assistant, user } from "../__fixtures__/results.ts";
import { memoryStore } from "../__fixtures__/temporary-store.ts";
import { createChat } from "../chats/create-chat.ts";
import { deleteChat } from "../chats/delete-chat.ts";
import { addMessage } from "../messages/add-message.ts";
import type { ChatStore } from "../store/open-store.ts";
import { searchMessages } from "./search-messages.ts";
import { snippetOf } from "./snippet.ts";

function filled(): ChatStore {
  const store = memoryStore();
  const tea = createChat(store, { title: "Tea", folder: "kitchen", tags: ["drinks"] });
  addMessage(store, tea.id, user("How do I brew Darjeeling at home?"), { createdAt: 1000 });
  addMessage(store, tea.id, assistant("Use 90 °C water. Crème is not needed."), {
    createdAt: 2000,
  });
  const code = createChat(store, { title: "Code" });
  addMessage(store, code.id, user("我喜欢喝绿茶，也喜欢咖啡"), { createdAt: 3000 });
  addMessage(store, code.id, user("rename parseHttpResponse_v2 to 100% readable"), {
    createdAt: 4000,
  });
  return store;
}

function texts(store: ChatStore, query: string, options = {}): string[] {
  return searchMessages(store, query, options).map((hit) => hit.snippet.text);
}

describe("searchMessages", () => {
  it.each([
    ["a word", "darjeeling", "words"],
    ["words in any order", "home brew", "words"],
    ["the beginning of a word", "darj", "words"],
    ["a word without its accents", "creme", "words"],
    ["the middle of a word", "HttpResp", "text"],
    ["two Chinese characters", "绿茶", "text"],
    ["one Chinese character", "咖", "text"],
    ["three Chinese characters", "喝绿茶", "text"],
    ["a percent sign", "0%", "text"],
    ["an underscore", "e_v", "text"],
  ])("finds %s", (_name, query, by) => {
    const hits = searchMessages(filled(), query);
    expect(hits.length).toBeGreaterThan(0);
    expect(hits[0]?.by).toBe(by);
  });

  it.each([
    "xyz",
    "x%y",
    "a_b_c",
    '"',
    "'; DROP TABLE chats; --",
    "NEAR(",
    "*",
    "",
    "   ",
    "AND OR NOT",
    "\u0000",
  ])("finds nothing and breaks nothing with %j", (query) => {
    expect(texts(filled(), query)).toEqual([]);
  });

  it("asks for every word", () => {
    expect(texts(filled(), "brew espresso")).toEqual([]);
  });

  it("filters", () => {
    const store = filled();
    expect(texts(store, "water", { role: "user" })).toEqual([]);
    expect(texts(store, "water", { role: "assistant", platform: "openai" })).toHaveLength(1);
    expect(texts(store, "water", { platform: "groq" })).toEqual([]);
    expect(texts(store, "water", { folder: "kitchen", tag: "drinks" })).toHaveLength(1);
    expect(texts(store, "water", { folder: "garden" })).toEqual([]);
    expect(texts(store, "water", { from: 2000, to: 2001 })).toHaveLength(1);
    expect(texts(store, "water", { to: 2000 })).toEqual([]);
    const [hit] = searchMessages(store, "water");
    expect(hit).toMatchObject({ chatTitle: "Tea", platform: "openai" });
    expect(texts(store, "water", { chatId: hit?.chatId })).toHaveLength(1);
    expect(texts(store, "喜", { chatId: hit?.chatId })).toEqual([]);
  });

  it("forgets what was deleted", () => {
    const store = filled();
    const [hit] = searchMessages(store, "darjeeling");
    deleteChat(store, hit?.chatId ?? "");
    expect(texts(store, "darjeeling")).toEqual([]);
    expect(texts(store, "arjeel")).toEqual([]);
    store.connection.exec("INSERT INTO message_words (message_words) VALUES ('integrity-check')");
    store.connection.exec(
      "INSERT INTO message_trigrams (message_trigrams) VALUES ('integrity-check')",
    );
  });
});

describe("snippetOf", () => {
  it("shows the place and marks it", () => {
    const { text, marks } = snippetOf(
      `${"before ".repeat(30)}the Needle here ${"after ".repeat(60)}`,
      ["needle"],
    );
    expect(text.startsWith("…")).toBe(true);
    expect(text.endsWith("…")).toBe(true);
    expect(marks.map(([from, to]) => text.slice(from, to))).toEqual(["Needle"]);
  });

  it("marks overlapping words once and never cuts a character in two", () => {
    expect(snippetOf("ab abc", ["ab", "abc"]).marks).toEqual([
      [0, 2],
      [3, 6],
    ]);
    expect(snippetOf("😀".repeat(200), ["x"]).text.isWellFormed()).toBe(true);
  });
});

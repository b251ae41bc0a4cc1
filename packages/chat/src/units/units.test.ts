import { describe, expect, it } from "vitest";
import { assistant, costOf, user } from "../__fixtures__/results.ts";
import { memoryStore } from "../__fixtures__/temporary-store.ts";
import { createChat } from "../chats/create-chat.ts";
import { deleteChat } from "../chats/delete-chat.ts";
import { addMessage } from "../messages/add-message.ts";
import { extractByModel, planExtraction } from "./extract-by-model.ts";
import { extractCandidates, extractUnits } from "./extract.ts";
import { keepMessage, keepText } from "./keep.ts";
import {
  acceptUnits,
  changeUnit,
  deleteUnit,
  linkUnits,
  listUnits,
  markUnitsUsed,
  rejectUnits,
} from "./manage.ts";
import { getUnit } from "./unit.ts";

describe("keeping", () => {
  it("keeps part of a message with its source, once", () => {
    const store = memoryStore();
    const chat = createChat(store, { title: "Tea talk" });
    const message = addMessage(store, chat.id, user("By the way, I like green tea. Bye."));
    const unit = keepMessage(store, message, { span: [12, 29], kind: "preference", tags: ["Tea"] });
    expect(unit).toMatchObject({
      content: "I like green tea.",
      kind: "preference",
      state: "accepted",
      tags: ["Tea"],
      source: { chatId: chat.id, messageId: message, span: [12, 29], title: "Tea talk" },
    });
    expect(keepMessage(store, message, { span: [12, 29] }).id).toBe(unit.id);
    expect(listUnits(store)).toHaveLength(1);
    deleteChat(store, chat.id);
    expect(getUnit(store, unit.id.slice(0, 6)).source).toMatchObject({
      chatId: undefined,
      messageId: undefined,
      title: "Tea talk",
    });
  });

  it("refuses nothing, too much and unknown kinds", () => {
    const store = memoryStore();
    expect(() => keepText(store, "  ")).toThrow("nothing to keep");
    expect(() => keepText(store, "x".repeat(20_001))).toThrow("at most 20000");
    expect(() => keepText(store, "x", { kind: "thing" as "fact" })).toThrow('no kind "thing"');
    expect(() => getUnit(store, "zzzz")).toThrow("There is no context unit");
  });

  it("changes, links, counts, finds and removes", () => {
    const store = memoryStore();
    const a = keepText(store, "We use Postgres 17", { kind: "fact" });
    const b = keepText(store, "Postgres replaced MySQL", { kind: "decision", tags: ["db"] });
    linkUnits(store, b.id, a.id, "explains");
    expect(getUnit(store, b.id).links).toEqual([{ to: a.id, relation: "explains" }]);
    expect(() => linkUnits(store, a.id, a.id, "is")).toThrow("itself");
    expect(
      changeUnit(store, a.id, { content: "We use Postgres 18", tags: ["db"], pinned: true }),
    ).toMatchObject({ id: a.id, content: "We use Postgres 18" });
    expect(listUnits(store, { query: "18" }).map(({ id }) => id)).toEqual([a.id]);
    expect(listUnits(store, { query: "17" })).toEqual([]);
    expect(listUnits(store, { tags: ["db"], kinds: ["decision"] }).map(({ id }) => id)).toEqual([
      b.id,
    ]);
    expect(listUnits(store)[0]?.id).toBe(a.id);
    markUnitsUsed(store, [a.id]);
    expect(getUnit(store, a.id).useCount).toBe(1);
    deleteUnit(store, a.id);
    expect(getUnit(store, b.id).links).toEqual([]);
  });
});

describe("extraction by rules", () => {
  it.each([
    ["I prefer short answers.", "preference"],
    ["Please always use British spelling.", "preference"],
    ["Never use semicolons in my code.", "preference"],
    ["My name is Ada.", "person"],
    ["I'm a nurse in Bern.", "person"],
    ["I'm building a chess engine in Rust.", "project"],
    ["My project is called Alba and runs on Node.", "project"],
    ["We use Postgres 17 in production.", "fact"],
    ["Remember that the office closes at 6.", "fact"],
    ["Let's go with SQLite.", "decision"],
    ["- We decided to drop IE support.", "decision"],
    ["Idea: a map of all teas.", "idea"],
  ])("%s is a %s", (text, kind) => {
    expect(extractCandidates(text, "user").map((each) => each.kind)).toEqual([kind]);
  });

  it.each(["Do I prefer tea?", "The user likes tea.", "What is a monad?", "ok", "I prefer "])(
    "%s is nothing",
    (text) => {
      expect(extractCandidates(text, "user")).toEqual([]);
    },
  );

  it("reads code whole, nothing inside it, and places stay true", () => {
    const text = "Look:\n```ts\n// I prefer tabs.\nconst answer = 42;\n```\nI prefer tabs.";
    const found = extractCandidates(text, "user");
    expect(found.map(({ kind }) => kind)).toEqual(["code", "preference"]);
    for (const { span, content } of found) expect(text.slice(...span)).toBe(content);
  });

  it("takes no preferences from the model's own words", () => {
    expect(extractCandidates("I prefer tabs.", "assistant")).toEqual([]);
  });

  it("proposes, and what was rejected not again", () => {
    const store = memoryStore();
    const chat = createChat(store);
    const one = addMessage(store, chat.id, user("I prefer tabs. I use Vim daily."));
    const units = extractUnits(store, one);
    expect(units.map(({ state, origin }) => [state, origin])).toEqual([
      ["pending", "extracted"],
      ["pending", "extracted"],
    ]);
    expect(listUnits(store)).toEqual([]);
    acceptUnits(store, [units[1]?.id ?? ""]);
    rejectUnits(store, [units[0]?.id ?? ""]);
    expect(listUnits(store).map(({ content }) => content)).toEqual(["I use Vim daily."]);
    expect(extractUnits(store, one)).toEqual([]);
    expect(extractUnits(store, addMessage(store, chat.id, user("i prefer tabs.")))).toEqual([]);
  });
});

describe("extraction by a model", () => {
  it("asks first, keeps sources and costs, and tells what it did not take", async () => {
    const store = memoryStore();
    const chat = createChat(store);
    addMessage(store, chat.id, user("I live in Bern"));
    const second = addMessage(store, chat.id, assistant("Noted"));
    const plan = planExtraction(store, chat.id);
    expect(plan.messages[1]?.content).toBe("[1] user: I live in Bern\n\n[2] assistant: Noted");
    let asked = 0;
    const ask = async (): Promise<{ text: string; cost: ReturnType<typeof costOf> }> => {
      asked += 1;
      return {
        text: 'Here:\n```json\n[{"kind":"fact","content":"Lives in Bern.","message":2,"confidence":0.9},{"kind":"odd","content":"x","message":1},{"kind":"fact","content":"y","message":7},5]\n```',
        cost: costOf("0.01"),
      };
    };
    expect(
      await extractByModel(store, chat.id, { ask, confirm: async () => false }),
    ).toBeUndefined();
    expect(asked).toBe(0);
    const done = await extractByModel(store, chat.id, { ask });
    expect(done?.units).toMatchObject([
      {
        content: "Lives in Bern.",
        state: "pending",
        origin: "model",
        confidence: 0.9,
        source: { messageId: second },
      },
    ]);
    expect(done?.skipped.map(({ why }) => why)).toEqual([
      'unknown kind "odd"',
      "it names no message of the chat",
    ]);
    expect(done?.cost?.amount).toBe("0.01");
    await expect(
      extractByModel(store, chat.id, { ask: async () => ({ text: "sorry" }) }),
    ).rejects.toMatchObject({ unsaved: "sorry" });
  });
});

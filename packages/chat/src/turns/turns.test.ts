import { RateLimitError, StreamTruncatedError } from "@byok/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answer, costOf, user } from "../__fixtures__/results.ts";
import { memoryStore } from "../__fixtures__/temporary-store.ts";
import { createChat } from "../chats/create-chat.ts";
import { deleteChat } from "../chats/delete-chat.ts";
import { addMessage } from "../messages/add-message.ts";
import { openChat, pathMessages } from "../messages/path.ts";
import type { ChatStore } from "../store/open-store.ts";
import { costs } from "./costs.ts";
import { addDecimals, ceilTo, compareDecimals, formatDecimal, parseDecimal } from "./decimal.ts";
import { localDay } from "./local-day.ts";
import { listTurns } from "./read-turns.ts";
import { recordTurn, type TurnRecord } from "./record-turn.ts";

function begin(store: ChatStore): TurnRecord & { chatId: string } {
  const chat = createChat(store);
  addMessage(store, chat.id, user("q"));
  return {
    chatId: chat.id,
    platform: "openai",
    model: "gpt-5-mini",
    keyLabel: "work",
    startedAt: Date.UTC(2026, 10, 1, 12),
  };
}

describe("recordTurn", () => {
  it("keeps what a call outside of chats has cost, and none of its words", async () => {
    const store = memoryStore();
    const { chatId: _, ...outside } = begin(store);
    const { messageId } = recordTurn(store, {
      ...outside,
      result: answer("yes", { cost: costOf("0.5") }),
    });
    expect(messageId).toBeUndefined();
    expect(await costs(store, { by: "chat" })).toMatchObject([
      { group: "", turns: 1, sums: [{ currency: "USD", amount: "0.5" }] },
    ]);
  });

  it("counts no call to which nothing came but a page in the answer's place", async () => {
    const store = memoryStore();
    const nothing = new StreamTruncatedError("cut", {
      partial: {
        message: { role: "assistant", content: [] },
        usage: { input: {}, output: {}, raw: null },
        cost: costOf(undefined),
      },
    });
    recordTurn(store, { ...begin(store), error: nothing });
    expect(await costs(store)).toEqual([]);
  });

  it("saves the answer with everything known about it", () => {
    const store = memoryStore();
    const turn = {
      ...begin(store),
      parameters: { temperature: 1 },
      latencyMs: 900.4,
      firstTokenMs: 200,
      result: answer("yes"),
    };
    const { messageId, turnId } = recordTurn(store, turn);
    const { chat, messages } = openChat(store, turn.chatId);
    expect(chat.headId).toBe(messageId);
    expect(messages.at(-1)?.message).toEqual({
      role: "assistant",
      content: "yes",
      origin: { platform: "openai", model: "gpt-5-mini" },
    });
    expect(listTurns(store, { messageId: messageId ?? "" })).toMatchObject([
      {
        id: turnId,
        keyLabel: "work",
        answeredModel: "gpt-5-mini-2025-08-07",
        parameters: { temperature: 1 },
        warnings: [{ path: "config.temperature" }],
        cost: { amount: "0.001", complete: true },
        usage: { input: { uncached: 80, cacheRead: 20 }, output: { reasoning: 10 } },
        latencyMs: 900,
        firstTokenMs: 200,
        finish: "stop",
        requestId: "req_1",
        error: undefined,
      },
    ]);
  });

  it("keeps what had arrived of a broken answer, and its cost", () => {
    const store = memoryStore();
    const { message, usage, cost } = answer("half an ans");
    const error = new StreamTruncatedError("cut", { partial: { message, usage, cost } });
    const { messageId } = recordTurn(store, { ...begin(store), error });
    const [turn] = listTurns(store);
    expect(turn).toMatchObject({
      messageId,
      error: { code: "stream_truncated", message: "cut" },
      cost: { amount: "0.001" },
    });
    const last = openChat(store, turn?.chatId ?? "").messages.at(-1);
    expect(last).toMatchObject({ incomplete: true, message: { content: "half an ans" } });
  });

  it("records an error without an answer, and moves nothing", () => {
    const store = memoryStore();
    const turn = begin(store);
    const recorded = recordTurn(store, {
      ...turn,
      error: new RateLimitError("slow down", { hint: "wait" }),
    });
    expect(recorded.messageId).toBeUndefined();
    expect(pathMessages(store, turn.chatId)).toEqual([user("q")]);
    expect(listTurns(store)[0]).toMatchObject({
      error: { code: "rate_limit", hint: "wait" },
      cost: undefined,
      usage: undefined,
    });
  });

  it("gives the answer back with the error when it cannot be saved", () => {
    const store = memoryStore();
    const turn = { ...begin(store), result: answer("precious") };
    store.connection.exec("PRAGMA query_only = ON");
    expect(() => recordTurn(store, turn)).toThrow(
      expect.objectContaining({
        name: "StoreError",
        reason: "read-only",
        unsaved: turn,
        message: "The answer was not saved: the chat store is read-only.",
      }),
    );
  });
});

describe("costs", () => {
  const turnAt = (
    store: ChatStore,
    chatId: string,
    cost: string | undefined,
    more: Partial<TurnRecord> = {},
    currency = "USD",
  ): void => {
    recordTurn(store, {
      chatId,
      platform: "openai",
      model: "gpt-5-mini",
      startedAt: Date.UTC(2026, 10, 1, 12),
      result: answer("x", { cost: costOf(cost, currency) }),
      ...more,
    });
  };

  it("are exact, by currency, and never count the unknown as 0", async () => {
    const store = memoryStore();
    const { chatId } = begin(store);
    for (let i = 0; i < 10; i += 1) turnAt(store, chatId, "0.1");
    turnAt(store, chatId, "0.000000000001");
    turnAt(store, chatId, undefined);
    turnAt(store, chatId, "7", {}, "CNY");
    turnAt(store, chatId, undefined, { model: "free-for-all" });
    expect(await costs(store)).toEqual([
      expect.objectContaining({ group: "openai/free-for-all", turns: 1, sums: [], incomplete: 1 }),
      expect.objectContaining({
        group: "openai/gpt-5-mini",
        turns: 13,
        incomplete: 1,
        sums: [
          { currency: "CNY", amount: "7" },
          { currency: "USD", amount: "1.000000000001" },
        ],
        tokens: { uncached: 1040, cacheRead: 260, cacheWrite: 0, output: 520, reasoning: 130 },
      }),
    ]);
  });

  it("group by key, day and chat", async () => {
    const store = memoryStore();
    const a = begin(store);
    const b = begin(store);
    turnAt(store, a.chatId, "1", { keyLabel: "work" });
    turnAt(store, b.chatId, "2", { startedAt: Date.UTC(2026, 10, 3, 12) });
    const of = async (by: "key" | "day" | "chat"): Promise<unknown> =>
      (await costs(store, { by })).map((row) => [row.group, row.sums[0]?.amount]);
    expect(await of("key")).toEqual([
      ["", "2"],
      ["openai/work", "1"],
    ]);
    expect(await of("day")).toEqual([
      [localDay(Date.UTC(2026, 10, 1, 12)), "1"],
      [localDay(Date.UTC(2026, 10, 3, 12)), "2"],
    ]);
    expect(await of("chat")).toEqual([
      [a.chatId, "1"],
      [b.chatId, "2"],
    ]);
    expect(await costs(store, { from: Date.UTC(2026, 10, 2) })).toHaveLength(1);
  });

  it("stay when the chat is deleted, unless they shall not", async () => {
    const store = memoryStore();
    const a = begin(store);
    turnAt(store, a.chatId, "1", { parameters: { stop: ["secret"] } });
    deleteChat(store, a.chatId);
    expect((await costs(store))[0]?.sums).toEqual([{ currency: "USD", amount: "1" }]);
    expect(listTurns(store)[0]).toMatchObject({ chatId: undefined, parameters: undefined });
    const b = begin(store);
    turnAt(store, b.chatId, "5");
    deleteChat(store, b.chatId, { forgetCosts: true });
    expect((await costs(store))[0]?.sums).toEqual([{ currency: "USD", amount: "1" }]);
  });

  it("can be told by the prices of a date", async () => {
    const store = memoryStore();
    const { chatId } = begin(store);
    turnAt(store, chatId, "99", { model: "gpt-4o" });
    turnAt(store, chatId, "99", { platform: "nowhere", model: "m" });
    const rows = await costs(store, { asOf: new Date(Date.UTC(2026, 10, 1)) });
    expect(rows[0]).toMatchObject({ group: "nowhere/m", sums: [], incomplete: 1 });
    expect(rows[1]?.group).toBe("openai/gpt-4o");
    expect(Number(rows[1]?.sums[0]?.amount)).toBeLessThan(0.01);
    expect(Number(rows[1]?.sums[0]?.amount)).toBeGreaterThan(0);
  });

  it("of a date know where the answer was made, and whether it can have named a cache", async () => {
    const of = async (more: Partial<TurnRecord>): Promise<number | undefined> => {
      const store = memoryStore();
      turnAt(store, begin(store).chatId, "99", more);
      const [row] = await costs(store, { asOf: new Date(Date.UTC(2026, 10, 1)) });
      return row?.incomplete;
    };
    const claude = { platform: "anthropic", model: "claude-opus-4-6" };
    const us = { ...costOf("99"), answeredIn: "us" };
    expect(await of(claude)).toBe(0);
    // The catalog has no price for there, and a price for anywhere is not all of it.
    expect(await of({ ...claude, result: answer("x", { cost: us }) })).toBe(1);
    // The answer has read a cache; only one that the request named is billed by the hour.
    const gemini = { platform: "gemini", model: "gemini-2.5-pro" };
    expect(await of({ ...gemini, parameters: {} })).toBe(0);
    expect(await of({ ...gemini, parameters: { extraBody: { google: {} } } })).toBe(1);
    expect(await of(gemini)).toBe(1);
  });
});

describe("decimals", () => {
  const decimal = fc
    .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 20 }))
    .map(([value, scale]) => ({ value, scale }));

  it("are written and read exactly, added in any order", () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const read = parseDecimal(formatDecimal(a));
        expect(read && compareDecimals(read, a)).toBe(0);
        expect(formatDecimal(addDecimals(a, b))).toBe(formatDecimal(addDecimals(b, a)));
        const up = { value: ceilTo(a, 12), scale: 12 };
        expect(compareDecimals(up, a)).toBeGreaterThanOrEqual(0);
        expect(compareDecimals(up, addDecimals(a, { value: 1n, scale: 12 }))).toBeLessThan(0);
      }),
    );
  });

  it.each(["", "1e5", "abc", "1.2.3", "--1", ".5"])("refuse %j", (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  });
});

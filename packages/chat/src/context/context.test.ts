import { estimateMessages, estimateTokens, type Message } from "@byok/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assistant, user } from "../__fixtures__/results.ts";
import { memoryStore } from "../__fixtures__/temporary-store.ts";
import { changeChat } from "../chats/change-chat.ts";
import { createChat } from "../chats/create-chat.ts";
import { addMessage } from "../messages/add-message.ts";
import { BUILT_IN_RECIPES } from "../recipes/built-in.ts";
import { DEPTHS, LAYERS, type Recipe } from "../recipes/recipe.ts";
import type { ChatStore } from "../store/open-store.ts";
import { keepText } from "../units/keep.ts";
import { UNIT_KINDS } from "../units/unit.ts";
import { allocate } from "./allocate.ts";
import { assembleContext, type AssembledContext } from "./assemble-context.ts";
import { callIds, exchangesOf, resultIds } from "./history.ts";

function recipe(name: string, changes: Partial<Recipe> = {}): Recipe {
  const found = BUILT_IN_RECIPES.find((each) => each.name === name);
  if (found === undefined) throw new Error(name);
  return { ...structuredClone(found), ...changes };
}

function layer(context: AssembledContext, name: string): AssembledContext["layers"][number] {
  const found = context.layers.find((each) => each.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

function known(): { store: ChatStore; chatId: string } {
  const store = memoryStore();
  const chat = createChat(store, { tags: ["db"] });
  addMessage(store, chat.id, { role: "system", content: "Answer as a pirate." });
  addMessage(store, chat.id, user("What is WAL?"));
  addMessage(store, chat.id, assistant("A write-ahead log."));
  keepText(store, "My name is Ada", { kind: "person" });
  keepText(store, "I prefer short answers", { kind: "preference" });
  keepText(store, "All databases live in Bern", { kind: "fact", tags: ["db"] });
  keepText(store, "Project Alba is a chess engine", { kind: "project" });
  keepText(store, "Checkpoints copy the log into the database file", { kind: "note" });
  keepText(store, "Bread needs yeast", { kind: "note" });
  keepText(store, "waiting for review: checkpoints", { state: "pending" });
  return { store, chatId: chat.id };
}

describe("assembleContext", () => {
  it("puts each kind of knowledge into its layer, and says where it is from", async () => {
    const { store, chatId } = known();
    const context = await assembleContext(store, {
      recipe: recipe("default"),
      chatId,
      message: "How do checkpoints help Alba?",
    });
    const texts = (name: string): string[] => layer(context, name).included.map(({ text }) => text);
    expect(texts("identity")).toEqual(["system: Answer as a pirate.", "My name is Ada"]);
    expect(texts("preferences")).toEqual(["I prefer short answers"]);
    expect(texts("topic")).toEqual(["All databases live in Bern"]);
    expect(texts("entity")).toEqual(["Project Alba is a chess engine"]);
    expect(texts("retrieval")).toEqual(["Checkpoints copy the log into the database file"]);
    expect(texts("history")).toEqual(["user: What is WAL?\nassistant: A write-ahead log."]);
    expect(context.messages.map(({ role }) => role)).toEqual([
      "system",
      "system",
      "user",
      "assistant",
      "user",
    ]);
    expect(context.messages[1]?.content).toBe(
      "About the user:\n- My name is Ada\n\nHow the user wants to be answered:\n- I prefer short answers\n\nAbout the topic of this conversation:\n- All databases live in Bern\n\nPeople and projects that the message names:\n- Project Alba is a chess engine\n\nNotes from earlier conversations that may help:\n- Checkpoints copy the log into the database file",
    );
    expect(context.unitIds).toHaveLength(5);
    expect(JSON.stringify(context.messages)).not.toMatch(/yeast|waiting/);
    expect(layer(context, "arc").leftOut).toMatchObject([{ why: "the history says it already" }]);
  });

  it("sends nothing but the message with the recipe private", async () => {
    const { store, chatId } = known();
    const context = await assembleContext(store, {
      recipe: recipe("private"),
      chatId,
      message: "How do checkpoints help Alba?",
    });
    expect(context.messages).toEqual([user("How do checkpoints help Alba?")]);
    expect(context.unitIds).toEqual([]);
  });

  it("leaves out the oldest first, tells why, and outlines it in the arc", async () => {
    const store = memoryStore();
    const chat = createChat(store);
    for (let i = 0; i < 30; i += 1) {
      addMessage(store, chat.id, user(`question ${i} ${"x".repeat(200)}`));
      addMessage(store, chat.id, assistant(`answer ${i} ${"y".repeat(400)}`));
    }
    const context = await assembleContext(store, {
      recipe: recipe("default"),
      chatId: chat.id,
      message: "next",
      budgetTokens: 1500,
    });
    const history = layer(context, "history");
    expect(history.included[0]?.text).toContain("question 29");
    expect(history.leftOut.at(-1)?.text).toContain("question 0 ");
    expect(history.leftOut[0]?.why).toMatch(/no room in the budget|over the layer/);
    expect(layer(context, "arc").text).toContain("The user asked: question 0");
    expect(context.tokens).toBeLessThanOrEqual(1500);
    changeChat(store, chat.id, { summary: "Thirty questions about x." });
    const again = await assembleContext(store, {
      recipe: recipe("default"),
      chatId: chat.id,
      message: "next",
      budgetTokens: 1500,
    });
    expect(layer(again, "arc").text).toContain("Thirty questions about x.");
  });

  it("refuses instead of cutting what is fixed", async () => {
    const { store, chatId } = known();
    await expect(
      assembleContext(store, {
        recipe: recipe("default"),
        chatId,
        message: "word ".repeat(500),
        budgetTokens: 100,
      }),
    ).rejects.toMatchObject({
      code: "context_length",
      hint: expect.stringContaining("Shorten the message"),
    });
  });

  it("goes on from another message, and from none", async () => {
    const { store, chatId } = known();
    const context = await assembleContext(store, {
      recipe: recipe("minimal"),
      chatId,
      headId: null,
      message: "x",
    });
    expect(context.messages.at(-2)?.role).toBe("system");
    expect(context.messages.some(({ role }) => role === "assistant")).toBe(false);
  });

  it("takes what is sent beside it off the budget", async () => {
    const { store, chatId } = known();
    const options = { recipe: recipe("default"), chatId, message: "What now?", budgetTokens: 1500 };
    const context = await assembleContext(store, { ...options, reservedTokens: 300 });
    expect(context.budgetTokens).toBe(1200);
    expect(context.tokens).toBeLessThanOrEqual(1200);
    await expect(
      assembleContext(store, { ...options, reservedTokens: 1499 }),
    ).rejects.toMatchObject({
      code: "context_length",
    });
  });

  it("takes a share of the window, when that is known", async () => {
    const store = memoryStore();
    const shared = recipe("default", { budget: { share: 0.5 } });
    expect(
      (await assembleContext(store, { recipe: shared, message: "x", windowTokens: 1000 }))
        .budgetTokens,
    ).toBe(500);
    expect(
      (
        await assembleContext(store, {
          recipe: recipe("default"),
          message: "x",
          windowTokens: 1000,
        })
      ).budgetTokens,
    ).toBe(1000);
    await expect(assembleContext(store, { recipe: shared, message: "x" })).rejects.toThrow(
      "share of the model's window",
    );
  });

  it("selects by kind, tag, pin, query and limit", async () => {
    const store = memoryStore();
    for (let i = 0; i < 6; i += 1)
      keepText(store, `tea fact number ${i}`, { kind: "fact", tags: i < 3 ? ["a"] : [] });
    keepText(store, "tea code", { kind: "code" });
    keepText(store, "something else entirely", { kind: "fact", pinned: true });
    const count = async (select: Recipe["select"], message = "tea"): Promise<number> =>
      layer(
        await assembleContext(store, { recipe: recipe("default", { select }), message }),
        "retrieval",
      ).included.length;
    expect(await count({ limit: 50, minScore: 0 })).toBe(8);
    expect(await count({ limit: 2, minScore: 0.1 })).toBe(2);
    expect(await count({ limit: 50, minScore: 0.1, kinds: ["code"] })).toBe(1);
    expect(await count({ limit: 50, minScore: 0.1, tags: ["a"] })).toBe(3);
    expect(await count({ limit: 50, minScore: 0.1, pinned: true })).toBe(1);
    expect(await count({ limit: 50, minScore: 0.1, query: "tea" }, "coffee")).toBe(8);
    expect(await count({ limit: 50, minScore: 0.1 }, "coffee")).toBe(1);
  });

  it("finds by shared characters in Chinese, and by meaning with an embedder, whose vectors are kept", async () => {
    const store = memoryStore();
    keepText(store, "我喜欢绿茶", { kind: "note" });
    keepText(store, "felines purr", { kind: "note" });
    const found = async (
      message: string,
      embedder?: Parameters<typeof assembleContext>[1]["embedder"],
    ): Promise<string[]> =>
      layer(
        await assembleContext(store, {
          recipe: recipe("default"),
          message,
          ...(embedder === undefined ? {} : { embedder }),
        }),
        "retrieval",
      ).included.map(({ text }) => text);
    expect(await found("绿茶好吗")).toEqual(["我喜欢绿茶"]);
    expect(await found("cat sounds")).toEqual([]);
    const asked: string[][] = [];
    const embedder = {
      model: "e",
      embed: async (texts: readonly string[]) => {
        asked.push([...texts]);
        return texts.map((text) => (/cat|feline/.test(text) ? [1, 0] : [0, 1]));
      },
    };
    expect(await found("cat sounds", embedder)).toEqual(["felines purr"]);
    await found("cat sounds", embedder);
    expect(asked.map((texts) => texts.length)).toEqual([3, 1]);
  });
});

describe("the promises of a context", () => {
  const text = fc.string({ minLength: 1, maxLength: 300 });
  const turn = fc.oneof(
    text.map((each): Message[] => [user(each), assistant("a".repeat(each.length))]),
    fc.tuple(text, fc.uuid(), fc.boolean()).map(([each, id, late]): Message[] => {
      const call: Message = {
        role: "assistant",
        content: [{ type: "tool-call", id, name: "t", input: {} }],
      };
      const result: Message = {
        role: "tool",
        content: [
          {
            type: "tool-result",
            id,
            name: "t",
            status: "ok",
            content: [{ type: "text", text: each }],
          },
        ],
      };
      return late
        ? [user(each), call, user("wait"), result, assistant("done")]
        : [user(each), call, result, assistant("done")];
    }),
  );
  const world = fc.record({
    turns: fc.array(turn, { maxLength: 12 }),
    units: fc.array(
      fc.record({
        kind: fc.constantFrom(...UNIT_KINDS),
        content: text.filter((each) => each.trim() !== ""),
        pinned: fc.boolean(),
      }),
      { maxLength: 12 },
    ),
    base: fc.constantFrom(...BUILT_IN_RECIPES),
    depth: fc.constantFrom(...(Object.keys(DEPTHS) as (keyof typeof DEPTHS)[])),
    manual: fc.option(text, { nil: undefined }),
    first: fc.boolean(),
    message: text,
    budget: fc.integer({ min: 1, max: 3000 }),
    perToken: fc.integer({ min: 1, max: 7 }),
  });

  it("never over budget, fixed layers whole, calls with their results, order stable", async () => {
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const store = memoryStore();
        const chat = createChat(store);
        store.connection.transaction(() => {
          for (const each of given.turns.flat()) addMessage(store, chat.id, each);
          for (const unit of given.units) keepText(store, unit.content, unit);
        });
        const mixed: Recipe = {
          ...structuredClone(given.base),
          depth: given.depth,
          prioritiseHistory: given.first,
          select: { limit: 50, minScore: 0 },
        };
        if (given.manual !== undefined) mixed.layers.identity.manual = given.manual;
        const tokensOf = (each: string): number => Math.ceil(each.length / given.perToken);
        const options = {
          recipe: mixed,
          chatId: chat.id,
          message: given.message,
          tokensOf,
          now: 1e12,
        };
        const whole = await assembleContext(store, { ...options, budgetTokens: 1_000_000 });
        let context: AssembledContext;
        try {
          context = await assembleContext(store, { ...options, budgetTokens: given.budget });
        } catch (error) {
          expect(error).toMatchObject({ code: "context_length" });
          const fixed = await assembleContext(store, {
            ...options,
            budgetTokens: 1_000_000,
            recipe: {
              ...mixed,
              layers: Object.fromEntries(
                LAYERS.map((name) => [
                  name,
                  ["identity", "preferences", "message"].includes(name)
                    ? mixed.layers[name]
                    : { ...mixed.layers[name], enabled: false },
                ]),
              ) as Recipe["layers"],
            },
          });
          expect(fixed.tokens).toBeGreaterThan(given.budget);
          return;
        }
        sent += 1;
        expect(context.tokens).toBeLessThanOrEqual(given.budget);
        expect(estimateMessages(context.messages, tokensOf).tokens).toBe(context.tokens);
        for (const name of ["identity", "preferences", "message"])
          expect(layer(context, name).text).toBe(layer(whole, name).text);
        expect(context.messages.at(-1)).toEqual(user(given.message));
        expect(callIds(context.messages).toSorted()).toEqual(
          resultIds(context.messages).toSorted(),
        );
        const all = given.turns.flat();
        const history = context.messages.filter(({ role }) => role !== "system").slice(0, -1);
        expect(history).toEqual(
          all
            .slice(all.length - history.length)
            .map((each) => expect.objectContaining({ role: each.role })),
        );
        expect(history[0]?.role ?? "user").toBe("user");
        for (const each of context.layers) {
          expect(each.tokens).toBeLessThanOrEqual(each.allotted);
          const unitIds = each.included.flatMap((item) => item.unitId ?? []);
          const order = layer(whole, each.name).included.flatMap((item) => item.unitId ?? []);
          expect(unitIds).toEqual(order.filter((id) => unitIds.includes(id)));
        }
        expect(await assembleContext(store, { ...options, budgetTokens: given.budget })).toEqual(
          context,
        );
        store.close();
      }),
      { numRuns: 150 },
    );
    expect(sent).toBeGreaterThan(30);
  });

  it("shares no more tokens than there are, and no more than wanted", () => {
    const demand = fc.record({
      want: fc.nat(5000),
      min: fc.nat(2000),
      max: fc.nat(4000),
      priority: fc.nat(100),
    });
    fc.assert(
      fc.property(fc.nat(10_000), fc.array(demand, { maxLength: 8 }), (tokens, demands) => {
        const given = allocate(tokens, demands);
        const sum = given.reduce((a, b) => a + b, 0);
        const wanted = demands.reduce((a, { want, max }) => a + Math.min(want, max), 0);
        expect(sum).toBe(Math.min(tokens, wanted));
        given.forEach((each, index) =>
          expect(each).toBeLessThanOrEqual(
            Math.min(demands[index]?.want ?? 0, demands[index]?.max ?? 0),
          ),
        );
      }),
    );
  });

  it("keeps every message of a conversation in one exchange", () => {
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 8 }), (turns) => {
        const exchanges = exchangesOf(turns.flat());
        expect(exchanges.flatMap(({ messages }) => messages)).toEqual(turns.flat());
        for (const { messages } of exchanges)
          expect(callIds(messages).toSorted()).toEqual(resultIds(messages).toSorted());
      }),
    );
  });

  it("counts as core does when nothing else is given", async () => {
    const context = await assembleContext(memoryStore(), {
      recipe: recipe("private"),
      message: "four",
    });
    expect(context.tokens).toBe(estimateMessages([user("four")], estimateTokens).tokens);
  });
});

import { beforeAll, describe, expect, test } from "vitest";
import {
  createBudget,
  ModelFactory,
  registerProvider,
  type ChatModel,
  type ModelOptions,
} from "../index.ts";
import {
  goodAnswer,
  sendJson,
  useServers,
  type Answer,
  type TestServer,
} from "../engine/__fixtures__/server.ts";
import { defineProvider } from "../provider.ts";
import { openaiChat } from "../wires/openai-chat/index.ts";
import { embed } from "../wires/openai-chat/operations.ts";

const serve = useServers();
function modelOf(server: TestServer, options: ModelOptions, id = "gpt-4o-mini"): ChatModel {
  return ModelFactory.create(
    `openai/${id}`,
    {},
    { apiKey: "sk-test-0123456789", url: server.url, maxRetries: 0, ...options },
  );
}

const vectors: Answer = (response) =>
  sendJson(response, 200, {
    object: "list",
    model: "text-embedding-3-small",
    data: [{ index: 0, embedding: [0.1] }],
    usage: { prompt_tokens: 1000, total_tokens: 1000 },
  });

// A ranking has no wire in core, so one is made of the embedding's.
beforeAll(() => {
  registerProvider(
    defineProvider({
      specVersion: 1,
      id: "ranking",
      wires: [
        {
          // It says nothing of the bounds of its requests.
          ...openaiChat,
          id: "openai-responses",
          rerank: {
            encode: ({ documents }, target, context) =>
              embed.encode({ inputs: documents }, target, context),
            decode: (head, body, target, context) => {
              const { embeddings, ...rest } = embed.decode(head, body, target, context);
              return { ...rest, results: embeddings.map((_, index) => ({ index, score: 1 })) };
            },
          },
        },
      ],
    }),
  );
});

const operations: [string, ModelOptions, (model: ChatModel) => Promise<unknown>][] = [
  ["an embedding", {}, (model) => model.embed("Hello")],
  ["a ranking", { surface: "openai-responses" }, (model) => model.rerank("q", ["Hello"])],
];

describe.each(operations)("%s under a budget", (_, options, call) => {
  const make = (server: TestServer, more: ModelOptions): ChatModel =>
    modelOf(server, { ...options, ...more }, "text-embedding-3-small");

  test("is refused before it is sent where its worst case does not fit", async () => {
    const server = await serve(vectors);
    const budget = createBudget({ limit: "0" });
    await expect(call(make(server, { budget }))).rejects.toMatchObject({ code: "budget_exceeded" });
    expect(server.requests).toEqual([]);
    expect(budget).toMatchObject({ spent: "0", reserved: "0" });
  });
  test("sets aside its bytes, once per attempt, and books what was used", async () => {
    const worst: unknown[] = [];
    const budget = createBudget({ limit: "1" });
    const watched = {
      reserve: (each: Parameters<typeof budget.reserve>[0]) => {
        worst.push(each);
        return budget.reserve(each);
      },
    };
    const server = await serve(vectors);
    await call(make(server, { budget: watched, maxRetries: 1 }));
    const bytes = Buffer.byteLength(server.requests[0]!.body);
    // 0.02 dollars per million tokens.
    expect(worst).toMatchObject([
      {
        amount: String((2 * bytes * 2) / 1e8),
        currency: "USD",
        unbounded: [],
        onThisMachine: true,
      },
    ]);
    expect(budget).toMatchObject({ spent: "0.00002", reserved: "0" });
  });
  test("is given back when it was refused, and booked at its worst when it may have been billed", async () => {
    const budget = createBudget({ limit: "1" });
    const refusing = await serve((response) => sendJson(response, 400, {}));
    await expect(call(make(refusing, { budget }))).rejects.toMatchObject({
      code: "invalid_request",
    });
    expect(budget).toMatchObject({ spent: "0", reserved: "0" });
    const broken = await serve((response) => sendJson(response, 200, { data: "none" }));
    await expect(call(make(broken, { budget }))).rejects.toMatchObject({ code: "protocol" });
    expect(Number(budget.spent)).toBeGreaterThan(0);
    expect(budget.reserved).toBe("0");
  });
});

test("a budget is told of a call that leaves this machine", async () => {
  const worst: unknown[] = [];
  const refused = new Error("refused");
  const reserve = (each: unknown): never => {
    worst.push(each);
    throw refused;
  };
  for (const url of ["https://paid.invalid/v1", "https://127.0.0.1.paid.invalid/v1"]) {
    const model = ModelFactory.create(
      "openai/gpt-4o-mini",
      {},
      { apiKey: "sk-test-0123456789", url, budget: { reserve } },
    );
    await expect(model.generate("Hello")).rejects.toBe(refused);
  }
  expect(worst).toMatchObject([{ onThisMachine: false }, { onThisMachine: false }]);
});

test("counting tokens is free and asks no budget", async () => {
  const server = await serve(vectors);
  const budget = createBudget({ limit: "0" });
  await expect(modelOf(server, { budget }).countTokens("Hello")).resolves.toMatchObject({
    exact: false,
  });
});

test("an answer that middleware gives sets nothing aside", async () => {
  const server = await serve((response) => sendJson(response, 200, goodAnswer()));
  const budget = createBudget({ limit: "1" });
  const kept = await modelOf(server, {}).generate("Hi");
  const cached = modelOf(server, { budget, middleware: [{ wrapGenerate: async () => kept }] });
  await cached.generate("Hi");
  expect(budget).toMatchObject({ spent: "0", reserved: "0" });
});

describe("the worst case is what is really sent", () => {
  const good: Answer = (response) => sendJson(response, 200, goodAnswer());
  async function reserved(
    config: object,
    options: ModelOptions = {},
    id = "gpt-4o-mini",
  ): Promise<{ amount: number; unbounded: readonly string[] }> {
    const server = await serve(good);
    let worst: { amount: string | undefined; unbounded: readonly string[] } | undefined;
    const budget: ModelOptions["budget"] = {
      reserve: (each) => {
        worst = each;
        return { settle: () => {}, release: () => {} };
      },
    };
    await modelOf(server, { budget, ...options }, id).generate({
      messages: "Hi",
      config: config as never,
    });
    return { amount: Number(worst!.amount), unbounded: worst!.unbounded };
  }

  test("also where extraBody raises the cap or the number of answers", async () => {
    const server = await serve(good);
    const model = modelOf(server, { budget: createBudget({ limit: "0.0001" }) });
    await model.generate({ messages: "Hi", config: { maxTokens: 5 } });
    for (const extraBody of [
      { max_tokens: 16_000 },
      { max_completion_tokens: 16_000 },
      { n: 50 },
      { max_tokens: null },
    ]) {
      await expect(
        model.generate({ messages: "Hi", config: { maxTokens: 5, extraBody } }),
      ).rejects.toMatchObject({ code: "budget_exceeded" });
    }
    expect(server.requests).toHaveLength(1);
  });
  test("reckoned from the names that the model's fields have on the wire", async () => {
    // 0.6 dollars per million output tokens, and a little for the input.
    const { amount } = await reserved({ maxTokens: 5, extraBody: { max_tokens: 10_000, n: 5 } });
    expect(amount).toBeCloseTo(50_000 * 0.6e-6, 4);
    const o3 = await reserved({ extraBody: { max_completion_tokens: 1000 } }, {}, "o3");
    expect(o3.amount).toBeCloseTo(1000 * 8e-6, 3);
    // A field of another name may be ignored: it is no cap.
    const foreign = await reserved({ extraBody: { max_completion_tokens: 10 } });
    expect(foreign.amount).toBeGreaterThan(16_384 * 0.6e-6);
  });
  test.each([
    ["a search", { web_search_options: {} }, "price of web_search_options"],
    [
      "a search by another name",
      { search_parameters: { mode: "on" } },
      "price of search_parameters",
    ],
    ["a switch", { enable_search: true }, "price of enable_search"],
    ["plugins", { plugins: [{ id: "web" }] }, "price of plugins"],
    ["a tool", { tools: [{ type: "web_search" }] }, "price of the tool web_search"],
    ["another model", { model: "o1-pro" }, "price of the model o1-pro"],
    ["other models", { models: ["o1-pro"] }, "price of models"],
    ["another form of answer", { modalities: ["text", "audio"] }, "price of modalities"],
    ["a service tier", { service_tier: "priority" }, "price of service tier priority"],
    ["a number of answers that is none", { n: "5" }, "number of answers"],
  ])("%s that extraBody brings has no bound", async (_, extraBody, what) => {
    expect((await reserved({ maxTokens: 5, extraBody })).unbounded).toEqual([what]);
    const server = await serve(good);
    const ask = { messages: "Hi", config: { maxTokens: 5, extraBody } };
    const budget = createBudget({ limit: "5" });
    await expect(modelOf(server, { budget }).generate(ask)).rejects.toMatchObject({
      code: "budget_exceeded",
      message: expect.stringContaining(what) as string,
    });
    expect(server.requests).toEqual([]);
    const lenient = createBudget({ limit: "5", allowUnpriced: true });
    await modelOf(server, { budget: lenient }).generate(ask);
  });
  test("what is off, and the user's own tools, cost nothing more", async () => {
    const tools = [
      { type: "function", function: { name: "f" } },
      { type: "custom", custom: { name: "g" } },
    ];
    for (const extraBody of [
      { tools },
      { web_search_options: null, enable_search: false, modalities: ["text"] },
      { model: "gpt-4o-mini", service_tier: "default", n: 1, prompt_cache_key: "k" },
    ]) {
      expect((await reserved({ maxTokens: 5, extraBody })).unbounded).toEqual([]);
    }
  });
  test("a service tier has its own price", async () => {
    const { unbounded } = await reserved({ maxTokens: 5, serviceTier: "priority" });
    expect(unbounded).toEqual(["price of service tier priority"]);
  });
  test("extraBody has no bound on a wire that does not tell it", async () => {
    const surface = { surface: "openai-responses" };
    expect((await reserved({ maxTokens: 5, extraBody: {} }, surface)).unbounded).toEqual([]);
    expect((await reserved({ maxTokens: 5, extraBody: { x: 1 } }, surface)).unbounded).toEqual([
      "extraBody",
    ]);
  });
  test("an embedding of another model has no bound either", async () => {
    const server = await serve(vectors);
    const model = modelOf(
      server,
      { budget: createBudget({ limit: "5" }) },
      "text-embedding-3-small",
    );
    await model.embed("Hello", { extraBody: { input_type: "query" } });
    await expect(
      model.embed("Hello", { extraBody: { model: "text-embedding-3-large" } }),
    ).rejects.toMatchObject({ code: "budget_exceeded" });
    expect(server.requests).toHaveLength(1);
  });
});

import { afterEach, beforeAll, describe, expect, test } from "vitest";
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
  startServer,
  type Answer,
  type TestServer,
} from "../engine/__fixtures__/server.ts";
import { defineProvider } from "../provider.ts";
import { openaiChat } from "../wires/openai-chat/index.ts";
import { embed } from "../wires/openai-chat/operations.ts";

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
async function serve(answer: Answer): Promise<TestServer> {
  const server = await startServer(answer);
  servers.push(server);
  return server;
}

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
      { amount: String((2 * bytes * 2) / 1e8), currency: "USD", unbounded: [] },
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

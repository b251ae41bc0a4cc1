import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  checkKey,
  createBudget,
  estimateCost,
  findPlatform,
  listModels,
  ModelFactory,
  ModelManager,
  type GenerateRequest,
  type ModelOptions,
  type TraceRecord,
  type Usage,
} from "../index.ts";
import {
  goodAnswer,
  goodStream,
  sendJson,
  sendSse,
  startServer,
  textChunk,
  type Answer,
  type TestServer,
} from "../engine/__fixtures__/server.ts";

const KEY = "sk-canary-0123456789abcdef";
const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
async function serve(answer: Answer): Promise<TestServer> {
  const server = await startServer(answer);
  servers.push(server);
  return server;
}
const good: Answer = (response, request) =>
  request.body.includes('"stream":true')
    ? sendSse(response, goodStream())
    : sendJson(response, 200, goodAnswer());

function modelOf(server: TestServer, options: ModelOptions = {}, id = "gpt-4o-mini") {
  return ModelFactory.create({
    modelPlatform: "openai",
    modelType: id,
    apiKey: KEY,
    url: server.url,
    maxRetries: 0,
    ...options,
  });
}

describe("embed", () => {
  test("gives vectors in the order of the inputs, with usage and cost", async () => {
    const server = await serve((response) =>
      sendJson(response, 200, {
        object: "list",
        model: "text-embedding-3-small",
        data: [
          { object: "embedding", index: 1, embedding: [0.3, 0.4] },
          { object: "embedding", index: 0, embedding: [0.1, 0.2] },
        ],
        usage: { prompt_tokens: 1000, total_tokens: 1000 },
      }),
    );
    const { embeddings, cost } = await modelOf(server, {}, "text-embedding-3-small").embed(
      ["a", "b"],
      { dimensions: 2 },
    );
    expect(embeddings).toEqual([
      [0.1, 0.2],
      [0.3, 0.4],
    ]);
    expect(cost).toMatchObject({ amount: "0.00002", complete: true });
    expect(JSON.parse(server.requests[0]!.body)).toMatchObject({
      input: ["a", "b"],
      dimensions: 2,
    });
  });
  test.each([1, 3])("takes no answer of %i vectors for two texts", async (count) => {
    const server = await serve((response) =>
      sendJson(response, 200, {
        data: Array.from({ length: count }, (_, index) => ({ index, embedding: [index] })),
      }),
    );
    await expect(
      modelOf(server, { maxRetries: 2 }, "text-embedding-3-small").embed(["a", "b"]),
    ).rejects.toMatchObject({
      code: "protocol",
      platform: "openai",
      model: "text-embedding-3-small",
      message: expect.stringMatching(`${count} vectors? for 2 texts`) as string,
      hint: expect.stringContaining("one by one") as string,
    });
    // It was billed: asking again would be billed again.
    expect(server.requests).toHaveLength(1);
  });
  test("refuses empty texts before anything is sent", async () => {
    const server = await serve(good);
    await expect(modelOf(server).embed(["a", ""])).rejects.toMatchObject({
      code: "invalid_request",
    });
    expect(server.requests).toEqual([]);
  });
});

test("rerank says where it does not exist", async () => {
  const server = await serve(good);
  await expect(modelOf(server).rerank("q", ["a"])).rejects.toMatchObject({
    code: "invalid_request",
  });
});

test("countTokens estimates where the platform does not count", async () => {
  const server = await serve(good);
  const count = await modelOf(server).countTokens("Hello there, how are you?");
  expect(count.exact).toBe(false);
  expect(count.input).toBeGreaterThan(3);
  expect(server.requests).toEqual([]);
});

describe("listModels", () => {
  test("gives the catalog's rows without a key or the network", async () => {
    const models = await listModels("openai");
    expect(models.find((model) => model.id === "gpt-4o-mini")).toMatchObject({
      source: "catalog",
      context: 128_000,
    });
  });
  test("prints no key of an answer that cannot be read", async () => {
    const server = await serve((response) => sendJson(response, 200, `{"data": ${KEY}`));
    const error: unknown = await listModels("openai", {
      apiKey: KEY,
      url: server.url,
      live: true,
      maxRetries: 0,
    }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "protocol" });
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(KEY);
  });
  test("asks the platform, and adds the catalog's facts", async () => {
    const server = await serve((response) =>
      sendJson(response, 200, { object: "list", data: [{ id: "gpt-4o-mini" }, { id: "gpt-new" }] }),
    );
    const models = await listModels("openai", { live: true, apiKey: KEY, url: server.url });
    expect(models).toMatchObject([
      { id: "gpt-4o-mini", source: "live", context: 128_000 },
      { id: "gpt-new", source: "live" },
    ]);
    expect(server.requests[0]).toMatchObject({ method: "GET", path: "/v1/models" });
  });
});

describe("checkKey", () => {
  const answers: [number, object, string][] = [
    [200, { data: [] }, "ok"],
    [401, {}, "invalid"],
    [403, {}, "no-permission"],
    [404, {}, "wrong-url"],
    [429, {}, "rate-limited"],
    [429, { error: { message: "pay", code: "insufficient_quota" } }, "quota"],
    [500, {}, "server"],
  ];
  test.each(answers)("%i %j: %s", async (status, body, outcome) => {
    const server = await serve((response) => sendJson(response, status, body));
    const check = await checkKey("openai", { apiKey: KEY, url: server.url });
    expect(check.status).toBe(outcome);
    expect(JSON.stringify(check)).not.toContain(KEY);
  });
  test("a page is a wrong address, a closed port the network", async () => {
    const server = await serve((response) => {
      response.writeHead(200, { "content-type": "text/html" });
      response.end("<p>hi</p>");
    });
    expect(await checkKey("openai", { apiKey: KEY, url: server.url })).toMatchObject({
      status: "wrong-url",
    });
    await server.close();
    servers.splice(0);
    expect(await checkKey("openai", { apiKey: KEY, url: server.url })).toMatchObject({
      status: "network",
    });
  });
  test("a public list proves nothing", async () => {
    expect(await checkKey("ollama", {})).toMatchObject({ status: "unverifiable" });
  });
});

describe("estimateCost", () => {
  const whole: Usage = {
    input: { total: 1_000_000, uncached: 1_000_000 },
    output: { total: 0, text: 0 },
    raw: null,
  };
  test("without a region it is the first endpoint's, in its currency, as of a call", async () => {
    const first = findPlatform("qwen")!.endpoints[0]!;
    const cost = await estimateCost(whole, "qwen/qwen-max");
    expect(cost.currency).toBe(first.currency);
    const same = await estimateCost(whole, "qwen/qwen-max", { region: first.id });
    expect(cost).toEqual(same);
  });
  test("a region is known or an error, and a model's own address says its region", async () => {
    await expect(estimateCost(whole, "qwen/qwen-max", { region: "moon" })).rejects.toMatchObject({
      code: "invalid_request",
    });
    const other = findPlatform("qwen")!.endpoints.find(({ currency }) => currency === "USD")!;
    const model = ModelFactory.create("qwen/qwen-max", {}, { apiKey: KEY, region: other.id });
    expect(await estimateCost(whole, model)).toEqual(
      await estimateCost(whole, "qwen/qwen-max", { region: other.id }),
    );
  });
  test("a model's region holds behind a proxy too", async () => {
    const proxy = { apiKey: KEY, url: "https://proxy.example/v1" };
    const model = ModelFactory.create("qwen/qwen-max", {}, { ...proxy, region: "intl" });
    expect(await estimateCost(whole, model)).toEqual(
      await estimateCost(whole, "qwen/qwen-max", { region: "intl" }),
    );
  });
  test("each model of a usage with segments has its own price", async () => {
    const half = { input: { total: 500_000, uncached: 500_000 }, output: whole.output, raw: null };
    const cost = await estimateCost(
      {
        ...whole,
        segments: [
          { model: "gpt-4o-mini", usage: half },
          { model: "gpt-4o", usage: half },
        ],
      },
      "openai/gpt-4o-mini",
    );
    expect(cost).toMatchObject({ complete: true, missing: [], amount: "1.325" });
  });
  test("vectors have no output, and tools are input", async () => {
    expect(await estimateCost("Hi", "openai/text-embedding-3-small")).toMatchObject({
      complete: true,
      missing: [],
    });
    const inputOf = async (request: GenerateRequest<object>): Promise<number> =>
      (await estimateCost(request, "openai/gpt-4o-mini")).lines[0]!.quantity;
    const tool = { name: "f", inputSchema: z.object({ aLongNameOfAProperty: z.string() }) };
    expect(await inputOf({ messages: "Hi", tools: [tool] })).toBeGreaterThan(
      (await inputOf({ messages: "Hi" })) + 10,
    );
  });
  test("of a usage, exactly", async () => {
    const usage = {
      input: { total: 1_000_000, uncached: 1_000_000 },
      output: { total: 1_000_000, text: 1_000_000 },
      raw: null,
    };
    expect(await estimateCost(usage, "openai/gpt-4o-mini")).toMatchObject({
      amount: "0.75",
      currency: "USD",
      complete: true,
    });
  });
  test("of a request, at most", async () => {
    const cost = await estimateCost(
      { messages: "Hello", config: { maxTokens: 1_000_000 } },
      "openai/gpt-4o-mini",
    );
    expect(cost.basis).toBe("estimated");
    expect(Number(cost.amount)).toBeGreaterThanOrEqual(0.6);
  });
  test("of a model with its own config, which the request's goes over", async () => {
    const model = ModelFactory.create(
      "openai/gpt-4o-mini",
      { maxTokens: 10, n: 2, user: "ada@example.com" },
      { apiKey: KEY },
    );
    const outputOf = async (...about: Parameters<typeof estimateCost>): Promise<unknown> =>
      (await estimateCost(...about)).lines.find((line) => line.class === "output")?.quantity;
    expect(await outputOf("Hello", model)).toBe(20);
    expect(await outputOf("Hello", new ModelManager([model]))).toBe(20);
    expect(await outputOf({ messages: "Hello", config: { maxTokens: 5 } }, model)).toBe(10);
    expect(await outputOf({ messages: "Hello", config: { n: null } }, model)).toBe(10);
    const tier = ModelFactory.create(
      "openai/gpt-4o-mini",
      { serviceTier: "priority" },
      { apiKey: KEY },
    );
    expect((await estimateCost("Hello", tier)).missing).toEqual(["price of service tier priority"]);
    const printed = inspect(model, { depth: Infinity, showHidden: true });
    expect(printed + JSON.stringify(model)).not.toContain("ada@example.com");
  });
  test("of a model without a price is not 0", async () => {
    const usage = { input: { total: 5, uncached: 5 }, output: { total: 5, text: 5 }, raw: null };
    const cost = await estimateCost(usage, "openai/gpt-9-future");
    expect(cost.amount).toBeUndefined();
    expect(cost.complete).toBe(false);
  });
});

describe("a snapshot that no table holds", () => {
  const id = "gpt-5-codex-2031-09-15";
  test("is asked by its name, under the policy of its model", async () => {
    const server = await serve(good);
    const model = modelOf(server, {}, id);
    const config = { temperature: 0.5, maxTokens: 10 };
    const { warnings } = await model.generate({ messages: "Hi", config });
    expect(JSON.parse(server.requests[0]?.body ?? "")).toEqual({
      model: id,
      messages: [{ role: "user", content: "Hi" }],
      max_completion_tokens: 10,
    });
    expect(warnings).toContainEqual(
      expect.objectContaining({
        code: "unsupported",
        path: expect.stringContaining("temperature"),
      }),
    );
    expect(await model.resolution).toEqual({ kind: "snapshot", id, via: "gpt-5-codex" });
  });
});

describe("the model that answered is priced", () => {
  const answered = async (id: string): Promise<string | undefined> => {
    const server = await serve((response) =>
      sendJson(
        response,
        200,
        goodAnswer("x", {
          model: id,
          usage: { prompt_tokens: 1_000_000, completion_tokens: 0, total_tokens: 1_000_000 },
        }),
      ),
    );
    return (await modelOf(server).generate("Hi")).cost.amount;
  };
  test("itself or a snapshot of it", async () => {
    expect(await answered("gpt-4o-mini")).toBe("0.15");
    expect(await answered("gpt-4o-mini-2024-07-18")).toBe("0.15");
  });
  test("one that was asked for by a snapshot's name that no table holds", async () => {
    const id = "gpt-5-codex-2031-09-15";
    const server = await serve((response) =>
      sendJson(
        response,
        200,
        goodAnswer("x", {
          model: id,
          usage: { prompt_tokens: 1_000_000, completion_tokens: 0, total_tokens: 1_000_000 },
        }),
      ),
    );
    const usage = {
      input: { total: 1_000_000, uncached: 1_000_000 },
      output: { total: 0, text: 0 },
      raw: null,
    };
    const { cost } = await modelOf(server, {}, id).generate("Hi");
    expect(cost).toMatchObject({ amount: "1.25", complete: true });
    expect(await estimateCost(usage, `openai/${id}`)).toMatchObject({ amount: "1.25" });
  });
  test("another one at its own price", async () => {
    expect(await answered("gpt-4o")).toBe("2.5");
  });
  test("one that nobody knows not at all", async () => {
    expect(await answered("mystery")).toBeUndefined();
  });
});

describe("a budget", () => {
  test("refuses before sending, and settles with what was used", async () => {
    const server = await serve(good);
    const budget = createBudget({ limit: "0.01" });
    const model = modelOf(server, { budget });
    await model.generate({ messages: "Hi", config: { maxTokens: 100 } });
    expect(budget).toMatchObject({ spent: "0.0000045", reserved: "0" });
    await expect(
      model.generate({ messages: "Hi", config: { maxTokens: 16_000 } }),
    ).resolves.toBeDefined();
    const small = createBudget({ limit: "0.00001" });
    await expect(
      modelOf(server, { budget: small }).generate({ messages: "Hi", config: { maxTokens: 1000 } }),
    ).rejects.toMatchObject({ code: "budget_exceeded" });
    expect(small.reserved).toBe("0");
    expect(server.requests).toHaveLength(2);
  });
  test("a call that was cut off stays booked at its worst, one that was refused is given back", async () => {
    const silent = await serve(() => {});
    const refusing = await serve((response) => sendJson(response, 400, {}));
    const budget = createBudget({ limit: "1" });
    const ask = { messages: "Hi", config: { maxTokens: 100 } };
    await expect(modelOf(refusing, { budget }).generate(ask)).rejects.toMatchObject({
      code: "invalid_request",
    });
    expect(budget).toMatchObject({ spent: "0", reserved: "0" });
    // With the status of an answer, and nothing of one: what is told as `partial` has no cost to book.
    const poor = await serve((response) =>
      sendJson(response, 200, { error: { message: "no credit", code: "insufficient_quota" } }),
    );
    await expect(modelOf(poor, { budget }).generate(ask)).rejects.toMatchObject({
      code: "quota_exceeded",
      partial: { message: { content: [] } },
    });
    expect(budget).toMatchObject({ spent: "0", reserved: "0" });
    await expect(modelOf(silent, { budget, timeoutMs: 20 }).generate(ask)).rejects.toMatchObject({
      code: "timeout",
    });
    expect(Number(budget.spent)).toBeGreaterThan(0.00006);
    expect(budget.reserved).toBe("0");
  });
  test("one that cannot be settled does not take the answer away", async () => {
    const server = await serve(good);
    const budget = {
      reserve: () => ({ settle: () => Promise.reject(new Error("disk full")), release: () => {} }),
    };
    const result = await modelOf(server, { budget }).generate("Hi");
    expect(result.text).toBe("Hello");
    expect(result.warnings).toContainEqual(expect.objectContaining({ code: "budget-not-settled" }));
  });
  test("two calls at once cannot overspend it", async () => {
    const server = await serve(good);
    const budget = createBudget({ limit: "0.0001" });
    const model = modelOf(server, { budget });
    const calls = await Promise.allSettled(
      [1, 2, 3, 4].map(() => model.generate({ messages: "Hi", config: { maxTokens: 100 } })),
    );
    expect(calls.filter((call) => call.status === "fulfilled").length).toBeLessThan(4);
    expect(calls.filter((call) => call.status === "fulfilled").length).toBeGreaterThan(0);
  });
  test("an unknown price is refused, a broken stream is booked", async () => {
    const server = await serve((response) => sendSse(response, textChunk("Hel")));
    await expect(
      modelOf(server, { budget: createBudget({ limit: "1" }) }, "gpt-9-future").generate("Hi"),
    ).rejects.toMatchObject({ code: "budget_exceeded" });
    const budget = createBudget({ limit: "1" });
    await expect(
      modelOf(server, { budget })
        .stream({ messages: "Hi", config: { maxTokens: 100 } })
        .result(),
    ).rejects.toMatchObject({ code: "stream_truncated" });
    expect(Number(budget.spent)).toBeGreaterThan(0);
  });
});

describe("a trace", () => {
  test("holds the conversation and no key, to a function or a file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "byok-trace-"));
    const server = await serve((response) =>
      sendSse(response, textChunk(`echo ${KEY}`) + goodStream()),
    );
    const records: TraceRecord[] = [];
    await modelOf(server, { trace: (record) => records.push(record) })
      .stream("Hi")
      .result();
    expect(records.map((record) => record.type)).toEqual(
      expect.arrayContaining(["request", "response", "chunk", "end"]),
    );
    const path = join(folder, "call.wire.jsonl");
    await modelOf(server, { trace: path }).stream("Hi").result();
    const file = readFileSync(path, "utf8");
    expect(file.split("\n").length).toBeGreaterThan(3);
    expect(file + JSON.stringify(records)).not.toContain(KEY);
    rmSync(folder, { recursive: true });
  });
});

describe("middleware", () => {
  test("changes requests, stands around answers, sees results", async () => {
    const server = await serve(good);
    const seen: string[] = [];
    const model = modelOf(server, {
      middleware: [
        {
          transformRequest: (request) => ({ ...request, messages: "changed" }),
          onResult: (result) => seen.push(result.text),
        },
        { wrapGenerate: async (next) => ({ ...(await next()), text: "wrapped" }) },
      ],
    });
    expect((await model.generate("Hi")).text).toBe("wrapped");
    await model.stream("Hi").result();
    expect(seen).toEqual(["wrapped", "Hello"]);
    expect(server.requests[0]!.body).toContain("changed");
  });
});

describe("structured output", () => {
  const schema = z.object({ city: z.string(), size: z.number() });
  test("arrives in parts and whole", async () => {
    const json = '{"city":"Oslo","size":7}';
    const server = await serve((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const piece of json) response.write(textChunk(piece));
      response.end(goodStream(""));
    });
    const stream = modelOf(server).stream({ messages: "Where?", output: schema });
    let last: unknown;
    for await (const part of stream.partialOutput()) last = part;
    expect(last).toEqual({ city: "Oslo", size: 7 });
    expect((await stream.result()).output).toEqual({ city: "Oslo", size: 7 });
    expect(JSON.parse(server.requests[0]!.body)).toMatchObject({
      response_format: { type: "json_schema", json_schema: { name: "output", strict: true } },
    });
  });
  test("arrives in parts in the caller's form, though it was asked for in another", async () => {
    const json = '{"value":["a","b"]}';
    const server = await serve((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const piece of json) response.write(textChunk(piece));
      response.end(goodStream(""));
    });
    const manager = new ModelManager([modelOf(server)]);
    for (const model of [modelOf(server), manager]) {
      const stream = model.stream({ messages: "List", output: z.array(z.string()) });
      const parts: unknown[] = [];
      for await (const part of stream.partialOutput()) parts.push(part);
      expect(parts.every(Array.isArray)).toBe(true);
      expect(parts.at(-1)).toEqual(["a", "b"]);
    }
  });
  test("goes into the prompt where the platform takes no schema, and says so", async () => {
    const server = await serve((response) =>
      sendJson(response, 200, goodAnswer('```json\n{"city":"Oslo","size":7}\n```')),
    );
    const model = ModelFactory.create({
      modelPlatform: "deepseek",
      modelType: "deepseek-chat",
      apiKey: KEY,
      url: server.url,
    });
    const result = await model.generate({ messages: "Where?", output: schema });
    expect(result.output).toEqual({ city: "Oslo", size: 7 });
    expect(result.warnings).toContainEqual(
      expect.objectContaining({ code: "translated", path: "output" }),
    );
    expect(server.requests[0]!.body).toContain("JSON schema");
  });
  test.each([
    ["not json", "is not JSON"],
    ['{"city":"Oslo"}', "does not match"],
  ])("%s is an error", async (text, message) => {
    const server = await serve((response) => sendJson(response, 200, goodAnswer(text)));
    await expect(
      modelOf(server).generate({ messages: "Where?", output: schema }),
    ).rejects.toMatchObject({
      code: "structured_output",
      message: expect.stringContaining(message) as string,
      // It came whole, so it costs what the platform reported.
      partial: {
        message: { content: [{ type: "text", text }] },
        cost: { complete: true, basis: "reported" },
      },
    });
  });
});

describe("a request that is wrong is told before anything is sent", () => {
  test.each([
    [{ messages: [] }],
    [{ messages: "Hi", temperature: 1 }],
    [{ messages: [{ role: "bot", content: "x" }] }],
    [{ messages: "Hi", tools: [{ name: "bad name", inputSchema: { type: "object" } }] }],
    [{ messages: "Hi", config: { max_tokens: 5 } }],
    [{ messages: "Hi", config: { temperature: 5 } }],
    [{ messages: "Hi", timeouts: { idle: 5 } }],
    [{}],
  ])("%j", async (request) => {
    const server = await serve(good);
    const error: unknown = await modelOf(server)
      .generate(request as never)
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "invalid_request" });
    expect((error as { hint: string }).hint).not.toBe("");
    expect(server.requests).toEqual([]);
  });
});

describe("a parameter that the model refuses", () => {
  test("is left out with a warning, or refused as asked", async () => {
    const server = await serve(good);
    const warned = await modelOf(server, {}, "o3").generate({
      messages: "Hi",
      config: { temperature: 0.5, maxTokens: 10 } as never,
    });
    expect(warned.warnings).toContainEqual(
      expect.objectContaining({ code: "unsupported", path: "config.temperature" }),
    );
    const body = JSON.parse(server.requests[0]!.body) as Record<string, unknown>;
    expect(body).not.toHaveProperty("temperature");
    expect(body).toMatchObject({ max_completion_tokens: 10 });
    expect(body).not.toHaveProperty("max_tokens");
    await expect(
      modelOf(server, { onUnsupported: "error" }, "o3").generate({
        messages: "Hi",
        config: { temperature: 0.5 } as never,
      }),
    ).rejects.toMatchObject({
      code: "unsupported_parameter",
    });
    await modelOf(server).generate({ messages: "Hi", config: { temperature: 0.5, maxTokens: 10 } });
    expect(JSON.parse(server.requests[1]!.body)).toMatchObject({
      temperature: 0.5,
      max_tokens: 10,
    });
  });
});

test("a config that changes after create changes no call", async () => {
  const server = await serve(good);
  const nested = { deep: [{ a: 1 }], ...(JSON.parse('{"__proto__":{"x":1}}') as object) };
  const config = {
    temperature: 0.1,
    stop: ["a"],
    logitBias: { "1": 2 },
    responseFormat: { type: "json_object" as "json_object" | "text" },
    extraHeaders: { "x-a": "1", "x-b": undefined as unknown as string },
    extraBody: { nested },
  };
  const model = ModelFactory.create("openai/gpt-4o-mini", config, { apiKey: KEY, url: server.url });
  const before = structuredClone(config);
  await model.generate("Hi");
  expect(config).toEqual(before);
  config.temperature = 9;
  // Nobody would look at these values again before they are sent.
  config.stop.push(5 as never);
  config.logitBias["1"] = Number.NaN;
  config.responseFormat.type = "text";
  config.extraHeaders["x-a"] = "2";
  config.extraBody.nested.deep[0]!.a = 2;
  await model.generate("Hi");
  const [first, second] = server.requests;
  expect(second!.body).toBe(first!.body);
  expect(first!.body).toContain('"deep":[{"a":1}],"__proto__":{"x":1}');
  expect(second!.headers).toMatchObject({ "x-a": "1" });
});

test("a config with a proxy or a cycle in it is taken as any other", async () => {
  const server = await serve(good);
  const cycle: Record<string, unknown> = { type: "text" };
  cycle["a"] = cycle;
  cycle["b"] = [cycle, cycle];
  const config = new Proxy({ temperature: 0.1, responseFormat: cycle }, {});
  const model = ModelFactory.create("openai/gpt-4o-mini", config as never, {
    apiKey: KEY,
    url: server.url,
  });
  await expect(model.generate("Hi")).rejects.toMatchObject({ code: "invalid_request" });
});

test("an error of a request that is for no model names none", async () => {
  const server = await serve((response) => sendJson(response, 401, { error: { message: "no" } }));
  const { error } = await checkKey("openai", { apiKey: KEY, url: server.url });
  expect(error).toMatchObject({ code: "authentication", platform: "openai" });
  expect(error?.model).toBeUndefined();
  const refused = await listModels("openai", {
    apiKey: KEY,
    url: "http://127.0.0.1:1/v1",
    live: true,
    maxRetries: 0,
  }).catch((reason: unknown) => reason);
  expect(refused).toMatchObject({ code: "network", model: undefined });
});

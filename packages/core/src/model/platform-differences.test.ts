import { afterEach, describe, expect, test } from "vitest";

import {
  estimateCost,
  ModelFactory,
  type GenerateRequest,
  type LooseConfig,
  type Message,
  type ModelOptions,
  type ProviderState,
  type Result,
  type Usage,
  type Warning,
} from "../index.ts";
import {
  data,
  goodAnswer,
  sendJson,
  sendSse,
  startServer,
  type TestServer,
} from "../engine/__fixtures__/server.ts";
import type { JsonObject } from "../json.ts";

// What one platform of the catalog does unlike the others of its wire, seen from outside: the body that goes out, the
// result that comes back.

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

interface Exchange {
  body: JsonObject;
  result: Result;
  warnings: readonly Warning[];
}

/** Asks a model of the catalog for a whole answer, which the fields of `answer` change. */
async function ask(
  reference: string,
  request: GenerateRequest<LooseConfig> | string,
  answer: JsonObject = {},
  options: ModelOptions = {},
): Promise<Exchange> {
  const server = await startServer((response) => sendJson(response, 200, goodAnswer("Hi", answer)));
  servers.push(server);
  const model = ModelFactory.create(reference, {}, settings(server, options));
  const result = await model.generate(request);
  const body = JSON.parse(server.requests[0]?.body ?? "null") as JsonObject;
  return { body, result, warnings: result.warnings };
}

/** The result of a streamed answer of these chunks. */
async function stream(reference: string, chunks: readonly JsonObject[]): Promise<Result> {
  const server = await startServer((response) =>
    sendSse(response, chunks.map(data).join("") + data("[DONE]")),
  );
  servers.push(server);
  return await ModelFactory.create(reference, {}, settings(server, {})).stream("Hi").result();
}

function settings(server: TestServer, options: ModelOptions): ModelOptions {
  return { apiKey: "sk-canary-0123456789abcdefghijklmnop", url: server.url, ...options };
}

describe("gemini counts what it thinks in the total only", () => {
  // A forum's dump of the real endpoint, gemini-3-flash-preview.
  const usage = { completion_tokens: 3, prompt_tokens: 9, total_tokens: 105 };

  test("in a whole answer", async () => {
    const { result } = await ask("gemini/gemini-3-flash-preview", "Hi", {
      model: "gemini-3-flash-preview",
      usage,
    });
    expect(result.usage.output).toEqual({ total: 96, reasoning: 93, text: 3 });
    expect(result.cost).toMatchObject({ amount: "0.0002925", complete: true });
  });

  test("in a stream, where every chunk has a total", async () => {
    const chunk = (delta: JsonObject, finish: string | null, counts: JsonObject): JsonObject => ({
      id: "c",
      model: "gemini-3-flash-preview",
      choices: [{ index: 0, delta, finish_reason: finish }],
      usage: counts,
    });
    const first = { completion_tokens: 1, prompt_tokens: 9, total_tokens: 103 };
    const { usage: read } = await stream("gemini/gemini-3-flash-preview", [
      chunk({ role: "assistant", content: "1" }, null, first),
      chunk({ content: ", " }, null, usage),
      chunk({}, "length", usage),
    ]);
    expect(read.output).toEqual({ total: 96, reasoning: 93, text: 3 });
  });

  test("where it counts the thinking beside the output", async () => {
    const { result } = await ask("gemini/gemini-2.5-pro", "Hi", {
      usage: {
        completion_tokens: 5,
        prompt_tokens: 10,
        total_tokens: 115,
        completion_tokens_details: { reasoning_tokens: 100 },
      },
    });
    expect(result.usage.output).toEqual({ total: 105, reasoning: 100, text: 5 });
  });
});

describe("deepseek forces no tool while it thinks", () => {
  const tools = [{ name: "look", inputSchema: { type: "object", properties: {} } }];
  const messages = "Hi";
  const forced = ["required", { tool: "look" }] as const;

  test.each(["deepseek/deepseek-v4-pro", "deepseek/deepseek-flash"])("%s", async (reference) => {
    for (const toolChoice of forced) {
      const { body, warnings } = await ask(reference, { messages, tools, config: { toolChoice } });
      expect(body["tool_choice"]).toBeUndefined();
      expect(warnings).toMatchObject([{ code: "unsupported", path: "config.toolChoice" }]);
    }
    const free = await ask(reference, { messages, tools, config: { toolChoice: "none" } });
    expect(free.body["tool_choice"]).toBe("none");
    const still = await ask(reference, {
      messages,
      tools,
      config: { toolChoice: "required", reasoningEffort: "none" },
    });
    expect(still.body).toMatchObject({ tool_choice: "required", thinking: { type: "disabled" } });
  });
});

describe("gemini 3 takes no tool call without a signature", () => {
  const tools = [{ name: "look", inputSchema: { type: "object", properties: {} } }];
  const signed = (signature: string): JsonObject => ({ google: { thought_signature: signature } });
  const calls = async (
    origin: { platform: string; model: string },
    providerState?: ProviderState[],
  ) => {
    const messages: Message[] = [
      { role: "user", content: "Look!" },
      {
        role: "assistant",
        origin,
        content: ["a", "b"].map((id, index) => ({
          type: "tool-call",
          id,
          name: "look",
          input: {},
          ...(index > 0 || providerState === undefined ? {} : { providerState }),
        })),
      },
      {
        role: "tool",
        content: ["a", "b"].map((id) => ({
          type: "tool-result",
          id,
          name: "look",
          status: "ok",
          content: [{ type: "text", text: "Nothing." }],
        })),
      },
    ];
    const { body } = await ask("gemini/gemini-3.1-pro-preview", { messages, tools });
    const [, assistant] = body["messages"] as { tool_calls: JsonObject[] }[];
    return assistant?.tool_calls.map((each) => each["extra_content"]);
  };

  test("a call that another model made goes with the documented stand-in", async () => {
    const stand = signed("skip_thought_signature_validator");
    expect(await calls({ platform: "openai", model: "gpt-5" })).toEqual([stand, undefined]);
    const scope = { wire: "openai-chat", platform: "gemini", model: "gemini-2.5-pro" };
    const foreign = [{ scope, data: { extra_content: signed("elsewhere") } }];
    expect(await calls(scope, foreign)).toEqual([stand, undefined]);
  });

  test("its own goes back with its own", async () => {
    const scope = { wire: "openai-chat", platform: "gemini", model: "gemini-3.1-pro-preview" };
    const own = [{ scope, data: { extra_content: signed("own") } }];
    expect(await calls(scope, own)).toEqual([signed("own"), undefined]);
  });
});

test("qwen counts what was written to its explicit cache", async () => {
  const { result } = await ask("qwen/qwen-flash", "Hi", {
    usage: {
      prompt_tokens: 2000,
      completion_tokens: 5,
      total_tokens: 2005,
      prompt_tokens_details: { cached_tokens: 0, cache_creation_input_tokens: 1605 },
    },
  });
  expect(result.usage.input).toMatchObject({ uncached: 395, cacheWrite: { total: 1605 } });
});

describe("a schema as responseFormat", () => {
  const schema = { type: "object", properties: { city: { type: "string" } } };
  const json_schema = { name: "trip", schema };
  const config = { responseFormat: { type: "json_schema" as const, json_schema } };
  const messages = "Plan a trip.";
  const instruction = {
    role: "system",
    content: `Answer with one JSON value that matches this JSON schema, and nothing else:\n${JSON.stringify(schema)}`,
  };

  test.each(["deepseek/deepseek-flash", "zhipu/glm-4.7"])(
    "%s takes JSON mode only: the schema goes into the prompt",
    async (reference) => {
      const { body, warnings } = await ask(reference, { messages, config });
      expect(body["response_format"]).toEqual({ type: "json_object" });
      expect(body["messages"]).toEqual([instruction, { role: "user", content: messages }]);
      expect(warnings).toMatchObject([
        {
          code: "translated",
          path: "config.responseFormat",
          from: "json_schema",
          to: "json_object",
        },
      ]);
    },
  );

  test("a platform that takes schemas gets it as it is", async () => {
    const { body, warnings } = await ask("mistral/mistral-small-latest", { messages, config });
    expect(body["response_format"]).toEqual(config.responseFormat);
    expect(body["messages"]).toEqual([{ role: "user", content: messages }]);
    expect(warnings).toEqual([]);
  });

  test("where tools and a form of the answer do not go together, words alone ask for it", async () => {
    const tools = [{ name: "look", inputSchema: { type: "object", properties: {} } }];
    for (const responseFormat of [config.responseFormat, { type: "json_object" } as const]) {
      const request = { messages, tools, config: { responseFormat } };
      const { body, warnings } = await ask("gemini/gemini-2.5-pro", request);
      expect(body["response_format"]).toBeUndefined();
      expect(JSON.stringify(body["messages"])).toContain("Answer with one JSON value");
      expect(warnings).toMatchObject([{ code: "translated", path: "config.responseFormat" }]);
    }
  });
});

test("mistral takes documents by URL or as a data URL, and no names", async () => {
  const { body, warnings } = await ask("mistral/mistral-small-latest", {
    messages: [
      {
        role: "user",
        name: "Ada",
        content: [
          {
            type: "file",
            mediaType: "application/pdf",
            source: { base64: "AQID" },
            name: "a.pdf",
          },
          { type: "file", mediaType: "application/pdf", source: { url: "https://a.test/b.pdf" } },
        ],
      },
    ],
  });
  expect(body["messages"]).toEqual([
    {
      role: "user",
      content: [
        {
          type: "document_url",
          document_url: "data:application/pdf;base64,AQID",
          document_name: "a.pdf",
        },
        { type: "document_url", document_url: "https://a.test/b.pdf" },
      ],
    },
  ]);
  expect(warnings.map(({ path }) => path)).toEqual(["messages[0].name"]);
});

describe("a refusal goes back", () => {
  const messages: Message[] = [
    { role: "user", content: "Do it." },
    { role: "assistant", content: [{ type: "text", text: "No.", channel: "refusal" }] },
    { role: "user", content: "Why?" },
  ];

  test.each([
    "mistral/mistral-small-latest",
    "deepseek/deepseek-flash",
    "groq/openai/gpt-oss-20b",
    "gemini/gemini-2.5-pro",
    "openai-compatible-model/any",
  ])("as content, which every platform takes: %s", async (reference) => {
    const { body } = await ask(reference, { messages });
    expect((body["messages"] as unknown[])[1]).toEqual({ role: "assistant", content: "No." });
  });

  test.each(["openai/gpt-4o-mini", "openrouter/openai/gpt-4o-mini"])(
    "in a field of its own where the platform has one: %s",
    async (reference) => {
      const { body } = await ask(reference, { messages });
      expect((body["messages"] as unknown[])[1]).toEqual({
        role: "assistant",
        content: null,
        refusal: "No.",
      });
    },
  );
});

test("openrouter's fee and the provider's bill to the user's own key are one cost", async () => {
  const usage = { prompt_tokens: 100, completion_tokens: 50, total_tokens: 150, cost: 0.95 };
  const cost_details = { upstream_inference_cost: 19 };
  const costOf = async (more: JsonObject): Promise<Result["cost"]> =>
    (await ask("openrouter/openai/gpt-5", "Hi", { usage: { ...usage, ...more } })).result.cost;
  expect(await costOf({ is_byok: true, cost_details })).toMatchObject({
    amount: "19.95",
    complete: true,
  });
  expect(await costOf({ is_byok: true })).toMatchObject({ amount: "0.95", complete: false });
  const own = { upstream_inference_cost: 0.95 };
  expect(await costOf({ is_byok: false, cost_details: own })).toMatchObject({
    amount: "0.95",
    complete: true,
  });
});

describe("a snapshot with a price of its own", () => {
  const usage = (input: Usage["input"], output: Usage["output"]): Usage => ({
    input,
    output,
    raw: null,
  });
  const none = { total: 0, text: 0 };

  test.each(["qwen-plus-2025-07-28", "qwen-plus-2025-09-11"])("qwen/%s", async (id) => {
    const input = { uncached: 300_000, cacheRead: 0, total: 300_000 };
    const output = { total: 1000, text: 600, reasoning: 400 };
    const cost = await estimateCost(usage(input, output), `qwen/${id}`, { region: "intl" });
    // 300,000 at 1.2, 600 at 3.6 and 400 at 12 dollars per million.
    expect(cost).toMatchObject({ amount: "0.36696", complete: true });
  });

  test("openai/gpt-5.4-pro-2026-03-05, whose model lacks a price above the tier", async () => {
    const long = usage({ uncached: 300_000, cacheRead: 1000, total: 301_000 }, none);
    const snapshot = await estimateCost(long, "openai/gpt-5.4-pro-2026-03-05");
    expect(snapshot).toMatchObject({ amount: "18.006", complete: true });
    const model = await estimateCost(long, "openai/gpt-5.4-pro");
    expect(model).toMatchObject({ complete: false, missing: ["price of cacheRead >272000"] });
  });

  test("anthropic/claude-sonnet-4-5 writes for an hour above its tier at a price nobody states", async () => {
    const cacheWrite = { total: 100_000, ttl5m: 0, ttl1h: 100_000 };
    const long = usage({ uncached: 200_000, cacheRead: 0, cacheWrite, total: 300_000 }, none);
    const cost = await estimateCost(long, "anthropic/claude-sonnet-4-5");
    expect(cost).toMatchObject({ complete: false, missing: ["price of cacheWrite1h >200000"] });
  });
});

test("groq has no top_k", async () => {
  const { body, warnings } = await ask("groq/openai/gpt-oss-20b", {
    messages: "Hi",
    config: { topK: 5 },
  });
  expect(body["top_k"]).toBeUndefined();
  expect(warnings).toMatchObject([{ code: "unsupported", path: "config.topK" }]);
});

describe("mistral takes its thinking back", () => {
  const model = "mistral/magistral-medium-latest";
  const thinking = { type: "thinking", thinking: [{ type: "text", text: "deep" }], signature: "S" };
  const answer = {
    model: "magistral-medium-latest",
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: [thinking, { type: "text", text: "Hi" }] },
        finish_reason: "stop",
      },
    ],
  };
  const after = async (reference: string): Promise<Exchange> => {
    const { result } = await ask(model, "Hi", answer);
    expect(result).toMatchObject({ text: "Hi", reasoning: "deep" });
    const again: Message = { role: "user", content: "Again?" };
    return await ask(reference, {
      messages: [{ role: "user", content: "Hi" }, result.message, again],
    });
  };

  test("as it came, with its signature", async () => {
    const { body, warnings } = await after(model);
    expect((body["messages"] as JsonObject[])[1]).toEqual({
      role: "assistant",
      content: [
        { ...thinking, closed: true },
        { type: "text", text: "Hi" },
      ],
    });
    expect(warnings.filter(({ code }) => code !== "deprecated")).toEqual([]);
  });

  test("but not for another model, which is told", async () => {
    const { body, warnings } = await after("mistral/mistral-small-2506");
    expect((body["messages"] as JsonObject[])[1]).toEqual({ role: "assistant", content: "Hi" });
    expect(warnings).toMatchObject([{ code: "state-dropped" }]);
  });
});

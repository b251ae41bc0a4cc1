import { type } from "arktype";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  ChatAgent,
  estimateCost,
  InvalidRequestError,
  ModelFactory,
  ModelManager,
  ModelType,
  serializeMessages,
  UnknownPlatformError,
  type ChatModel,
} from "../index.ts";
import {
  goodAnswer,
  sendJson,
  startServer,
  type TestServer,
} from "../engine/__fixtures__/server.ts";

let server: TestServer;
let model: ChatModel;
beforeAll(async () => {
  server = await startServer((response) => sendJson(response, 200, goodAnswer('{"a":"b"}')));
  model = modelOf({});
});
afterAll(() => server.close());

function modelOf(options: object): ChatModel {
  return ModelFactory.create(
    "openai/gpt-4o-mini",
    {},
    { apiKey: "sk-test-0123456789", url: server.url, maxRetries: 0, ...options },
  );
}

function cycle(): object {
  const value: Record<string, unknown> = {};
  return Object.assign(value, { value });
}

/** What a JavaScript program, or one that casts, may pass in. */
const wrong: [string, () => unknown][] = [
  [
    "a modelType that a misspelt name has made undefined",
    () =>
      ModelFactory.create({
        modelPlatform: "openai",
        modelType: (ModelType as Record<string, string>)["GPT_4O_MINY"] as never,
        apiKey: "sk-test-0123456789",
      }),
  ],
  ["tools that are no list", () => model.generate({ messages: "Hi", tools: {} as never })],
  ...[cycle(), { n: 1n }].map((input): [string, () => unknown] => [
    "a tool call whose input is no JSON",
    () =>
      model.generate({
        messages: [
          { role: "user", content: "Hi" },
          {
            role: "assistant",
            content: [{ type: "tool-call", id: "1", name: "f", input: input as never }],
          },
          {
            role: "tool",
            content: [{ type: "tool-result", id: "1", name: "f", status: "ok", content: [] }],
          },
        ],
      }),
  ]),
  ["tools null", () => model.generate({ messages: "Hi", tools: null as never })],
  ...[
    null,
    0,
    "x",
    true,
    [],
    { schema: null },
    { schema: 5 },
    { schema: z.string(), nmae: "x" },
  ].map((output): [string, () => unknown] => [
    `output ${JSON.stringify(output)}`,
    () => model.generate({ messages: "Hi", output: output as never }),
  ]),
  [
    "output.strict that is a text",
    () => model.generate({ messages: "Hi", output: { schema: z.string(), strict: "no" as never } }),
  ],
  ...[null, 5, {}, undefined].map((inputs): [string, () => unknown] => [
    `embed ${JSON.stringify(inputs)}`,
    () => model.embed(inputs as never),
  ]),
  ...[null, "x", [5], []].map((documents): [string, () => unknown] => [
    `rerank ${JSON.stringify(documents)}`,
    () => model.rerank("q", documents as never),
  ]),
  ...[null, undefined, 5, {}, { messages: 5 }, { messages: [] }].map(
    (request): [string, () => unknown] => [
      `countTokens ${JSON.stringify(request)}`,
      () => model.countTokens(request as never),
    ],
  ),
  ...[null, 5, {}, { messages: 5 }].map((what): [string, () => unknown] => [
    `estimateCost ${JSON.stringify(what)}`,
    () => estimateCost(what as never, model),
  ]),
  ["estimateCost at no moment", () => estimateCost("Hi", model, { at: new Date("x") })],
  ...[5, null, [5], [null], {}].map((models): [string, () => unknown] => [
    `ModelManager ${JSON.stringify(models)}`,
    () => new ModelManager(models as never),
  ]),
  ...[5, "x", null].map((timeouts): [string, () => unknown] => [
    `timeouts ${JSON.stringify(timeouts)}`,
    () => modelOf({ timeouts }),
  ]),
  ...[5, "", {}].map((like): [string, () => unknown] => [
    `like ${JSON.stringify(like)}`,
    () => modelOf({ like }),
  ]),
  ...[null, 5, "x"].map((messages): [string, () => unknown] => [
    `serializeMessages ${JSON.stringify(messages)}`,
    () => serializeMessages(messages as never),
  ]),
  ...[
    { model: 5 },
    { model: {} },
    { tools: {} },
    { tools: [{}] },
    { tools: [null] },
    { tools: [{ name: "a", inputSchema: { type: "object" }, execute: 5 }] },
    { systemMessage: 5 },
    { system_message: "x" },
    { foo: 1 },
    { memory: 5 },
    { memory: { window: 3 } },
    { memory: { windowSize: 0 } },
    { memory: { windowSize: "3" } },
    { memory: { tokenLimit: -1 } },
    { signal: 5 },
    { maxIterations: "3" },
  ].map((options): [string, () => unknown] => [
    `ChatAgent ${JSON.stringify(options)}`,
    () => new ChatAgent({ model, ...options } as never),
  ]),
];

test.each(wrong)("%s is an InvalidRequestError with a hint", async (_, call) => {
  const error: unknown = await Promise.resolve()
    .then(call)
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  expect(error).toBeInstanceOf(InvalidRequestError);
  expect((error as InvalidRequestError).hint).not.toBe("");
});

test.each([
  ["max_tokens", "config.maxTokens"],
  ["maxOutputTokens", "config.maxTokens"],
  ["temperature", "config.temperature"],
  ["temprature", "config.temperature"],
  ["tool_choice", "config.toolChoice"],
  ["function_call", "config.toolChoice"],
  ["response_format", "config.responseFormat"],
  ["thinking", "in config"],
  ["extra_body", "config.extraBody"],
  ["message", '"messages"'],
  ["timeout", '"timeouts"'],
  ["system", 'role: "system"'],
  ["schema", "{ messages, output }"],
  ["abortSignal", "{ messages, signal }"],
  ["model", "modelType of ModelFactory.create"],
  ["stream", "model.stream"],
  ["whatever", "`config`"],
])("beside messages, %s is refused with what to write instead", async (key, right) => {
  const error: unknown = await model
    .generate({ messages: "Hi", [key]: 1 } as never)
    .catch((caught: unknown) => caught);
  expect(error).toMatchObject({
    code: "invalid_request",
    message: `Unknown key "${key}" in the request.`,
    hint: expect.stringMatching(/^[A-Z`].*[.?]$/) as string,
  });
  expect((error as InvalidRequestError).hint).toContain(right);
});

test("create without modelType means the platform's default model", () => {
  const apiKey = "sk-test-0123456789";
  const create = ModelFactory.create as (options: object) => ChatModel;
  expect(create({ modelPlatform: "openai", apiKey }).modelType).toEqual(expect.any(String));
});

test("a bias is held to the range of a platform that has one", () => {
  const bias = (platform: string, value: number) => () =>
    ModelFactory.create(platform as "openai/x", { logitBias: { "50256": value } } as never, {
      apiKey: "sk-test-0123456789",
      vars: { resource: "r" },
    });
  for (const platform of ["openai/gpt-4o-mini", "azure/my-deployment"]) {
    expect(bias(platform, 100)).not.toThrow();
    expect(bias(platform, 101)).toThrow('logitBias["50256"] is 101, but');
    expect(bias(platform, -101)).toThrow("takes -100 to 100");
  }
  expect(bias("openrouter/openai/gpt-4o-mini", 101)).not.toThrow();
});

describe("create looks at the platform of like at once", () => {
  test("and gives near names where there is none", () => {
    const options = { like: "opnai/gpt-5", apiKey: "sk-test-0123456789" } as const;
    const named = { modelPlatform: "openai", modelType: "my-model" } as const;
    for (const make of [
      () => ModelFactory.create("openai/my-model", {}, options),
      () => ModelFactory.create({ ...named, ...options }),
    ]) {
      expect(make).toThrow(UnknownPlatformError);
      expect(make).toThrow(
        expect.objectContaining({
          code: "unknown_platform",
          message: "Unknown model platform: opnai",
          hint: expect.stringContaining("openai") as string,
        }),
      );
    }
  });
  test.each(["gpt-5", "/gpt-5", "openai/"])("and refuses %s, which names no model", (like) => {
    expect(() => modelOf({ like })).toThrow(
      expect.objectContaining({
        code: "invalid_request",
        hint: expect.stringContaining("openai/gpt-5") as string,
      }),
    );
  });
  test("by any name that a platform has", () => {
    expect(() => modelOf({ like: "chatgpt/gpt-5" })).not.toThrow();
  });
});

describe("an output with a name", () => {
  test("takes the schemas of arktype too, which are functions", async () => {
    const { output } = await model.generate({
      messages: "Hi",
      output: { schema: type({ a: "string" }), name: "letter" },
    });
    expect(output).toEqual({ a: "b" });
    expect(server.requests.at(-1)?.body).toContain('"name":"letter"');
  });
  test("is not taken for a JSON schema with a property of that name", async () => {
    const schema = { type: "object", properties: { a: { type: "string" } }, schema: "x" };
    expect((await model.generate({ messages: "Hi", output: schema })).output).toEqual({ a: "b" });
  });
});

import { describe, expectTypeOf, test } from "vitest";
import { z } from "zod";
import {
  ChatAgent,
  defineTool,
  ModelFactory,
  ModelManager,
  ModelPlatformType,
  ModelType,
  type ChatModel,
  type ConfigOf,
  type Result,
  type StreamEvent,
  type Unsupported,
} from "../index.ts";

describe("a parameter that a model refuses does not compile", () => {
  test("as a literal, in both forms of create", () => {
    ModelFactory.create({
      modelPlatform: "openai",
      modelType: "gpt-4o-mini",
      modelConfig: { temperature: 0.2 },
    });
    ModelFactory.create({
      modelPlatform: ModelPlatformType.OPENAI,
      modelType: ModelType.GPT_4O_MINI,
      modelConfig: { temperature: 0.2 },
    });
    ModelFactory.create({
      modelPlatform: "openai",
      modelType: "o3",
      // @ts-expect-error o3 refuses temperature
      modelConfig: { temperature: 0.2 },
    });
    ModelFactory.create({
      modelPlatform: ModelPlatformType.OPENAI,
      modelType: ModelType.O3,
      // @ts-expect-error o3 refuses temperature
      modelConfig: { temperature: 0.2 },
    });
    ModelFactory.create("openai/gpt-4o-mini", { temperature: 0.2 });
    // @ts-expect-error o3 refuses temperature
    ModelFactory.create("openai/o3", { temperature: 0.2 });
  });

  test("of a snapshot that the facts hold, on its platform, on Azure and behind an aggregator", () => {
    const temperature = 0.2;
    // @ts-expect-error its model refuses it
    ModelFactory.create("openai/gpt-5.6-sol-2026-07-09", { temperature });
    // @ts-expect-error its model refuses it
    ModelFactory.create("openai/o1-mini-2024-09-12", { temperature });
    // @ts-expect-error its model refuses it
    ModelFactory.create("openai/chat-latest", { temperature });
    // @ts-expect-error its model refuses it
    ModelFactory.create("azure/gpt-5.6-sol-2026-07-09", { temperature });
    // @ts-expect-error its model refuses it
    ModelFactory.create("azure/o1-mini-2024-09-12", { temperature });
    // @ts-expect-error its model refuses it
    ModelFactory.create("openrouter/openai/gpt-5.6-sol-2026-07-09", { temperature });
    // What the facts do not hold is allowed in types; run time filters it.
    ModelFactory.create("openai/gpt-5-codex-2025-09-15", { temperature });
  });

  test("each of the seven", () => {
    // @ts-expect-error refused
    ModelFactory.create("openai/o3", { temperature: 1 });
    // @ts-expect-error refused
    ModelFactory.create("openai/o3", { topP: 1 });
    // @ts-expect-error refused
    ModelFactory.create("openai/o3", { presencePenalty: 1 });
    // @ts-expect-error refused
    ModelFactory.create("openai/o3", { frequencyPenalty: 1 });
    // @ts-expect-error refused
    ModelFactory.create("openai/o3", { logprobs: true });
    // @ts-expect-error refused
    ModelFactory.create("openai/o3", { topLogprobs: 1 });
    // @ts-expect-error refused
    ModelFactory.create("openai/o3", { logitBias: { "1": 1 } });
    ModelFactory.create("openai/o3", { reasoningEffort: "low", maxTokens: 10, seed: 1 });
  });

  test("from a variable or a spread", () => {
    const config = { temperature: 0.2 };
    // @ts-expect-error a variable is refused too
    ModelFactory.create({ modelPlatform: "openai", modelType: "o3", modelConfig: config });
    ModelFactory.create({
      modelPlatform: "openai",
      modelType: "o3",
      // @ts-expect-error a spread is refused too
      modelConfig: { ...config, maxTokens: 1 },
    });
  });

  test("in a call", () => {
    const o3 = ModelFactory.create("openai/o3");
    // @ts-expect-error o3 refuses temperature
    void o3.generate({ messages: "Hi", config: { temperature: 1 } });
    void o3.generate({ messages: "Hi", config: { maxTokens: 1 } });
    // @ts-expect-error o3 refuses temperature
    o3.stream({ messages: "Hi", config: { temperature: 1 } });
  });

  test("through `like`", () => {
    // @ts-expect-error the deployment is an o3
    ModelFactory.create("azure/my-deployment", { temperature: 1 }, { like: "openai/o3" });
    ModelFactory.create("azure/my-deployment", { temperature: 1 }, { like: "openai/gpt-4o" });
    ModelFactory.create({
      modelPlatform: "azure",
      modelType: "my-deployment",
      modelConfig: { temperature: 1 },
    });
    ModelFactory.create({
      modelPlatform: "azure",
      modelType: "my-deployment",
      like: "openai/o3",
      // @ts-expect-error the deployment is an o3
      modelConfig: { temperature: 1 },
    });
  });

  test("and the reason stands in the type", () => {
    type Temperature = NonNullable<ConfigOf<"openai", "o3">["temperature"]>;
    expectTypeOf<Temperature>().toExtend<Unsupported<string>>();
    expectTypeOf<Temperature>().not.toBeAny();
  });
});

describe("what is not known is taken", () => {
  test("a model of another name takes every neutral parameter and no misspelt one", () => {
    ModelFactory.create({
      modelPlatform: "openai",
      modelType: "gpt-9-future",
      modelConfig: { temperature: 1, seed: 1 },
    });
    ModelFactory.create({
      modelPlatform: "openai",
      modelType: "gpt-9-future",
      // @ts-expect-error misspelt
      modelConfig: { temprature: 1 },
    });
    ModelFactory.create({
      modelPlatform: "openai",
      modelType: "gpt-4o-mini",
      // @ts-expect-error snake case
      modelConfig: { max_tokens: 1 },
    });
  });
  test("a platform of another name too", () => {
    const platform: string = "acme";
    ModelFactory.create({
      modelPlatform: platform,
      modelType: "x",
      modelConfig: { temperature: 1 },
    });
  });
  test("a union of ids takes what any member takes", () => {
    const id = "o3" as "o3" | "gpt-4o-mini";
    ModelFactory.create({
      modelPlatform: "openai",
      modelType: id,
      modelConfig: { temperature: 1 },
    });
  });
});

describe("results are typed", () => {
  const model = ModelFactory.create("openai/gpt-4o-mini");
  test("output follows the schema", async () => {
    const schema = z.object({ city: z.string() });
    expectTypeOf((await model.generate({ messages: "x", output: schema })).output).toEqualTypeOf<{
      city: string;
    }>();
    expectTypeOf(
      (await model.generate({ messages: "x", output: { schema, name: "place" } })).output,
    ).toEqualTypeOf<{ city: string }>();
    expectTypeOf(await model.generate("x")).toEqualTypeOf<Result>();
    expectTypeOf(
      (await model.stream({ messages: "x", output: schema }).result()).output,
    ).toEqualTypeOf<{ city: string }>();
  });
  test("a tool's input follows its schema", () => {
    defineTool({
      name: "t",
      inputSchema: z.object({ a: z.number() }),
      execute: (input) => expectTypeOf(input).toEqualTypeOf<{ a: number }>(),
    });
    defineTool({ name: "t", inputSchema: { type: "object" }, execute: (input) => input });
  });
  test("any models go into a manager and into a function", () => {
    const take = (any: ChatModel): ChatModel => any;
    take(model);
    const any: ChatModel = model;
    void any.generate({ messages: "x", config: { temperature: 1 } });
    // @ts-expect-error misspelt
    void any.generate({ messages: "x", config: { temprature: 1 } });
    take(ModelFactory.create("openai/o3"));
    void new ModelManager([
      model,
      ModelFactory.create("openai/o3"),
      ModelFactory.create("anthropic/claude-sonnet-4-5"),
    ]);
  });
  test("any model goes into an agent", () => {
    void new ChatAgent({ model });
    void new ChatAgent({ model: ModelFactory.create("openai/o3") });
    void new ChatAgent({ model: "openai/gpt-4o-mini" });
    expectTypeOf<ChatModel>().toHaveProperty("generate");
  });
  test("events can be told apart", async () => {
    for await (const event of model.stream("x")) {
      expectTypeOf(event).toExtend<StreamEvent>();
      if (event.type === "text-delta") expectTypeOf(event.text).toBeString();
    }
  });
});

import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { afterEach, describe, expect, it } from "vitest";
import {
  AuthenticationError,
  ChatAgent,
  defineTool,
  ModelFactory,
  RateLimitError,
} from "@byok/core";
import type { ChatModel, Message, Result } from "@byok/core";
import { startSimulator, type Simulator, type SimulatorOptions } from "@byok/simulator";

const KEY = "sk-lanes-1234567890abcd";
const weather = defineTool({
  name: "get_weather",
  description: "Tells the weather of a city.",
  inputSchema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  execute: () => "4 °C",
});

let simulator: Simulator | undefined;
afterEach(async () => await simulator?.close());

async function start(options: SimulatorOptions = {}): Promise<Simulator> {
  await simulator?.close();
  simulator = await startSimulator({ keys: [KEY], ...options });
  return simulator;
}

type Lane = (server: Simulator, apiKey?: string) => ChatModel;
const common = { modelConfig: { maxTokens: 500 }, maxRetries: 0 };

const lanes: readonly (readonly [string, Lane, Lane])[] = [
  [
    "openai",
    ({ url }, apiKey = KEY) =>
      ModelFactory.create({
        modelPlatform: "openai",
        modelType: "gpt-4o-mini",
        apiKey,
        url,
        ...common,
      }) as ChatModel,
    ({ url }, apiKey = KEY) =>
      ModelFactory.create({
        modelPlatform: "openai",
        modelType: "gpt-4o-mini",
        client: new OpenAI({ apiKey, baseURL: url, maxRetries: 0 }),
        ...common,
      }) as ChatModel,
  ],
  [
    "anthropic",
    ({ origin }, apiKey = KEY) =>
      ModelFactory.create({
        modelPlatform: "anthropic",
        modelType: "claude-haiku-4-5",
        apiKey,
        url: origin,
        ...common,
      }) as ChatModel,
    ({ origin }, apiKey = KEY) =>
      ModelFactory.create({
        modelPlatform: "anthropic",
        modelType: "claude-haiku-4-5",
        client: new Anthropic({ apiKey, baseURL: origin, maxRetries: 0 }),
        ...common,
      }) as ChatModel,
  ],
];

function parts({
  text,
  reasoning,
  message,
  toolCalls,
  finishReason,
  usage,
  cost,
  response,
}: Result): object {
  return { text, reasoning, message, toolCalls, finishReason, usage, cost, id: response.id };
}

describe.each(lanes)("%s over its official client", (...[, own, official]) => {
  it("gives what byok's own transport gives", async () => {
    const server = await start({ reasoning: "Hm, 世界…", chunkBytes: 5 });
    const messages: Message[] = [{ role: "user", content: "What is the weather in Oslo?" }];
    for (const stream of [true, false]) {
      const read = async (lane: Lane): Promise<object> => {
        const request = { messages, tools: [weather] };
        return parts(
          stream
            ? await lane(server).stream(request).result()
            : await lane(server).generate(request),
        );
      };
      const wanted = await read(own);
      expect(wanted).toMatchObject({ finishReason: "tool-calls" });
      expect(await read(official)).toEqual(wanted);
    }
  });

  it("throws byok's errors", async () => {
    const server = await start();
    await expect(official(server, "sk-another-key-000").generate("Hello")).rejects.toBeInstanceOf(
      AuthenticationError,
    );
    server.set({
      faults: [{ kind: "error", code: "rate_limit", headers: { "retry-after": "3" } }],
    });
    const error = await official(server)
      .generate("Hello")
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ retryAfterMs: 3000 });
  });
});

describe("the demonstration", () => {
  it.each(["openai-chat", "anthropic-messages"])(
    "holds a conversation with a tool over %s, without a key",
    async (surface) => {
      const { url, requests } = await start();
      const model = ModelFactory.create("simulator/sim-1", {}, { url, surface }) as ChatModel;
      const agent = new ChatAgent({
        model,
        systemMessage: "You are a helpful assistant.",
        tools: [weather],
      });
      const { msg, info } = await agent.step("What is the weather in Oslo?");
      expect(msg.content).toContain("4 °C");
      expect(info.toolCalls).toMatchObject([
        { name: "get_weather", input: { city: "Oslo" }, result: { status: "ok" } },
      ]);
      expect(info.cost).toMatchObject({ amount: "0" });
      const again = await agent.step("Thank you!");
      expect(again.msg.content).toContain("Thank you!");
      expect(requests.map(({ status }) => status)).toEqual([200, 200, 200]);
    },
  );
});

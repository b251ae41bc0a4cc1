import { LLMock } from "@copilotkit/aimock";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isByokError, ModelFactory, RateLimitError } from "@byok/core";
import type { ChatModel, Message } from "@byok/core";

// A server that nobody of this project wrote. It only answers: what it would accept proves nothing.

const tools = [
  {
    name: "get_weather",
    description: "Weather",
    inputSchema: { type: "object", properties: { city: { type: "string" } } },
  },
];

let mock: LLMock;
beforeAll(async () => {
  mock = new LLMock({ port: 0 });
  mock.onMessage(/hello/i, {
    content: "Hi there, 世界!",
    usage: { prompt_tokens: 11, completion_tokens: 7, input_tokens: 11, output_tokens: 7 },
  });
  mock.on(
    { userMessage: /weather/i, hasToolResult: false },
    { toolCalls: [{ name: "get_weather", arguments: '{"city":"Oslo"}' }] },
  );
  mock.on({ userMessage: /weather/i, hasToolResult: true }, { content: "It is 4 degrees." });
  mock.onMessage(/too much/i, {
    error: { message: "Slow down", type: "rate_limit_error" },
    status: 429,
  });
  await mock.start();
});
afterAll(async () => await mock.stop());

describe.each(["openai/gpt-4o-mini", "anthropic/claude-haiku-4-5"])(
  "%s against aimock",
  (reference) => {
    const model = (): ChatModel => {
      const url = reference.startsWith("openai") ? `${mock.url}/v1` : mock.url;
      return ModelFactory.create(reference, {}, { apiKey: "mock-key", url, maxRetries: 0 });
    };

    it("streams text as it answers it whole, with usage", async () => {
      const pieces: string[] = [];
      const stream = model().stream("hello");
      for await (const piece of stream.text()) pieces.push(piece);
      expect(pieces.join("")).toBe("Hi there, 世界!");
      const streamed = await stream.result();
      const whole = await model().generate("hello");
      expect(whole.text).toBe(streamed.text);
      for (const { usage, finishReason } of [whole, streamed]) {
        expect(finishReason).toBe("stop");
        expect(usage).toMatchObject({ input: { total: 11 }, output: { total: 7 } });
      }
    });

    it("calls a tool and answers with its result", async () => {
      const messages: Message[] = [{ role: "user", content: "the weather?" }];
      const first = await model().stream({ messages, tools }).result();
      expect(first.finishReason).toBe("tool-calls");
      expect(first.toolCalls).toMatchObject([{ name: "get_weather", input: { city: "Oslo" } }]);
      const [call] = first.toolCalls;
      messages.push(first.message, {
        role: "tool",
        content: [
          {
            type: "tool-result",
            id: call?.id ?? "",
            name: "get_weather",
            status: "ok",
            content: [{ type: "text", text: "4" }],
          },
        ],
      });
      expect((await model().generate({ messages, tools })).text).toBe("It is 4 degrees.");
    });

    it("reads its error", async () => {
      const error = await model()
        .generate("too much")
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(RateLimitError);
      expect(isByokError(error, "rate_limit")).toBe(true);
      expect((error as Error).message).toContain("Slow down");
    });
  },
);

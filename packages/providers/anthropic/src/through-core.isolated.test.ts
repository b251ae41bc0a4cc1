import { ModelFactory, registerProvider } from "@byok/core";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { type MessagesServer, serveMessages } from "./__fixtures__/serve.ts";
import { anthropic } from "./index.ts";

let server: MessagesServer | undefined;
beforeAll(() => registerProvider(anthropic));
afterEach(() => server?.close());

const key = { apiKey: "sk-ant-test-1234567890", maxRetries: 0 };

describe("where it was answered", () => {
  const usage = { input_tokens: 1000, output_tokens: 100 };
  const answer = (inference_geo: string | null) => ({ usage: { ...usage, inference_geo } });

  test.each([
    ["us", ["price in the region us"]],
    ["global", []],
    ["not_available", []],
    [null, []],
  ])("%s: missing for the price is %j", async (geo, missing) => {
    server = await serveMessages(answer(geo));
    const model = ModelFactory.create("anthropic/claude-opus-4-6", {}, { ...key, url: server.url });
    for (const { cost } of [await model.generate("Hi"), await model.stream("Hi").result()]) {
      expect(cost).toMatchObject({ amount: "0.0075", complete: missing.length === 0, missing });
    }
  });
});

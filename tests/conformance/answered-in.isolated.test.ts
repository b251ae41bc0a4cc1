import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { anthropic } from "@byok/anthropic";
import { ModelFactory, registerProvider, type Budget, type Cost, type PriceRow } from "@byok/core";
import type { Platform } from "@byok/core/provider";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MODEL_IMPORTS, PRICE_IMPORTS } from "../../packages/core/src/generated/model-imports.ts";
import { PLATFORMS } from "../../packages/core/src/generated/platforms.ts";

// What the platform says of the place that answered must reach the price, and the place that is asked for the budget.
// The catalog has no such factor yet: this platform is made up.
const row: PriceRow = {
  currency: "USD",
  components: { input: "1", output: "10" },
  multipliers: { batch: "0.5", geo: { us: "1.1" } },
  source: { name: "price page", date: "2026-11-21" },
};
const platform: Platform = {
  id: "placed",
  name: "Placed",
  kind: "direct",
  keysUrl: "https://placed.example/keys",
  env: ["PLACED_API_KEY"],
  endpoints: [{ id: "default", baseUrl: "https://placed.example" }],
  surfaces: [{ wire: "anthropic-messages", auth: "header", authName: "x-api-key" }],
  models: "table",
};
const tables = [
  [PLATFORMS, platform],
  [MODEL_IMPORTS, () => Promise.resolve({ table: { models: { m: { id: "m" } } } })],
  [PRICE_IMPORTS, () => Promise.resolve({ prices: { m: [row] } })],
] as const;

let usage: object = {};
const server = createServer((request, response) => {
  request.resume();
  const message = {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "m",
    content: [{ type: "text", text: "Hello." }],
    stop_reason: "end_turn",
    usage: { input_tokens: 1000, output_tokens: 100, ...usage },
  };
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(message));
});
beforeAll(async () => {
  registerProvider(anthropic);
  for (const [table, entry] of tables) Object.assign(table, { placed: entry });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  for (const [table] of tables) Reflect.deleteProperty(table, "placed");
  server.close();
});

/** What an answer with this usage costs, and what a budget is asked to set aside for it. */
async function ask(
  told: object,
  extraBody: Record<string, string> = {},
): Promise<{ cost: Cost; worst: Parameters<Budget["reserve"]>[0] }> {
  usage = told;
  const seen: Parameters<Budget["reserve"]>[0][] = [];
  const model = ModelFactory.create({
    modelPlatform: "placed",
    modelType: "m",
    apiKey: "sk-test-0123456789",
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    maxRetries: 0,
    budget: {
      reserve: (worst) => {
        seen.push(worst);
        return { settle: () => {}, release: () => {} };
      },
    },
  });
  const { cost } = await model.generate({ messages: "Hi", config: { maxTokens: 1000, extraBody } });
  return { cost, worst: seen[0]! };
}

describe("the place that answered", () => {
  test.each([
    [{ inference_geo: "global" }, "0.002", []],
    [{ inference_geo: null }, "0.002", []],
    [{ inference_geo: "us" }, "0.0022", []],
    [{ inference_geo: "us", service_tier: "batch" }, "0.0011", []],
    [{ inference_geo: "eu" }, "0.002", ["price in the region eu"]],
  ])("%j costs %s, without %j", async (told, amount, missing) => {
    const { cost } = await ask(told);
    expect(cost).toMatchObject({ amount, complete: missing.length === 0, missing });
  });

  test("is told with the cost", async () => {
    expect((await ask({ inference_geo: "us" })).cost).toMatchObject({
      answeredIn: "us",
      lines: [
        { class: "input", price: "1.1", multipliers: [{ of: "geo", region: "us", by: "1.1" }] },
        { class: "output", price: "11" },
      ],
    });
  });

  test("that is asked for is what a budget reckons with, else the dearest", async () => {
    const none = (await ask({})).worst;
    const us = (await ask({}, { inference_geo: "us" })).worst;
    const eu = (await ask({}, { inference_geo: "eu" })).worst;
    expect(none.unbounded).toEqual([]);
    expect(us.unbounded).toEqual([]);
    expect(eu.unbounded).toEqual(["price in the region eu"]);
    // 1,000 tokens of output at 11 dollars per million, and the bytes of the request.
    expect(Number(none.amount)).toBeGreaterThan(0.011);
    expect(Number(us.amount)).toBeGreaterThan(0.011);
    expect(Number(eu.amount)).toBeLessThan(0.011);
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ModelRow } from "../catalog/model-row.ts";
import type { Platform } from "../catalog/platform.ts";
import type { PriceRow } from "../catalog/price.ts";
import {
  data,
  goodAnswer,
  sendJson,
  sendSse,
  useServers,
  type TestServer,
} from "../engine/__fixtures__/server.ts";
import { MODEL_IMPORTS, PRICE_IMPORTS } from "../generated/model-imports.ts";
import { PLATFORMS } from "../generated/platforms.ts";
import {
  createBudget,
  estimateCost,
  ModelFactory,
  type Budget,
  type ModelOptions,
} from "../index.ts";
import type { JsonObject } from "../json.ts";

// No platform of the catalog states these terms yet, so one is made up that states all of them.
const source = { name: "price page", date: "2026-11-21" };
const plain = { currency: "USD", components: { input: "1", output: "10" }, source };
const PRICES: Record<string, readonly PriceRow[]> = {
  multiplied: [{ ...plain, multipliers: { batch: "0.5", geo: { us: "1.5" } } }],
  free: [{ ...plain, components: {}, free: { limits: { requestsPerDay: 50 } } }],
  ended: [{ ...plain, components: {}, free: { until: "2026-01-01" } }],
  planned: [{ ...plain, components: {}, plan: "Coding" }],
  stored: [
    { ...plain, components: { ...plain.components, cacheRead: "0.1", cacheStorageHour: "4.5" } },
  ],
};
const terms: Platform = {
  id: "terms",
  name: "Terms",
  kind: "direct",
  env: ["TERMS_API_KEY"],
  keysUrl: "https://terms.example/keys",
  endpoints: [
    { id: "global", baseUrl: "https://terms.example/v1" },
    { id: "us", region: "us", baseUrl: "https://us.terms.example/v1" },
  ],
  surfaces: [{ wire: "openai-chat", auth: "bearer" }],
  models: "table",
};
const models: Record<string, ModelRow> = Object.fromEntries(
  Object.keys(PRICES).map((id) => [id, { id, maxOutput: 1000 }]),
);

beforeAll(() => {
  Object.assign(PLATFORMS, { terms });
  Object.assign(MODEL_IMPORTS, { terms: () => Promise.resolve({ table: { models } }) });
  Object.assign(PRICE_IMPORTS, { terms: () => Promise.resolve({ prices: PRICES }) });
});
afterAll(() => {
  for (const table of [PLATFORMS, MODEL_IMPORTS, PRICE_IMPORTS])
    Reflect.deleteProperty(table, "terms");
});

const serve = useServers();
const usage = { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 };
const cached = { ...usage, prompt_tokens_details: { cached_tokens: 600 } };

const modelOf = (server: TestServer, id: string, options: ModelOptions) =>
  ModelFactory.create(
    `terms/${id}`,
    {},
    { apiKey: "sk-test-0123456789", url: server.url, maxRetries: 0, ...options },
  );

/** What one answer costs, the same whole and streamed. */
async function costOf(
  id: string,
  answer: JsonObject,
  { options = {}, config = {} }: { options?: ModelOptions; config?: object } = {},
) {
  const server = await serve((response, { body }) => {
    const whole = JSON.parse(goodAnswer("Hi", { model: id, ...answer })) as JsonObject;
    if (!(JSON.parse(body) as { stream?: boolean }).stream) return sendJson(response, 200, whole);
    const { choices: _, ...head } = whole;
    const chunk = {
      ...head,
      choices: [{ index: 0, delta: { content: "Hi" }, finish_reason: "stop" }],
    };
    sendSse(response, data(chunk) + data("[DONE]"));
  });
  const model = modelOf(server, id, options);
  const request = { messages: "Hi", config: config as never };
  const { cost } = await model.generate(request);
  expect((await model.stream(request).result()).cost).toEqual(cost);
  return cost;
}

/** What a budget is asked to set aside for a call. */
async function reserved(id: string, config: object, options: ModelOptions = {}) {
  const seen: Parameters<Budget["reserve"]>[0][] = [];
  const budget: Budget = {
    reserve: (worst) => {
      seen.push(worst);
      return { settle: () => {}, release: () => {} };
    },
  };
  const server = await serve((response) => sendJson(response, 200, goodAnswer("Hi", { usage })));
  const model = modelOf(server, id, { ...options, budget });
  await model.generate({ messages: "Hi", config: config as never });
  const bytes = Buffer.byteLength(server.requests[0]!.body);
  return { ...seen[0]!, bytes };
}

describe("multipliers", () => {
  test("of the tier that answered are in the price, and in the lines", async () => {
    const cost = await costOf("multiplied", { usage, service_tier: "batch" });
    expect(cost).toMatchObject({ amount: "0.001", complete: true });
    expect(cost.lines[0]).toMatchObject({
      class: "input",
      price: "0.5",
      multipliers: [{ of: "batch", by: "0.5" }],
    });
    expect(await costOf("multiplied", { usage, service_tier: "flex" })).toMatchObject({
      complete: false,
      missing: ["price of service tier flex"],
    });
  });

  test("of the endpoint's region are as well", async () => {
    expect((await costOf("multiplied", { usage })).amount).toBe("0.002");
    const cost = await costOf("multiplied", { usage }, { options: { region: "us" } });
    expect(cost).toMatchObject({ amount: "0.003", complete: true });
    expect(cost.lines[0]?.multipliers).toEqual([{ of: "geo", region: "us", by: "1.5" }]);
  });

  test("count in an estimate of a request, and of a usage", async () => {
    const used = {
      input: { total: 1000, uncached: 1000 },
      output: { total: 100, text: 100 },
      raw: null,
    };
    const of = async (options: object) =>
      (await estimateCost(used, "terms/multiplied", options)).amount;
    expect(await of({})).toBe("0.002");
    expect(await of({ region: "us" })).toBe("0.003");
    expect(await of({ answeredIn: "us", serviceTier: "batch" })).toBe("0.0015");
    expect(await estimateCost(used, "terms/multiplied", { answeredIn: "eu" })).toMatchObject({
      missing: ["price in the region eu"],
    });
    const asked = await estimateCost("Hello", "terms/multiplied");
    expect(asked.lines.map((line) => line.price)).toEqual(["1.5", "15"]);
  });

  test("are set aside by a budget at their dearest", async () => {
    const { amount, bytes, unbounded } = await reserved("multiplied", { maxTokens: 10 });
    expect(unbounded).toEqual([]);
    expect(Number(amount)).toBeCloseTo((bytes * 1.5 + 10 * 15) / 1e6, 12);
    // The tier may be refused, and the standard one billed.
    const batch = await reserved("multiplied", { maxTokens: 10, serviceTier: "batch" });
    expect(batch.unbounded).toEqual([]);
    expect(Number(batch.amount)).toBeCloseTo((batch.bytes * 1.5 + 10 * 15) / 1e6, 12);
  });
});

describe("a free model", () => {
  test("costs 0, on terms that the cost names", async () => {
    expect(await costOf("free", { usage })).toMatchObject({
      amount: "0",
      complete: true,
      price: { free: { limits: { requestsPerDay: 50 } } },
    });
    expect(await reserved("free", {})).toMatchObject({ amount: "0", unbounded: [] });
  });

  test("is unknown once that has ended", async () => {
    const cost = await costOf("ended", { usage });
    expect(cost).not.toHaveProperty("amount");
    expect(cost.missing).toEqual(["price of input", "price of output"]);
    expect((await reserved("ended", {})).unbounded).toEqual(["price of input", "price of output"]);
  });
});

describe("a model that a plan pays", () => {
  test("has no amount, and a budget lets it through only unpriced", async () => {
    const cost = await costOf("planned", { usage });
    expect(cost).not.toHaveProperty("amount");
    expect(cost).toMatchObject({
      complete: false,
      missing: ["plan Coding"],
      price: { plan: "Coding" },
    });
    const server = await serve((response) => sendJson(response, 200, goodAnswer("Hi", { usage })));
    const strict = modelOf(server, "planned", { budget: createBudget({ limit: "5" }) });
    await expect(strict.generate("Hi")).rejects.toMatchObject({
      code: "budget_exceeded",
      message: expect.stringContaining("plan Coding") as string,
    });
    expect(server.requests).toEqual([]);
    const budget = createBudget({ limit: "5", allowUnpriced: true });
    await modelOf(server, "planned", { budget }).generate("Hi");
    expect(budget).toMatchObject({ spent: "0", reserved: "0" });
  });
});

describe("a cache that is billed by the hour", () => {
  const HOURS = "hours of cacheStorageHour";
  const named = { extra_body: { google: { cached_content: "cachedContents/1" } } };

  test("is missing only where the request may have named one", async () => {
    const own = await costOf("stored", { usage: cached });
    expect(own).toMatchObject({ amount: "0.00146", complete: true });
    const theirs = await costOf("stored", { usage: cached }, { config: { extraBody: named } });
    expect(theirs).toMatchObject({ amount: "0.00146", complete: false, missing: [HOURS] });
    const unused = await costOf("stored", { usage }, { config: { extraBody: named } });
    expect(unused).toMatchObject({ complete: true });
  });

  test("has no bound in a budget where the request names it", async () => {
    expect((await reserved("stored", { extraBody: { thinking: true } })).unbounded).toEqual([]);
    expect((await reserved("stored", { extraBody: named })).unbounded).toEqual([HOURS]);
    expect((await reserved("multiplied", { extraBody: named })).unbounded).toEqual([]);
  });

  test("is unknown of a usage alone, unless it is said that none was named", async () => {
    const used = { input: { total: 10, cacheRead: 6 }, output: { total: 1, text: 1 }, raw: null };
    expect((await estimateCost(used, "terms/stored")).missing).toEqual([HOURS]);
    const told = await estimateCost(used, "terms/stored", { mayNameCache: false });
    expect(told).toMatchObject({ complete: true });
    const request = { messages: "Hi", config: { extraBody: named } as never };
    expect((await estimateCost(request, "terms/stored")).missing).toEqual([HOURS]);
    expect((await estimateCost("Hi", "terms/stored")).missing).toEqual([]);
  });
});

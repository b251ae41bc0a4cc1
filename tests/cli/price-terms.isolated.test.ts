import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MODEL_IMPORTS, PRICE_IMPORTS } from "../../packages/core/src/generated/model-imports.ts";
import { PLATFORMS } from "../../packages/core/src/generated/platforms.ts";
import { run } from "../../packages/cli/src/__fixtures__/fake-io.ts";

// No platform of the catalog states all of these terms, so one is made up.
const source = { name: "price page", date: "2026-11-21" };
const plain = { currency: "USD", components: { input: "1", output: "10" }, source };
const limits = { requestsPerMinute: 20, requestsPerDay: 50 };
const PRICES = {
  multiplied: [{ ...plain, multipliers: { batch: "0.5", geo: { us: "1.1", eu: "1.2" } } }],
  free: [{ ...plain, components: {}, free: { until: "2026-12-01", limits } }],
  planned: [{ ...plain, components: { webSearch: "0.01" }, plan: "Coding" }],
  stored: [
    { ...plain, components: { ...plain.components, cacheRead: "0.1", cacheStorageHour: "4.5" } },
  ],
};
const terms = {
  id: "terms",
  name: "Terms",
  kind: "direct",
  env: ["TERMS_API_KEY"],
  endpoints: [{ id: "default", baseUrl: "https://terms.example/v1" }],
  surfaces: [{ wire: "openai-chat", auth: "bearer" }],
  models: "table",
};
const models = Object.fromEntries(Object.keys(PRICES).map((id) => [id, { id }]));

beforeAll(() => {
  Object.assign(PLATFORMS, { terms });
  Object.assign(MODEL_IMPORTS, { terms: () => Promise.resolve({ table: { models } }) });
  Object.assign(PRICE_IMPORTS, { terms: () => Promise.resolve({ prices: PRICES }) });
});
afterAll(() => {
  for (const table of [PLATFORMS, MODEL_IMPORTS, PRICE_IMPORTS])
    Reflect.deleteProperty(table, "terms");
});

const TOKENS = ["--input", "1000000", "--output", "1000000"];

async function price(model: string, ...flags: string[]): Promise<string> {
  const { code, out } = await run(["price", `terms/${model}`, ...flags]);
  expect(code).toBe(0);
  return out;
}

async function priceJson(model: string, ...flags: string[]): Promise<unknown> {
  return JSON.parse(await price(model, "--json", ...flags)) as unknown;
}

describe("byok price of a row with multipliers", () => {
  it("shows each, and reckons with those that apply", async () => {
    const rows = await price("multiplied");
    expect(rows).toContain("    × 0.5 for the service tier batch, per token\n");
    expect(rows).toContain("    × 1.1 where us answers, per token\n");
    expect(rows).toContain("    × 1.2 where eu answers, per token\n");
    const asked = await price(
      "multiplied",
      "--service-tier",
      "batch",
      "--answered-in",
      "us",
      ...TOKENS,
    );
    expect(asked).toContain(
      "cost: 6.05 USD = 1000000 input × 0.55 (batch × 0.5, us × 1.1) + 1000000 output × 5.5 (batch × 0.5, us × 1.1) per million\n",
    );
    expect(await price("multiplied", "--answered-in", "mars", ...TOKENS)).toContain(
      "at least 11 USD (no price or count for: price in the region mars)",
    );
  });

  it("has them in JSON, in rows and lines", async () => {
    expect(await priceJson("multiplied", "--service-tier", "batch", ...TOKENS)).toMatchObject([
      {
        rows: [{ ...PRICES.multiplied[0], applies: true }],
        cost: { amount: "5.5", lines: [{ multipliers: [{ of: "batch", by: "0.5" }] }, {}] },
      },
    ]);
  });
});

describe("byok price of a free model", () => {
  it("shows its terms while they hold", async () => {
    const day = ["--as-of", "2026-11-30"];
    expect(await price("free", ...day, ...TOKENS)).toMatch(
      /USD: free until 2026-12-01, up to 20 requests a minute and 50 requests a day ← holds then\n[^]*cost: 0 USD/,
    );
    expect(await priceJson("free", ...day, ...TOKENS)).toMatchObject([
      {
        known: true,
        rows: [{ free: { until: "2026-12-01", limits } }],
        cost: { amount: "0", complete: true, price: { free: { until: "2026-12-01", limits } } },
      },
    ]);
  });

  it("is unknown afterwards, and not 0", async () => {
    const day = ["--as-of", "2026-12-01"];
    const out = await price("free", ...day, ...TOKENS);
    expect(out).toContain("unknown: the catalog has no price for this time");
    expect(out).toContain("cost unknown");
    expect(out).not.toContain("free until");
    expect(await price("free", ...day, "--history")).toContain("free until 2026-12-01");
  });
});

describe("byok price of a model that a plan pays", () => {
  it("names the plan and gives no amount", async () => {
    const out = await price("planned", ...TOKENS);
    expect(out).toContain("USD: paid by the plan Coding; per web search 0.01 ← holds now\n");
    expect(out).toContain("  cost unknown: the plan Coding pays\n");
    const [report] = (await priceJson("planned", ...TOKENS)) as { cost: object }[];
    expect(report?.cost).not.toHaveProperty("amount");
    expect(report?.cost).toMatchObject({ complete: false, missing: ["plan Coding"] });
  });

  it("is listed as such, and never as free or cheap", async () => {
    const { out } = await run(["models", "terms"]);
    expect(out).toMatch(/terms\/planned +\? +\? +\? +\? +plan/);
    const cheap = await run([
      "models",
      "--platform",
      "terms",
      "--max-input-price",
      "100",
      "--json",
    ]);
    const ids = (JSON.parse(cheap.out) as { id: string }[]).map(({ id }) => id);
    expect(ids).toContain("stored");
    expect(ids).not.toContain("planned");
  });
});

describe("byok price of a model whose cache is billed by the hour", () => {
  it("shows the fee, and does not reckon with it", async () => {
    expect(await price("stored")).toContain(
      "input 1, cache read 0.1, output 10 per million tokens; keeping a cache 4.5 per million tokens and hour",
    );
    const read = [...TOKENS, "--cache-read", "500000"];
    expect(await price("stored", ...read)).toContain(
      "at least 10.55 USD (no price or count for: hours of cacheStorageHour)",
    );
    expect(await price("stored", ...TOKENS)).toContain("cost: 11 USD =");
  });
});

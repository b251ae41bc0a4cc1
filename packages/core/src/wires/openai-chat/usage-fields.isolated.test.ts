import { describe, expect, test } from "vitest";
import { addPlatform, priceRow } from "../../catalog-access/__fixtures__/add-platform.ts";
import type { UsagePolicy } from "../../catalog/policy.ts";
import {
  data,
  finishChunk,
  goodAnswer,
  sendJson,
  sendSse,
  textChunk,
  useServers,
} from "../../engine/__fixtures__/server.ts";
import { ModelFactory, type Result } from "../../index.ts";
import type { JsonObject } from "../../json.ts";

// What the catalog may say of a platform's usage, seen from outside: by a platform that says it.

const serve = useServers();
const prices = [
  priceRow({ input: "1", output: "2", cacheWrite: "3", inputAudio: "10", outputAudio: "20" }),
];
let count = 0;

interface Asked {
  usage: UsagePolicy;
  currency?: string;
}

/** The result of a streamed answer whose chunks report these usages, at a platform of its own. */
async function stream(
  { usage, currency }: Asked,
  reported: readonly JsonObject[],
): Promise<Result> {
  const id = platform(usage, currency);
  const server = await serve((response) =>
    sendSse(
      response,
      reported.map((each) => textChunk("x", { model: "m", usage: each })).join("") +
        finishChunk() +
        data("[DONE]"),
    ),
  );
  const model = ModelFactory.create(`${id}/m`, {}, { apiKey: "k-0123456789", url: server.url });
  return await model.stream("Hi").result();
}

/** The result of a whole answer with this usage. */
async function ask({ usage, currency }: Asked, reported: JsonObject): Promise<Result> {
  const id = platform(usage, currency);
  const server = await serve((response) =>
    sendJson(response, 200, goodAnswer("Hi", { model: "m", usage: reported })),
  );
  const model = ModelFactory.create(`${id}/m`, {}, { apiKey: "k-0123456789", url: server.url });
  return await model.generate("Hi");
}

function platform(usage: UsagePolicy, currency: string | undefined): string {
  const id = `usage${count++}`;
  const endpoint = { id: "default", baseUrl: `https://${id}.example/v1` };
  const endpoints = [{ ...endpoint, ...(currency === undefined ? {} : { currency }) }];
  addPlatform({ id, usage, endpoints }, { m: { prices } });
  return id;
}

describe("figures that are reported piece by piece", () => {
  const each = { report: "each" as const };

  test.each([
    [0.1, 0.2, 0.3],
    ["0.1", "0.2", "0.3"],
    [0.1, "0.2", 0.3],
  ])("of cost are added exactly: %j, %j, %j", async (...costs) => {
    const usage = { ...each, paths: { cost: "price.total" }, costCurrency: "USD" };
    const pieces = costs.map((total, index) => ({
      prompt_tokens: index === 0 ? 10 : 0,
      completion_tokens: 1,
      price: { total },
    }));
    const { cost, usage: read } = await stream({ usage }, pieces);
    expect(cost).toMatchObject({ amount: "0.6", complete: true, source: "platform" });
    expect(read.output.total).toBe(3);
  });

  test("of units are added, so that none is taken for free", async () => {
    const search = (web_search_requests: number): JsonObject => ({
      prompt_tokens: 1,
      completion_tokens: 1,
      server_tool_use: { web_search_requests },
    });
    const { usage, cost } = await stream({ usage: each }, [search(1), search(2)]);
    expect(usage.units).toEqual({ webSearch: 3 });
    expect(cost).toMatchObject({ complete: false, missing: ["price of webSearch"] });
  });

  test("of billed tokens and of caches by their life are added", async () => {
    const paths = {
      input: "i",
      output: "o",
      cacheWrite: "w5",
      cacheWrite1h: "w1h",
      billedInput: "bi",
      billedOutput: "bo",
    };
    const { usage, cost } = await stream({ usage: { ...each, paths } }, [
      { i: 10, o: 1, w5: 3, w1h: 4, bi: 5, bo: 1 },
      { i: 10, o: 2, w5: 1, w1h: 2, bi: 5, bo: 2 },
    ]);
    expect(usage.input.cacheWrite).toEqual({ total: 10, ttl5m: 4, ttl1h: 6 });
    expect(usage.billed).toEqual({ input: 10, output: 3 });
    expect(cost).toMatchObject({ amount: "0.000016", complete: true });
  });

  test("that cannot be stay seen, whatever comes behind them", async () => {
    const piece = (completion_tokens: number): JsonObject => ({
      prompt_tokens: 1,
      completion_tokens,
    });
    const { usage, cost } = await stream({ usage: each }, [piece(2), piece(-2), piece(5)]);
    expect(usage).toMatchObject({ input: { total: 3 }, output: {} });
    expect(cost.missing).toEqual(["output tokens"]);
  });
});

describe("the platform's own figure", () => {
  const paths = { cost: "cost" };
  const reported = { prompt_tokens: 10, completion_tokens: 5, cost: 0.7 };

  test("is in the currency that its endpoint bills, unless another is written", async () => {
    const cny = await ask({ usage: { paths }, currency: "CNY" }, reported);
    expect(cny.cost).toMatchObject({ amount: "0.7", currency: "CNY", source: "platform" });
    const eur = await ask({ usage: { paths, costCurrency: "EUR" }, currency: "CNY" }, reported);
    expect(eur.cost).toMatchObject({ amount: "0.7", currency: "EUR" });
  });

  test("is no cost where nobody knows its currency", async () => {
    const { cost } = await ask({ usage: { paths } }, reported);
    expect(cost).toMatchObject({ amount: "0.00002", source: "catalog" });
  });
});

describe("what is billed instead of what was counted", () => {
  const paths = { inputAudio: "ia", outputAudio: "oa", billedInput: "bi", billedOutput: "bo" };
  const counted = { prompt_tokens: 100, completion_tokens: 50, ia: 40, oa: 50 };

  test.each([
    [100, 50, ["input 60", "inputAudio 40", "outputAudio 50"]],
    [30, 60, ["inputAudio 30", "output 10", "outputAudio 50"]],
  ])("%i and %i tokens with sound are charged once", async (bi, bo, lines) => {
    const { cost } = await ask({ usage: { paths } }, { ...counted, bi, bo });
    expect(cost.lines.map((line) => `${line.class} ${line.quantity}`)).toEqual(lines);
  });
});

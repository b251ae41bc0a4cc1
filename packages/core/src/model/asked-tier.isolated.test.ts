import { describe, expect, test } from "vitest";
import { addPlatform, priceRow } from "../catalog-access/__fixtures__/add-platform.ts";
import {
  goodAnswer,
  sendJson,
  sendSse,
  textChunk,
  useServers,
} from "../engine/__fixtures__/server.ts";
import { ModelFactory, type Cost, type LooseConfig } from "../index.ts";

// An answer is priced by the tier that answered. Where it names none, and a special one was asked for, nobody knows.

const serve = useServers();
addPlatform(
  { id: "tiers", usage: { paths: { cost: "cost" } } },
  {
    m: {
      prices: [
        priceRow({ input: "1", output: "1" }),
        priceRow({ input: "3", output: "3" }, { serviceTier: "priority" }),
      ],
    },
  },
);
addPlatform(
  { id: "untiered", params: { serviceTier: { unsupported: "It has one tier." } } },
  { m: { prices: [priceRow({ input: "1", output: "1" })] } },
);

/** The cost of an answer with 10 and 5 tokens that has these fields. */
async function costOf(config: LooseConfig, answer: object = {}, platform = "tiers"): Promise<Cost> {
  const server = await serve((response) =>
    sendJson(response, 200, goodAnswer("Hi", { model: "m", ...answer })),
  );
  const model = ModelFactory.create(
    `${platform}/m`,
    {},
    { apiKey: "k-0123456789", url: server.url },
  );
  return (await model.generate({ messages: "Hi", config })).cost;
}

const unknown = ["service tier that answered"];

describe("an answer that names no tier", () => {
  test.each<[LooseConfig, string, string[]]>([
    // The best that is known is the price of what was asked for, or else the usual one.
    [{ serviceTier: "priority" }, "0.000045", unknown],
    [{ serviceTier: "flex" }, "0.000015", unknown],
    [{ extraBody: { service_tier: "priority" } }, "0.000045", unknown],
    [{ serviceTier: "priority", extraBody: { service_tier: "default" } }, "0.000015", []],
    [{ serviceTier: "auto" }, "0.000015", []],
    [{ serviceTier: "default" }, "0.000015", []],
    [{}, "0.000015", []],
  ])("where %j was asked for", async (config, amount, missing) => {
    expect(await costOf(config)).toMatchObject({
      amount,
      complete: missing.length === 0,
      missing,
    });
  });

  test("at a platform that is known to have one tier is complete", async () => {
    const cost = await costOf({ serviceTier: "priority" }, {}, "untiered");
    expect(cost).toMatchObject({ amount: "0.000015", complete: true });
  });

  test("with the platform's own figure is complete", async () => {
    const usage = { prompt_tokens: 10, completion_tokens: 5, cost: 0.5 };
    const cost = await costOf({ serviceTier: "priority" }, { usage });
    expect(cost).toMatchObject({ amount: "0.5", complete: true, source: "platform" });
  });

  test("and breaks is estimated by what was asked for", async () => {
    const server = await serve((response) => sendSse(response, textChunk("Hi", { model: "m" })));
    const options = { apiKey: "k-0123456789", url: server.url, maxRetries: 0 };
    const model = ModelFactory.create("tiers/m", { serviceTier: "priority" }, options);
    const error = await model.generate("Hi").catch((thrown: unknown) => thrown);
    const { cost } = (error as { partial: { cost: Cost } }).partial;
    expect(cost.lines.map(({ price }) => price)).toEqual(["3", "3"]);
    expect(cost.missing).toContain(unknown[0]);
  });
});

test("an answer that names its tier is priced by it, whatever was asked for", async () => {
  const asked = { serviceTier: "priority" };
  expect(await costOf(asked, { service_tier: "default" })).toMatchObject({
    amount: "0.000015",
    complete: true,
  });
  expect(await costOf(asked, { service_tier: "priority" })).toMatchObject({
    amount: "0.000045",
    complete: true,
  });
});

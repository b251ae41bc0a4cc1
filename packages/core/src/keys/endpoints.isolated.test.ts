import { describe, expect, test, vi } from "vitest";
import { addPlatform, priceRow } from "../catalog-access/__fixtures__/add-platform.ts";
import {
  goodAnswer,
  sendJson,
  useServers,
  type TestServer,
} from "../engine/__fixtures__/server.ts";
import { createBudget, estimateCost, ModelFactory, type ModelOptions } from "../index.ts";

// Who answers and who bills is the endpoint that the user names, wherever it can be told by nothing else.

const serve = useServers();
const answering = (): Promise<TestServer> =>
  serve((response) => sendJson(response, 200, goodAnswer("Hi", { model: "m" })));
// 10 tokens in, 5 out.
const usage = { input: { total: 10, uncached: 10 }, output: { total: 5, text: 5 }, raw: null };

function ask(id: string, options: ModelOptions): Promise<{ amount?: string; currency: string }> {
  const model = ModelFactory.create(`${id}/m`, {}, { apiKey: "k-0123456789", ...options });
  return model.generate("Hi").then(({ cost }) => cost);
}

describe("two endpoints with one address", () => {
  const own = { us: "TWINS_API_KEY", cn: "TWINS_CN_API_KEY" };

  async function twins(): Promise<TestServer> {
    const server = await answering();
    addPlatform(
      {
        id: "twins",
        baseUrlEnv: ["TWINS_BASE_URL"],
        endpoints: [
          { id: "us", region: "us", baseUrl: server.url, currency: "USD" },
          { id: "cn", region: "cn", baseUrl: server.url, currency: "CNY", keyEnv: [own.cn] },
        ],
      },
      {
        m: {
          prices: [
            priceRow({ input: "1", output: "1" }),
            priceRow({ input: "7", output: "7" }, { currency: "CNY" }),
          ],
        },
      },
    );
    return server;
  }

  test("the one that the user names answers and bills", async () => {
    const { url } = await twins();
    for (const options of [{}, { url }]) {
      expect(await ask("twins", { region: "cn", ...options })).toMatchObject({
        amount: "0.000105",
        currency: "CNY",
      });
      expect(await ask("twins", { region: "us", ...options })).toMatchObject({ currency: "USD" });
      expect(await ask("twins", options)).toMatchObject({ amount: "0.000015", currency: "USD" });
    }
  });

  test("and its own key is taken", async () => {
    const server = await twins();
    vi.stubEnv(own.us, "k-of-the-us-0123456789");
    vi.stubEnv(own.cn, "k-of-cn-0123456789");
    const region = (named: string): Promise<unknown> =>
      ModelFactory.create("twins/m", {}, { region: named }).generate("Hi");
    await region("cn");
    await region("us");
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer k-of-cn-0123456789",
      "Bearer k-of-the-us-0123456789",
    ]);
  });

  test("another endpoint's address goes before the region", async () => {
    const { url } = await twins();
    const elsewhere = await answering();
    addPlatform({
      id: "apart",
      endpoints: [
        { id: "us", region: "us", baseUrl: url, currency: "USD" },
        { id: "cn", region: "cn", baseUrl: elsewhere.url, currency: "CNY" },
      ],
    });
    expect(await ask("apart", { region: "cn", url })).toMatchObject({ currency: "USD" });
  });
});

describe("an endpoint without a region", () => {
  test("has its id for one, in prices, estimates and budgets", async () => {
    const [us, cn] = [await answering(), await answering()];
    addPlatform(
      {
        id: "unnamed",
        endpoints: [
          { id: "us", baseUrl: us.url, currency: "USD" },
          { id: "cn", baseUrl: cn.url, currency: "CNY" },
        ],
      },
      {
        m: {
          maxOutput: 10,
          prices: [
            priceRow({ input: "1", output: "1" }, { region: "us" }),
            priceRow({ input: "7", output: "7" }, { region: "cn", currency: "CNY" }),
          ],
        },
      },
    );
    const budget = createBudget({ limit: "1", currency: "CNY" });
    expect(await ask("unnamed", { region: "cn", budget })).toMatchObject({ amount: "0.000105" });
    expect(await ask("unnamed", {})).toMatchObject({ amount: "0.000015", currency: "USD" });
    const estimate = await estimateCost(usage, "unnamed/m", { region: "cn" });
    expect(estimate).toMatchObject({ amount: "0.000105", complete: true });
  });
});

import { expect, test } from "vitest";
import { addPlatform, priceRow } from "../catalog-access/__fixtures__/add-platform.ts";
import {
  goodAnswer,
  sendJson,
  useServers,
  type TestServer,
} from "../engine/__fixtures__/server.ts";
import { listModels, ModelFactory } from "../index.ts";

// An aggregator may give a model more room than its maker, or less: its own list says so.

const serve = useServers();
addPlatform({ id: "maker" }, { "a-1": { maxOutput: 1000, prices: [priceRow({ input: "1" })] } });
addPlatform({
  id: "agent",
  kind: "connector",
  models: "live",
  defaultModel: "made/a-1",
  upstream: { split: "/", makers: { made: "maker" } },
  modelsApi: { path: "/models", shape: "openai" },
});

/** A server of the aggregator whose list has these entries. */
function aggregator(...data: object[]): Promise<TestServer> {
  return serve((response, { path }) =>
    path.includes("models")
      ? sendJson(response, 200, { data })
      : sendJson(response, 200, goodAnswer("Hi")),
  );
}

/** The cap that is sent where so many tokens are asked for. */
async function sent(
  server: TestServer,
  id: string | undefined,
  maxTokens: number,
): Promise<unknown> {
  const model = ModelFactory.create({
    modelPlatform: "agent",
    // Types ask for a model of a platform that they do not know; this one has a default.
    modelType: id as string,
    modelConfig: { maxTokens },
    apiKey: "k-0123456789",
    url: server.url,
  });
  const { cost } = await model.generate("Hi");
  expect(cost.amount).toBeUndefined();
  const body = JSON.parse(server.requests.at(-1)?.body ?? "") as { max_tokens?: number };
  return body.max_tokens;
}

const list = (server: TestServer): Promise<unknown> =>
  listModels("agent", { apiKey: "k-0123456789", url: server.url });

test("what the live list states overrides the maker's limit, once it has been read", async () => {
  const server = await aggregator({
    id: "made/a-1",
    context_length: 9000,
    max_output_tokens: 4000,
  });
  expect(await sent(server, "made/a-1", 3000)).toBe(1000);
  await list(server);
  expect(await sent(server, "made/a-1", 3000)).toBe(3000);
  expect(await sent(server, "made/a-1", 5000)).toBe(4000);
  expect(await sent(server, undefined, 5000)).toBe(4000);
  // Of this model the list says nothing.
  expect(await sent(server, "made/a-1:free", 3000)).toBe(1000);
  expect(server.requests.filter(({ path }) => path.includes("models"))).toHaveLength(1);
});

test("also to less, and as the list says last", async () => {
  const entries = [{ id: "made/a-1", max_output_tokens: 500 }];
  const server = await aggregator(...entries);
  await list(server);
  expect(await sent(server, "made/a-1", 3000)).toBe(500);
  const silent = await aggregator({ id: "made/a-1" });
  await list(silent);
  expect(await sent(silent, "made/a-1", 3000)).toBe(1000);
});

test("for the address alone whose list it is", async () => {
  const [server, other] = [
    await aggregator({ id: "made/a-1", max_output_tokens: 9 }),
    await aggregator(),
  ];
  await list(server);
  expect(await sent(other, "made/a-1", 3000)).toBe(1000);
});

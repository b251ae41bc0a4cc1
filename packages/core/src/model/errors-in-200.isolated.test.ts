import { describe, expect, test } from "vitest";
import { addPlatform, priceRow } from "../catalog-access/__fixtures__/add-platform.ts";
import { sendJson, useServers } from "../engine/__fixtures__/server.ts";
import { checkKey, createBudget, listModels, ModelFactory, type ModelOptions } from "../index.ts";

// A platform that tells errors with the status of an answer tells them so everywhere, not only in chats.

const serve = useServers();
const key = "sk-wrong-0123456789";
addPlatform(
  {
    id: "ruled",
    keyCheck: { path: "/key", proves: "key" },
    modelsApi: { path: "/models", shape: "openai" },
    errorsIn200: true,
    errors: [
      { path: "code", match: "^1004$", as: "authentication" },
      { path: "code", match: "^1002$", as: "rate_limit" },
    ],
  },
  { e: { kind: "embedding", prices: [priceRow({ input: "1" })] } },
);

addPlatform({
  id: "numbered",
  errorsIn200: true,
  errors: [
    { status: 200, path: "code", match: "^429$", as: "quota_exceeded" },
    { status: 402, as: "rate_limit" },
  ],
});

/** What each operation makes of one answer: the code of its error, or what it gives. */
async function outcomes(platform: string, body: object): Promise<unknown[]> {
  const server = await serve((response) => sendJson(response, 200, body));
  const options: ModelOptions = { apiKey: key, url: server.url, maxRetries: 0 };
  const told = (promise: Promise<unknown>): Promise<unknown> =>
    promise.catch((error: { code: string }) => error.code);
  const model = ModelFactory.create(`${platform}/e`, {}, options);
  return [
    (await checkKey(platform, options)).status,
    await told(listModels(platform, { ...options, live: true })),
    await told(model.embed("x").then(({ embeddings }) => embeddings)),
  ];
}

describe("an error with the status of an answer", () => {
  test.each([
    ["ruled", { code: 1004, message: "wrong key" }],
    ["ruled", { code: 1004, message: "wrong key", data: [] }],
    ["ruled", { error: { message: "invalid api key", code: "invalid_api_key" } }],
    ["ruled", { error: { message: "invalid api key", code: "invalid_api_key" }, data: [{}] }],
    ["minimax", { base_resp: { status_code: 1004, status_msg: "login fail" } }],
    // No rule is needed for an error that says that it is one.
    ["openai", { error: { message: "invalid api key", code: "invalid_api_key" } }],
  ])("%s: %j", async (platform, body) => {
    expect(await outcomes(platform, body)).toEqual(["invalid", "authentication", "authentication"]);
  });

  test("words beside what was asked for are no error", async () => {
    const data = [{ id: "a", index: 0, embedding: [1] }];
    const [status, list, vectors] = await outcomes("ruled", { code: 20000, message: "fine", data });
    expect([status, (list as { id: string }[])[0]?.id, vectors]).toEqual(["ok", "a", [[1]]]);
    const page = { code: 20000, message: "fine", status: true, data: { balance: "3" } };
    expect((await outcomes("ruled", page))[0]).toBe("ok");
  });

  test("is repeated like a status where it may pass, and is not booked", async () => {
    const server = await serve((response, _, nth) =>
      nth === 0
        ? sendJson(response, 200, { code: 1002, message: "too fast" }, { "retry-after": "0" })
        : sendJson(response, 200, { data: [{ embedding: [1] }], usage: { prompt_tokens: 1 } }),
    );
    const budget = createBudget({ limit: "1" });
    const model = ModelFactory.create("ruled/e", {}, { apiKey: key, url: server.url, budget });
    expect((await model.embed("x")).embeddings).toEqual([[1]]);
    expect(server.requests).toHaveLength(2);
    expect(budget.spent).toBe("0.000001");
  });
});

describe("a rule for a status", () => {
  test.each([
    // The status of the answer is 200, whatever its body says.
    [{ code: 429, msg: "no quota" }, "quota_exceeded", false],
    [{ code: 402, msg: "slow down" }, "rate_limit", true],
    [{ code: 401, msg: "who?" }, "authentication", false],
  ])(
    "holds for the one of the answer and for the one in its body: %j",
    async (body, code, again) => {
      const server = await serve((response) => sendJson(response, 200, body));
      const options: ModelOptions = { apiKey: key, url: server.url, maxRetries: 0 };
      const model = ModelFactory.create("numbered/m", {}, options);
      await expect(model.generate("Hi")).rejects.toMatchObject({ code, retryable: again });
    },
  );
});

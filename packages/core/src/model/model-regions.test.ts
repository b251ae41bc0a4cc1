import { describe, expect, test } from "vitest";
import { ModelFactory, type ByokError, type ModelOptions, type Warning } from "../index.ts";
import { goodAnswer } from "../engine/__fixtures__/server.ts";

const KEY = "sk-canary-0123456789abcdefghijklmnop";

/** Answers every address, so that the catalog's own can be asked. */
function answering(status: number, body: string): typeof globalThis.fetch {
  return () =>
    Promise.resolve(
      new Response(body, { status, headers: { "content-type": "application/json" } }),
    );
}

async function warningsOf(
  reference: `${string}/${string}`,
  options: ModelOptions,
): Promise<Warning[]> {
  const fetch = answering(200, goodAnswer("Hi"));
  const model = ModelFactory.create(reference, {}, { apiKey: KEY, fetch, ...options });
  const { warnings } = await model.generate("Hi");
  return warnings.filter(({ code }) => code === "region-unlisted");
}

describe("a model in a region that its row does not name", () => {
  // The lists of qwen's regions: kimi-k3 stands in that of intl alone, deepseek-v3 in that of cn.
  test.each<[string, `${string}/${string}`, ModelOptions]>([
    ["the default region", "qwen/kimi-k3", {}],
    ["a named region", "qwen/kimi-k3", { region: "cn" }],
    [
      "the region of an address",
      "qwen/kimi-k3",
      { url: "https://dashscope.aliyuncs.com/compatible-mode/v1" },
    ],
  ])("is warned of: %s", async (_, reference, options) => {
    expect(await warningsOf(reference, options)).toEqual([
      {
        code: "region-unlisted",
        path: "region",
        message:
          "The catalog knows qwen/kimi-k3 in the region intl, not in cn: set `region`, or see what the platform lists there.",
        from: "cn",
        to: ["intl"],
      },
    ]);
  });

  test("is warned of in requests that are no chat", async () => {
    const body = JSON.stringify({
      data: [{ index: 0, embedding: [1] }],
      usage: { prompt_tokens: 1, total_tokens: 1 },
    });
    const fetch = answering(200, body);
    const options = { apiKey: KEY, fetch, region: "intl" };
    const { warnings } = await ModelFactory.create("volcano/doubao-embedding", {}, options).embed(
      "Hi",
    );
    expect(warnings).toMatchObject([{ code: "region-unlisted", from: "intl", to: ["cn"] }]);
  });

  test("is told of in the hint when the platform does not find it", async () => {
    const body = JSON.stringify({ error: { message: "no such model", code: "model_not_found" } });
    const fetch = answering(404, body);
    const options = { apiKey: KEY, fetch, maxRetries: 0 };
    const error = (await ModelFactory.create("qwen/kimi-k3", {}, options)
      .generate("Hi")
      .catch((thrown: unknown) => thrown)) as ByokError;
    expect(error).toMatchObject({ code: "model_not_found" });
    expect(error.hint).toContain("in the region intl, not in cn");
  });
});

test.each<[string, `${string}/${string}`, ModelOptions]>([
  ["its own region", "qwen/kimi-k3", { region: "intl" }],
  ["one of its regions", "qwen/deepseek-r1", { region: "cn" }],
  ["a region of which the catalog knows no model", "qwen/kimi-k3", { region: "us" }],
  ["a server of one's own", "qwen/kimi-k3", { url: "https://proxy.example/v1" }],
  ["a region of a platform that tells none", "openai/gpt-4o-mini", {}],
  ["a model that the catalog does not know", "qwen/not-in-any-list", {}],
])("%s is not warned of", async (_, reference, options) => {
  expect(await warningsOf(reference, options)).toEqual([]);
});

test("a deployment is not warned of that another platform's model stands in few regions", async () => {
  const model = ModelFactory.create({
    modelPlatform: "qwen",
    modelType: "my-deployment",
    like: "zhipu/glm-5.3-highspeed",
    apiKey: KEY,
    fetch: answering(200, goodAnswer("Hi")),
  });
  expect(await model.resolution).toMatchObject({ kind: "like" });
  expect((await model.generate("Hi")).warnings).toEqual([]);
});

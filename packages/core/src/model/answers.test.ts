import { describe, expect, test } from "vitest";

import {
  ContentFilterError,
  findPlatform,
  ModelFactory,
  ModelManager,
  type ByokError,
  type ModelOptions,
  type Result,
  type StreamEvent,
  type Transport,
} from "../index.ts";
import {
  data,
  finishChunk,
  goodAnswer,
  goodStream,
  sendJson,
  sendSse,
  useServers,
  textChunk,
  type TestServer,
} from "../engine/__fixtures__/server.ts";

const KEY = "sk-canary-0123456789abcdefghijklmnop";
const serve = useServers();

function model(server: TestServer, options: ModelOptions = {}) {
  return ModelFactory.create(
    "openai/gpt-4o-mini",
    {},
    { apiKey: KEY, url: server.url, maxRetries: 0, ...options },
  );
}

/** Answers without a network, whatever the address. */
function answering(body: string): Transport {
  return {
    id: "test",
    open(request, handler) {
      queueMicrotask(() => {
        const headers = new Map([["content-type", "application/json"]]);
        handler.onHead({ status: 200, headers, url: request.url });
        handler.onData(new TextEncoder().encode(body));
        handler.onEnd();
      });
      return { pause() {}, resume() {}, abort() {} };
    },
  };
}

describe("the region that answers", () => {
  const regions = ["moonshot", "minimax", "siliconflow", "volcano", "qwen", "zhipu"].flatMap((id) =>
    findPlatform(id)!
      .endpoints.filter((endpoint) => endpoint.currency !== undefined)
      .map((endpoint) => [id, endpoint.id, endpoint.baseUrl!, endpoint.currency!] as const),
  );

  test.each(regions)("%s %s is known by its address %s", async (id, region, url, currency) => {
    const transport = answering(goodAnswer("Hi", { model: "priced" }));
    const ask = async (options: ModelOptions): Promise<Result> =>
      await ModelFactory.create({
        modelPlatform: id,
        modelType: "priced",
        apiKey: KEY,
        transport,
        ...options,
      }).generate("Hi");
    const byAddress = await ask({ url: `${url}/` });
    expect(byAddress.cost).toEqual((await ask({ region })).cost);
    expect(byAddress.cost.currency).toBe(currency);
  });

  test("an address from the environment says its region too, and a proxy says none", async () => {
    const ask = async (options: ModelOptions): Promise<string> =>
      (
        await ModelFactory.create({
          modelPlatform: "moonshot",
          modelType: "kimi-k2-0905-preview",
          apiKey: KEY,
          transport: answering(goodAnswer()),
          ...options,
        }).generate("Hi")
      ).cost.currency;
    process.env["MOONSHOT_API_BASE_URL"] = "https://api.moonshot.cn/v1";
    try {
      expect(await ask({})).toBe("CNY");
    } finally {
      delete process.env["MOONSHOT_API_BASE_URL"];
    }
    expect(await ask({ url: "https://proxy.example/v1" })).toBe("USD");
    expect(await ask({ url: "https://proxy.example/v1", region: "cn" })).toBe("CNY");
  });
});

describe("usage that did not come", () => {
  test("is unknown, and the cost is told as an estimate", async () => {
    const server = await serve((response) =>
      sendSse(response, textChunk("Hello there, you") + finishChunk() + data("[DONE]")),
    );
    const result = await model(server).stream("Hi").result();
    expect(result.usage).toEqual({ input: {}, output: {}, raw: null });
    expect(result.warnings.map(({ code }) => code)).toContain("usage-missing");
    expect(result.cost).toMatchObject({ basis: "estimated", complete: false });
    expect(Number(result.cost.amount)).toBeGreaterThan(0);
  });
});

describe("response-metadata", () => {
  test("has what the head says of the rate limit, as the result has", async () => {
    const server = await serve((response) => {
      response.writeHead(200, {
        "content-type": "text/event-stream",
        "x-ratelimit-remaining-requests": "7",
      });
      response.end(goodStream());
    });
    const events: StreamEvent[] = [];
    const stream = model(server).stream("Hi");
    for await (const event of stream) events.push(event as StreamEvent);
    const told = events.filter((event) => event.type === "response-metadata");
    expect(told).toEqual([
      {
        type: "response-metadata",
        id: "c1",
        model: "gpt-4o-mini",
        created: 1,
        rateLimit: { remainingRequests: 7 },
      },
    ]);
    expect((await stream.result()).response.rateLimit).toEqual({ remainingRequests: 7 });
  });

  test("a service tier that comes at the end is in the result and no event of its own", async () => {
    const server = await serve((response) =>
      sendSse(
        response,
        textChunk("Hello") +
          finishChunk() +
          data({ choices: [], service_tier: "flex", usage: { prompt_tokens: 1 } }) +
          data("[DONE]"),
      ),
    );
    const events: StreamEvent[] = [];
    const stream = model(server).stream("Hi");
    for await (const event of stream) events.push(event as StreamEvent);
    expect(events.filter((event) => event.type === "response-metadata")).toHaveLength(1);
    expect((await stream.result()).response.serviceTier).toBe("flex");
  });
});

describe("refused content", () => {
  const filtered = { hate: { filtered: true, severity: "high" }, note: `key ${KEY}` };
  test.each([
    [
      "Azure's",
      { param: "prompt", code: "content_filter", innererror: { content_filter_result: filtered } },
      "input",
    ],
    [
      "OpenRouter's",
      { code: "content_policy_violation", metadata: { ...filtered, flagged_input: "bad words" } },
      "input",
    ],
    [
      "Qwen's",
      {
        code: "data_inspection_failed",
        message: "Output data may contain inappropriate content.",
        metadata: filtered,
      },
      "output",
    ],
  ])("%s says which side it was, and the verdict without the key", async (_, error, blockedBy) => {
    const server = await serve((response) => sendJson(response, 400, { error }));
    const thrown = await model(server)
      .generate("Hi")
      .catch((caught: unknown) => caught);
    expect(thrown).toBeInstanceOf(ContentFilterError);
    expect(thrown).toMatchObject({ blockedBy, safety: { hate: { severity: "high" } } });
    expect(JSON.stringify((thrown as ContentFilterError).safety)).not.toContain(KEY);
  });
});

describe("ModelManager", () => {
  const output = { schema: { type: "object", required: ["a"], properties: {} } };
  test.each(["generate", "stream"] as const)(
    "%s asks no other model after a whole answer of the wrong form: it is billed",
    async (how) => {
      const first = await serve((response) =>
        how === "stream"
          ? sendSse(response, goodStream('{"b":1}'))
          : sendJson(response, 200, goodAnswer('{"b":1}')),
      );
      const second = await serve((response) => sendJson(response, 200, goodAnswer('{"a":1}')));
      const manager = new ModelManager([model(first), model(second)]);
      const request = { messages: "Hi", output };
      const asked = how === "stream" ? manager.stream(request).result() : manager.generate(request);
      const error = await asked.catch((caught: unknown) => caught as ByokError);
      expect(error).toMatchObject({
        code: "structured_output",
        partial: { cost: { complete: true } },
      });
      expect(second.requests).toHaveLength(0);
    },
  );

  test("a page in the answer's place is no answer: the next model is asked", async () => {
    const first = await serve((response) => {
      response.writeHead(200, { "content-type": "text/html" });
      response.end("<html>log in</html>");
    });
    const second = await serve((response) => sendJson(response, 200, goodAnswer("from two")));
    const manager = new ModelManager([model(first), model(second)]);
    expect((await manager.generate("Hi")).text).toBe("from two");
  });
});

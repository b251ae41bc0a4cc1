import { inspect } from "node:util";
import OpenAI from "openai";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ModelFactory, type StreamEvent } from "../index.ts";
import { openaiClient } from "../openai.ts";
import {
  goodAnswer,
  goodStream,
  sendJson,
  sendSse,
  startRawServer,
  startServer,
  textChunk,
  type Answer,
  type TestServer,
} from "../engine/__fixtures__/server.ts";

const KEY = "sk-canary-0123456789abcdef";
let server: TestServer;
let status = 200;
beforeEach(async () => {
  status = 200;
  server = await startServer((response, request) => {
    if (status !== 200)
      sendJson(response, status, { error: { message: `bad ${KEY}`, code: "insufficient_quota" } });
    else if (request.body.includes('"stream":true')) sendSse(response, goodStream());
    else sendJson(response, 200, goodAnswer());
  });
});
afterEach(() => server.close());

describe("openaiClient", () => {
  test("has key, address and no one else's settings", async () => {
    vi.stubEnv("GROQ_API_KEY", KEY);
    vi.stubEnv("OPENAI_API_KEY", "sk-other-key-0123456789");
    vi.stubEnv("OPENAI_ORG_ID", "org-other");
    vi.stubEnv("OPENAI_BASE_URL", "https://other.example/v1");
    const client = await openaiClient("groq", { url: server.url });
    const answer = await client.chat.completions.create({
      model: "m",
      messages: [{ role: "user", content: "Hi" }],
    });
    expect(answer.choices[0]?.message.content).toBe("Hello");
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(JSON.stringify(server.requests[0]?.headers)).not.toContain("other");
  });
  test("sends no other platform's key where none is needed", async () => {
    vi.stubEnv("OPENAI_API_KEY", KEY);
    const client = await openaiClient("ollama", { url: server.url });
    await client.chat.completions.create({ model: "m", messages: [] });
    expect(server.requests[0]?.headers.authorization).not.toContain(KEY);
  });
  describe("what OPENAI_CUSTOM_HEADERS and OPENAI_ADMIN_KEY say", () => {
    const ask = async (client: OpenAI): Promise<unknown> =>
      await client.chat.completions.create({ model: "m", messages: [] });
    beforeEach(() => {
      vi.stubEnv(
        "OPENAI_CUSTOM_HEADERS",
        "X-Leak: other\nAuthorization: Bearer other\nX-Mine: other\nno header",
      );
      vi.stubEnv("OPENAI_ADMIN_KEY", "other");
    });
    test.each(["groq", "openai"])("goes to no other address than OpenAI's own: %s", async (id) => {
      const client = await openaiClient(id, {
        apiKey: KEY,
        url: server.url,
        client: { defaultHeaders: { "x-mine": "mine" } },
      });
      await ask(client);
      await ask(client.withOptions({ maxRetries: 0 }));
      await client.admin.organization.adminAPIKeys.list().catch(() => {});
      expect(server.requests.length).toBeGreaterThan(1);
      for (const { headers } of server.requests) {
        expect(headers).toMatchObject({ authorization: `Bearer ${KEY}`, "x-mine": "mine" });
        expect(headers).not.toHaveProperty("x-leak");
        expect(JSON.stringify(headers)).not.toContain("other");
      }
    });
    test("leaves headers of any form that were given", async () => {
      const given = new Headers({ "x-leak": "mine" });
      await ask(
        await openaiClient("groq", {
          apiKey: KEY,
          url: server.url,
          client: { defaultHeaders: given },
        }),
      );
      expect(server.requests[0]?.headers["x-leak"]).toBe("mine");
    });
    test("goes to OpenAI, as the user wished", async () => {
      const seen: Headers[] = [];
      const client = await openaiClient("openai", {
        apiKey: KEY,
        fetch: (_url, init) => {
          seen.push(new Headers(init?.headers));
          return Promise.resolve(Response.json({ choices: [] }));
        },
      });
      await ask(client);
      expect(seen[0]?.get("x-leak")).toBe("other");
    });
  });
  test("follows no redirect", async () => {
    const evil = await startServer((response) => sendJson(response, 200, goodAnswer("stolen")));
    const redirecting = await startServer((response) => {
      response.writeHead(307, { location: `${evil.url}/chat/completions` });
      response.end();
    });
    const client = await openaiClient("openai", {
      apiKey: KEY,
      url: redirecting.url,
      maxRetries: 0,
    });
    await expect(
      client.chat.completions.create({
        model: "m",
        messages: [{ role: "user", content: "secret" }],
      }),
    ).rejects.toThrow(/redirect|Connection/);
    expect(evil.requests).toEqual([]);
    await Promise.all([evil.close(), redirecting.close()]);
  });
  test("prints no key, nor does what it hands out", async () => {
    const client = await openaiClient("groq", { apiKey: KEY, url: server.url });
    const printed = [client, client.chat, { client }].map(
      (value) => inspect(value, { depth: 9, showHidden: true }) + JSON.stringify(value),
    );
    expect(printed.join()).not.toContain(KEY);
    expect(inspect(client)).toContain(server.url);
  });
  test("shows no key that the server repeats, and no request, in its errors", async () => {
    const options = { apiKey: KEY, url: server.url, maxRetries: 0 };
    const ask = async (client: OpenAI): Promise<unknown> =>
      await client.chat.completions
        .create({ model: "m", messages: [{ role: "user", content: "secret prompt" }] })
        .catch((caught: unknown) => caught);
    status = 429;
    const refused = await ask(await openaiClient("groq", options));
    expect(refused).toMatchObject({ status: 429, code: "insufficient_quota" });
    expect(String(refused)).toContain("bad [key removed]");
    const echo = await startRawServer((socket, head) => socket.end(head));
    const broken = await ask(await openaiClient("groq", { ...options, url: echo.url }));
    expect(echo.requests[0]?.body).toContain(KEY);
    for (const error of [refused, broken]) {
      expect(error).toBeInstanceOf(OpenAI.APIError);
      const shown = inspect(error, { depth: Infinity, showHidden: true }) + JSON.stringify(error);
      expect(shown).not.toMatch(/canary|authorization|secret prompt/i);
    }
    await echo.close();
  });
  test("reads an error body without end to its cap", async () => {
    await server.close();
    server = await startServer(endlessPage);
    const client = await openaiClient("groq", { apiKey: KEY, url: server.url, maxRetries: 0 });
    await expect(client.models.list()).rejects.toMatchObject({ status: 502 });
    await server.idle();
  });
  test("asks for a key like a model does", async () => {
    await expect(openaiClient("groq")).rejects.toMatchObject({ code: "missing_key" });
  });
});

describe("the chat over an official client", () => {
  const model = () =>
    ModelFactory.create(
      "openai/gpt-4o-mini",
      {},
      { client: new OpenAI({ apiKey: KEY, baseURL: server.url }), maxRetries: 0 },
    );

  test("gives the same events and the same result", async () => {
    const direct = ModelFactory.create("openai/gpt-4o-mini", {}, { apiKey: KEY, url: server.url });
    const read = async (stream: AsyncIterable<StreamEvent<undefined>>): Promise<unknown[]> => {
      const events: unknown[] = [];
      for await (const event of stream)
        events.push(event.type === "finish" ? { ...event, result: undefined } : event);
      return events;
    };
    expect(await read(model().stream("Hi"))).toEqual(await read(direct.stream("Hi")));
    expect((await model().generate("Hi")).text).toBe("Hello");
    expect(new Set(server.requests.map((request) => request.headers.authorization))).toEqual(
      new Set([`Bearer ${KEY}`]),
    );
    expect(server.requests[0]?.body).toBe(server.requests[1]?.body);
  });
  test("classifies errors as ever, and prints no key", async () => {
    status = 429;
    const error: unknown = await model()
      .generate("Hi")
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "quota_exceeded", status: 429 });
    expect(String(error) + JSON.stringify(error)).not.toContain(KEY);
  });
  const credentials: [string, (url: string) => OpenAI][] = [
    ["that is a function", (baseURL) => new OpenAI({ apiKey: async () => KEY, baseURL })],
    [
      "in a header of its own",
      (baseURL) =>
        new OpenAI({ apiKey: "none", baseURL, defaultHeaders: { "cf-aig-authorization": KEY } }),
    ],
  ];
  test.each(credentials)("prints no key %s", async (_, client) => {
    status = 429;
    const error: unknown = await ModelFactory.create(
      "openai/gpt-4o-mini",
      {},
      { client: client(server.url), maxRetries: 0 },
    )
      .generate("Hi")
      .catch((caught: unknown) => caught);
    expect(JSON.stringify(server.requests[0]?.headers)).toContain(KEY);
    expect(error).toMatchObject({ code: "quota_exceeded", message: "bad [key removed]" });
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain("canary");
  });
  test("keeps the words of a page, and stops reading one without end", async () => {
    await server.close();
    server = await startServer(endlessPage);
    const error: unknown = await model()
      .generate("Hi")
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "server_error", status: 502 });
    expect(String(error)).toContain("Bad gateway");
    await server.idle();
  });
  test("closes the socket when the reader leaves", async () => {
    await server.close();
    server = await startServer((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(textChunk("Hel"));
    });
    for await (const event of model().stream("Hi")) if (event.type === "text-delta") break;
    await server.idle();
    expect(server.open()).toBe(0);
  });
  test("a client of another protocol is refused at once, with the one that fits", () => {
    const client = new OpenAI({ apiKey: KEY, baseURL: server.url });
    const create = (reference: string, surface?: string): unknown =>
      ModelFactory.create(reference, {}, { client, ...(surface === undefined ? {} : { surface }) });
    for (const make of [
      () => create("anthropic/claude-sonnet-4-5"),
      () => create("moonshot/kimi-k2", "anthropic-messages"),
    ]) {
      expect(make).toThrow(
        expect.objectContaining({
          code: "invalid_request",
          message: expect.stringContaining("OpenAI client does not speak anthropic-messages"),
          hint: expect.stringContaining("new Anthropic()"),
        }),
      );
    }
    expect(() => create("moonshot/kimi-k2", "anthropic-messages")).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('surface: "openai-chat"') }),
    );
    expect(() => create("moonshot/kimi-k2")).not.toThrow();
    expect(server.requests).toEqual([]);
  });
  test("something else is refused", () => {
    expect(() => ModelFactory.create("openai/gpt-4o-mini", {}, { client: {} })).toThrow(
      /not an official/,
    );
  });
});

const endlessPage: Answer = (response) => {
  response.writeHead(502, { "content-type": "text/html" });
  const more = (): void => {
    while (!response.destroyed && response.write(`<p>Bad gateway</p>${"x".repeat(65_536)}`));
    if (!response.destroyed) response.once("drain", more);
  };
  more();
};

describe("a server that takes the request and says nothing", () => {
  const silent = () => startServer(() => {});
  test.each([
    ["fetch", (_url: string) => ({ transport: "fetch" as const, apiKey: KEY })],
    [
      "an official client",
      (url: string) => ({ client: new OpenAI({ apiKey: KEY, baseURL: url }) }),
    ],
  ])("over %s the first byte is what was waited for", async (_lane, options) => {
    const quiet = await silent();
    const model = ModelFactory.create(
      "openai/gpt-4o-mini",
      {},
      { url: quiet.url, maxRetries: 0, timeoutMs: 30, ...options(quiet.url) },
    );
    await expect(model.generate("Hi")).rejects.toMatchObject({
      code: "timeout",
      phase: "first-byte",
    });
    await quiet.close();
  });
});

import { inspect } from "node:util";
import { afterEach, expect, test, vi } from "vitest";
import { ModelFactory, registerProvider, Secret, type ModelOptions } from "../index.ts";
import { createTokenCache } from "../engine/token-cache.ts";
import type { Authenticator, Credential } from "../spi/authenticator.ts";
import { openaiChat } from "../wires/openai-chat/index.ts";
import {
  goodAnswer,
  sendJson,
  startServer,
  type Answer,
  type TestServer,
} from "../engine/__fixtures__/server.ts";

const KEY = "long-lived-canary-0123456789";
const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** An authenticator that trades its key for a short token, as IBM's IAM does. */
function iam(tokenUrl: string, declared: boolean): Authenticator {
  return {
    specVersion: 1,
    id: "iam",
    fields: [{ name: "key", env: ["WATSONX_API_KEY"] }],
    ...(declared ? { tokenOrigins: [new URL(tokenUrl).origin] } : {}),
    resolve: async (credential, context) =>
      await context.cache.get("iam", async () => {
        const { head, body } = await context.fetchToken({
          method: "POST",
          url: new URL(tokenUrl),
          headers: {},
          body: new TextEncoder().encode(`apikey=${credential.fields["key"]!.reveal()}`),
          bodySha256: () => Promise.resolve(""),
        });
        if (head.status !== 200)
          throw new Error(`${head.status}: ${new TextDecoder().decode(body).trim()}`);
        const { token } = JSON.parse(new TextDecoder().decode(body)) as { token: string };
        return { fields: { token: new Secret(token) } };
      }),
    sign(request, credential) {
      request.headers["authorization"] = `Bearer ${credential.fields["token"]!.reveal()}`;
      return request;
    },
  };
}

const sendToken: Answer = (response, _, nth) =>
  sendJson(response, 200, { token: `short-lived-token-${nth}-abcdef` });

async function setUp(
  declared: boolean,
  answer: Answer,
  { issue = sendToken, ...options }: ModelOptions & { issue?: Answer } = {},
) {
  const tokens = await startServer(issue);
  const server = await startServer(answer);
  servers.push(tokens, server);
  const wire = {
    ...openaiChat,
    id: "watsonx-chat",
    classifyError: (...args: Parameters<typeof openaiChat.classifyError>) => ({
      ...openaiChat.classifyError(...args),
      ...(args[0].status === 401 ? { reauthenticate: true } : {}),
    }),
  };
  registerProvider({
    specVersion: 1,
    id: "test",
    wires: [wire],
    authenticators: [iam(`${tokens.url}/token`, declared)],
  });
  vi.stubEnv("WATSONX_API_KEY", KEY);
  const model = ModelFactory.create({
    modelPlatform: "watsonx",
    modelType: "m",
    url: server.url,
    vars: { project: "p", region: "us-south", projectId: "p" },
    maxRetries: 0,
    ...options,
  });
  return { tokens, server, model };
}

test("a token is fetched once, and again when the platform says it has expired", async () => {
  const { tokens, server, model } = await setUp(true, (response, _, nth) =>
    nth === 2 ? sendJson(response, 401, {}) : sendJson(response, 200, goodAnswer()),
  );
  await model.generate("Hi");
  await model.generate("Hi");
  await model.generate("Hi");
  expect(tokens.requests).toHaveLength(2);
  expect(server.requests.map((request) => request.headers.authorization?.slice(0, 28))).toEqual([
    "Bearer short-lived-token-0-a",
    "Bearer short-lived-token-0-a",
    "Bearer short-lived-token-0-a",
    "Bearer short-lived-token-1-a",
  ]);
});

test("the key goes to no origin that is not declared", async () => {
  const { tokens, server, model } = await setUp(false, (response) =>
    sendJson(response, 200, goodAnswer()),
  );
  await expect(model.generate("Hi")).rejects.toMatchObject({ code: "origin" });
  expect(tokens.requests).toEqual([]);
  expect(server.requests).toEqual([]);
});

test("a token that the platform echoes is not printed", async () => {
  const { model } = await setUp(true, (response) =>
    sendJson(response, 400, { error: { message: "bad short-lived-token-0-abcdef" } }),
  );
  const error: unknown = await model.generate("Hi").catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: "invalid_request" });
  expect(inspect(error)).not.toContain("short-lived-token");
});

test("what an authenticator throws shows neither the key nor its request", async () => {
  const { model } = await setUp(true, (response) => sendJson(response, 200, goodAnswer()));
  const thrown = Object.assign(new Error(`refused ${KEY}`), {
    config: { url: "/token", headers: { authorization: `Basic ${btoa(`apikey:${KEY}`)}` } },
  });
  registerProvider({
    specVersion: 1,
    id: "test",
    authenticators: [{ ...iam("https://x.example", false), resolve: () => Promise.reject(thrown) }],
  });
  const error: unknown = await model.generate("Hi").catch((caught: unknown) => caught);
  expect(error).toMatchObject({
    code: "protocol",
    message: "The authenticator iam failed: refused [key removed].",
    cause: { message: "refused [key removed]", config: { url: "/token" } },
  });
  expect(inspect(error, { depth: 9 })).not.toMatch(/canary|authorization/);
  expect(thrown.message).toContain(KEY);
});

function drip(status: number, text: string): Answer {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.write(text);
    const timer = setInterval(() => response.write(" "), 5);
    response.on("close", () => clearInterval(timer));
  };
}

test("a token that drips without end is not waited for", async () => {
  const { tokens, server, model } = await setUp(true, () => {}, {
    issue: drip(200, '{"token":'),
    timeouts: { contentIdleMs: 60 },
  });
  await expect(model.generate("Hi")).rejects.toMatchObject({
    code: "timeout",
    phase: "content-idle",
  });
  await tokens.idle();
  expect(server.requests).toEqual([]);
});

test("a refusal that drips without end is heard as far as it came", async () => {
  const { tokens, model } = await setUp(true, () => {}, {
    issue: drip(403, "no such key"),
    timeouts: { contentIdleMs: 60 },
  });
  await expect(model.generate("Hi")).rejects.toThrow("403: no such key");
  await tokens.idle();
});

test("a refusal without end is read to its cap", async () => {
  const { tokens, model } = await setUp(true, () => {}, {
    issue: (response) => {
      response.writeHead(500);
      const more = (): void => {
        while (!response.destroyed && response.write("x".repeat(64 * 1024)));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    },
  });
  const error: unknown = await model.generate("Hi").catch((caught: unknown) => caught);
  expect(String(error)).toContain("500: xxx");
  await tokens.idle();
});

test("a token server that says nothing has not failed to take the request", async () => {
  const { model } = await setUp(true, () => {}, { issue: () => {}, timeoutMs: 30 });
  await expect(model.generate("Hi")).rejects.toMatchObject({
    code: "timeout",
    phase: "first-byte",
  });
});

test("many calls with one expired token fetch one new one, under whatever key it is kept", async () => {
  const { tokens, server, model } = await setUp(true, (response, request) =>
    request.headers.authorization?.includes("token-0-") === true
      ? sendJson(response, 401, {})
      : sendJson(response, 200, goodAnswer()),
  );
  registerProvider({
    specVersion: 1,
    id: "test",
    authenticators: [
      {
        ...iam(`${tokens.url}/token`, true),
        resolve: (credential, context) =>
          context.cache.get("scope:chat", () =>
            iam(`${tokens.url}/token`, true).resolve!(credential, {
              ...context,
              cache: { get: (_, load) => load(), drop: () => {} },
            }),
          ),
      },
    ],
  });
  const results = await Promise.all(Array.from({ length: 8 }, () => model.generate("Hi")));
  expect(results.map(({ text }) => text)).toEqual(Array.from({ length: 8 }, () => "Hello"));
  expect(tokens.requests).toHaveLength(2);
  expect(server.requests).toHaveLength(16);
});

test("who waited for a token takes it, however short it lives", async () => {
  const cache = createTokenCache();
  let loads = 0;
  const load = (): Promise<Credential> => {
    loads++;
    return Promise.resolve({ fields: {}, expiresAt: Date.now() + 30_000 });
  };
  await Promise.all(Array.from({ length: 8 }, () => cache.get("k", load)));
  expect(loads).toBe(1);
  await cache.get("k", load);
  expect(loads).toBe(2);
  await expect(cache.get("other", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await cache.get("other", load);
  expect(loads).toBe(3);
});

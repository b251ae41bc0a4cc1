import { ModelFactory, registerProvider } from "@byok/core";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { anthropic } from "./index.ts";
import { anthropicClient, type AnthropicClientOptions } from "./client.ts";

const KEY = "sk-ant-canary-0123456789abcdef";
const message = { model: "m", max_tokens: 1, messages: [{ role: "user" as const, content: "Hi" }] };

interface Sent {
  url: string;
  headers: Headers;
}

/** Sends one message, and tells what reached the network. */
async function send(
  options: AnthropicClientOptions,
  adapt: "as it is" | "cloned" = "as it is",
): Promise<Sent> {
  const sent: Sent[] = [];
  const client = await anthropicClient({
    apiKey: KEY,
    ...options,
    fetch: (input, init) => {
      const url = input instanceof Request ? input.url : input.toString();
      sent.push({ url, headers: new Headers(init?.headers) });
      return Promise.resolve(Response.json({ type: "message", content: [] }));
    },
  });
  await (adapt === "cloned" ? client.withOptions({ maxRetries: 0 }) : client).messages.create(
    message,
  );
  expect(sent).toHaveLength(1);
  return sent[0]!;
}

describe("what ANTHROPIC_CUSTOM_HEADERS says", () => {
  beforeEach(() => {
    vi.stubEnv(
      "ANTHROPIC_CUSTOM_HEADERS",
      "X-Leak: other\nAuthorization: Bearer other\nX-Api-Key: other\nX-Mine: other",
    );
    vi.stubEnv("ANTHROPIC_AUTH_TOKEN", "other");
  });
  const elsewhere: [string, AnthropicClientOptions][] = [
    ["another platform", { platform: "moonshot" }],
    ["another address", { url: "https://gateway.example" }],
  ];
  test.each(elsewhere)("does not go to %s", async (_, options) => {
    for (const adapt of ["as it is", "cloned"] as const) {
      const { headers } = await send(
        { ...options, client: { defaultHeaders: { "x-mine": "mine" } } },
        adapt,
      );
      expect([...headers.values()].join()).not.toContain("other");
      expect(headers.get("x-mine")).toBe("mine");
      expect([headers.get("authorization"), headers.get("x-api-key")].join()).toContain(KEY);
    }
  });
  test("goes to Anthropic, as the user wished", async () => {
    expect((await send({})).headers.get("x-leak")).toBe("other");
  });
});

describe("an address", () => {
  const cases = [
    ["https://host.example", "https://host.example/v1/messages"],
    ["https://host.example/", "https://host.example/v1/messages"],
    ["https://host.example/v1", "https://host.example/v1/messages"],
    ["https://host.example/v1/", "https://host.example/v1/messages"],
    ["https://host.example/a/v1/messages", "https://host.example/a/v1/messages"],
    ["https://host.example/my-v1", "https://host.example/my-v1/v1/messages"],
  ] as const;
  test.each(cases)("%s is understood as a model understands it", async (url, sentTo) => {
    expect((await send({ url })).url).toBe(sentTo);
    registerProvider(anthropic);
    const sent: string[] = [];
    const fetch: typeof globalThis.fetch = (input) => {
      sent.push(input as string);
      return Promise.resolve(new Response("", { status: 400 }));
    };
    await ModelFactory.create("anthropic/claude-sonnet-4-5", {}, { apiKey: KEY, url, fetch })
      .generate("Hi")
      .catch(() => {});
    expect(sent).toEqual([sentTo]);
  });
});

test("sends the key as the platform takes it", async () => {
  const { headers } = await send({});
  expect([headers.get("authorization"), headers.get("x-api-key")].join()).toContain(KEY);
});

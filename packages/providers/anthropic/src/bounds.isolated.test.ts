import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createBudget, ModelFactory, registerProvider, type Budget } from "@byok/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anthropic } from "./index.ts";

let server: Server;
let requests = 0;
beforeAll(async () => {
  registerProvider(anthropic);
  server = createServer((request, response) => {
    requests++;
    request.resume();
    response.writeHead(200, { "content-type": "application/json" });
    response.end(
      JSON.stringify({
        id: "m",
        type: "message",
        role: "assistant",
        model: "claude-haiku-4-5",
        content: [{ type: "text", text: "Hello" }],
        stop_reason: "end_turn",
        usage: { input_tokens: 1, output_tokens: 1 },
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => void server.close());

async function ask(config: object, budget: Budget): Promise<void> {
  const { port } = server.address() as AddressInfo;
  await ModelFactory.create(
    "anthropic/claude-haiku-4-5",
    {},
    { apiKey: "sk-ant-test-0123456789", url: `http://127.0.0.1:${port}`, maxRetries: 0, budget },
  ).generate({ messages: "Hi", config: config as never });
}

async function reserved(
  config: object,
): Promise<{ amount: string | undefined; unbounded: readonly string[] }> {
  const seen: Parameters<Budget["reserve"]>[0][] = [];
  await ask(config, {
    reserve: (worst) => {
      seen.push(worst);
      return { settle: () => {}, release: () => {} };
    },
  });
  return seen[0]!;
}

test("the cap is the one that is sent", async () => {
  const { amount, unbounded } = await reserved({
    maxTokens: 10,
    extraBody: { max_tokens: 20_000 },
  });
  // 5 dollars per million tokens.
  expect(Number(amount)).toBeCloseTo(0.1, 2);
  expect(unbounded).toEqual([]);
});

test.each([
  [
    { tools: [{ type: "web_search_20250305", name: "web_search" }] },
    "price of the tool web_search_20250305",
  ],
  // The catalog knows no price per use, and what a tool reads is billed as input.
  [
    { tools: [{ type: "web_fetch_20250910", name: "f", max_uses: 2 }] },
    "price of the tool web_fetch_20250910",
  ],
  [
    { tools: [{ type: "code_execution_20250825", name: "c" }] },
    "price of the tool code_execution_20250825",
  ],
  [{ mcp_servers: [{ type: "url", url: "https://x.example", name: "x" }] }, "price of mcp_servers"],
  [
    { context_management: { edits: [{ type: "compact_20260112" }] } },
    "price of context_management",
  ],
  [{ speed: "fast" }, "price of service tier fast"],
  [{ inference_geo: "us" }, "price in the region us"],
  [{ model: "claude-opus-4-1" }, "price of the model claude-opus-4-1"],
])("%j has no bound, and is refused under a budget unless allowed", async (extraBody, what) => {
  const config = { maxTokens: 10, extraBody };
  expect((await reserved(config)).unbounded).toEqual([what]);
  const before = requests;
  await expect(ask(config, createBudget({ limit: "5" }))).rejects.toMatchObject({
    code: "budget_exceeded",
    message: expect.stringContaining(what) as string,
  });
  expect(requests).toBe(before);
  await ask(config, createBudget({ limit: "5", allowUnpriced: true }));
});

test("tools that the user runs, and fields that cost nothing, pass", async () => {
  for (const extraBody of [
    { tools: [{ type: "bash_20250124", name: "bash" }] },
    { tools: [{ type: "custom", name: "f", input_schema: { type: "object" } }] },
    { tools: [{ type: "text_editor_20250728", name: "edit" }, { type: "memory_20250818" }] },
    { mcp_servers: [], speed: "standard", service_tier: "standard_only", inference_geo: "global" },
    { context_management: { edits: [{ type: "clear_tool_uses_20250919" }] } },
  ]) {
    expect((await reserved({ maxTokens: 10, extraBody })).unbounded).toEqual([]);
  }
});

import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import Anthropic from "@anthropic-ai/sdk";
import { ModelFactory, registerProvider } from "@byok/core";
import { expect, test } from "vitest";
import { anthropic } from "./index.ts";

test("an error body without end is read to its cap, and its socket is closed", async () => {
  registerProvider(anthropic);
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    request.resume();
    response.on("error", () => {});
    response.writeHead(502, { "content-type": "text/html" });
    const more = (): void => {
      while (!response.destroyed && response.write(`<p>Bad gateway</p>${"x".repeat(65_536)}`));
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  });
  const closed = new Promise<void>((resolve) => {
    server.on("connection", (socket) => {
      sockets.add(socket);
      socket.on("close", () => resolve());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const client = new Anthropic({ apiKey: "sk-ant-test", baseURL: `http://127.0.0.1:${port}` });
  const error: unknown = await ModelFactory.create(
    "anthropic/claude-sonnet-4-5",
    {},
    { client, maxRetries: 0 },
  )
    .generate("Hi")
    .catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: "server_error", status: 502 });
  expect(String(error)).toContain("Bad gateway");
  await closed;
  for (const socket of sockets) socket.destroy();
  server.close();
});

test("an Anthropic client carries only a chat in Anthropic's protocol", () => {
  const client = new Anthropic({ apiKey: "sk-ant-test" });
  const create = (reference: string, surface?: string): unknown =>
    ModelFactory.create(reference, {}, { client, ...(surface === undefined ? {} : { surface }) });
  for (const reference of ["openai/gpt-4o-mini", "groq/llama-3.3-70b-versatile"]) {
    expect(() => create(reference)).toThrow(
      expect.objectContaining({
        code: "invalid_request",
        message: expect.stringContaining("Anthropic client does not speak openai-chat"),
        hint: expect.stringContaining("new OpenAI()"),
      }),
    );
  }
  expect(() => create("moonshot/kimi-k2")).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('surface: "anthropic-messages"') }),
  );
  expect(() => create("moonshot/kimi-k2", "anthropic-messages")).not.toThrow();
});

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { checkKey, isByokError, listModels, ModelFactory, registerProvider } from "@byok/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { anthropic } from "./index.ts";

let server: Server;
let body: object;
let requests = 0;
beforeAll(async () => {
  registerProvider(anthropic);
  server = createServer((request, response) => {
    requests++;
    request.resume();
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => void server.close());
beforeEach(() => void (requests = 0));

function options(): { apiKey: string; url: string; maxRetries: number; surface: string } {
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/anthropic`;
  return { apiKey: "sk-wrong-0123456789", url, maxRetries: 1, surface: "anthropic-messages" };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.catch((thrown: unknown) => thrown);
  return isByokError(error) ? error.code : "none";
}

// MiniMax says so in the catalog: errorsIn200, and what its codes mean.
describe("an error with the status of an answer", () => {
  test.each([
    { base_resp: { status_code: 1004, status_msg: "login fail" } },
    { base_resp: { status_code: 1004, status_msg: "login fail" }, content: [], data: [] },
    { type: "error", error: { type: "authentication_error", message: "invalid x-api-key" } },
  ])("is told in a chat, a list and a key check: %j", async (told) => {
    body = told;
    const model = ModelFactory.create("minimax/MiniMax-M2.7", {}, options());
    expect(await codeOf(model.generate("Hi"))).toBe("authentication");
    expect(requests).toBe(1);
    expect(await codeOf(listModels("minimax", { ...options(), live: true }))).toBe(
      "authentication",
    );
    expect(await codeOf(model.countTokens("Hi"))).toBe("authentication");
    expect((await checkKey("minimax", options())).status).toBe("invalid");
  });

  test("beside what was asked for nothing is one", async () => {
    body = { data: [{ id: "a" }], message: "fine", base_resp: { status_code: 0 } };
    expect(await listModels("minimax", { ...options(), live: true })).toMatchObject([{ id: "a" }]);
    expect((await checkKey("minimax", options())).status).toBe("ok");
  });
});

import { afterEach, expect, test } from "vitest";
import { ModelFactory, type FilePart, type ModelOptions } from "../index.ts";
import {
  goodAnswer,
  sendJson,
  startServer,
  type TestServer,
} from "../engine/__fixtures__/server.ts";

let server: TestServer;
afterEach(() => server.close());

const pdf: FilePart = {
  type: "file",
  mediaType: "application/pdf",
  name: "a.pdf",
  source: { url: "https://files.example/a.pdf" },
};
const image: FilePart = {
  type: "file",
  mediaType: "image/png",
  source: { url: "https://files.example/a.png" },
};

async function ask(part: FilePart, options: ModelOptions = {}): Promise<string> {
  server = await startServer((response) => sendJson(response, 200, goodAnswer()));
  await ModelFactory.create(
    "openai/gpt-4o-mini",
    {},
    { apiKey: "sk-test-0123456789", url: server.url, ...options },
  ).generate({
    messages: [{ role: "user", content: [{ type: "text", text: "What is this?" }, part] }],
  });
  return server.requests[0]!.body;
}

test("a URL that the platform takes is passed on and never fetched", async () => {
  const fetched: string[] = [];
  const body = await ask(image, {
    fetchUrl: (url) => (fetched.push(url), Promise.resolve(new Uint8Array(1))),
  });
  expect(body).toContain("https://files.example/a.png");
  expect(fetched).toEqual([]);
});

test("one that it does not take is an error, unless the user fetches it", async () => {
  await expect(ask(pdf)).rejects.toMatchObject({
    code: "invalid_request",
    hint: expect.stringContaining("fetchUrl") as string,
  });
  expect(server.requests).toEqual([]);
  await server.close();
  const body = await ask(pdf, {
    fetchUrl: () => Promise.resolve(new TextEncoder().encode("%PDF")),
  });
  expect(body).toContain(`data:application/pdf;base64,${btoa("%PDF")}`);
  expect(body).not.toContain("files.example");
});

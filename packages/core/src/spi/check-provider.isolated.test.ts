import { afterAll, beforeAll, expect, test } from "vitest";
import { InvalidRequestError, ModelFactory, registerProvider, type FilePart } from "../index.ts";
import { defineProvider, type Provider, type WireProtocol } from "../provider.ts";
import { openaiChat } from "../wires/openai-chat/index.ts";
import {
  goodAnswer,
  sendJson,
  startServer,
  type TestServer,
} from "../engine/__fixtures__/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer((response) => sendJson(response, 200, goodAnswer()));
});
afterAll(() => server.close());

const wire: WireProtocol = { ...openaiChat, id: "w" };

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["a number", 5],
  ["no id", { specVersion: 1 }],
  ["no version", { id: "x" }],
  ["another version", { specVersion: 2, id: "x" }],
  ["wires that are no list", { specVersion: 1, id: "x", wires: {} }],
  ["a wire of another version", { specVersion: 1, id: "x", wires: [{ ...wire, specVersion: 2 }] }],
  ["a wire without chat", { specVersion: 1, id: "x", wires: [{ ...wire, chat: undefined }] }],
  ["a wire without id", { specVersion: 1, id: "x", wires: [{ ...wire, id: undefined }] }],
  ["an authenticator without sign", { specVersion: 1, id: "x", authenticators: [{ id: "a" }] }],
  ["an empty id", { specVersion: 1, id: "" }],
  ["a wire with half an operation", { specVersion: 1, id: "x", wires: [{ ...wire, embed: {} }] }],
  [
    "an extension without a dot",
    { specVersion: 1, id: "x", wires: [{ ...wire, extensions: { images: wire.chat } }] },
  ],
  [
    "a field without its variables",
    {
      specVersion: 1,
      id: "x",
      authenticators: [{ specVersion: 1, id: "a", fields: [{ name: "apiKey" }], sign() {} }],
    },
  ],
  [
    "origins that are no list",
    {
      specVersion: 1,
      id: "x",
      authenticators: [
        { specVersion: 1, id: "a", fields: [], tokenOrigins: "https://a", sign() {} },
      ],
    },
  ],
  ["a framing without create", { specVersion: 1, id: "x", framings: [{ id: "f" }] }],
])("a plugin with %s is refused when it is declared and when it is registered", (_, plugin) => {
  for (const take of [defineProvider, registerProvider])
    expect(() => take(plugin as Provider)).toThrow(InvalidRequestError);
});

test("a wire may leave out `takesUrl`: then every file may be sent as a URL", async () => {
  const { takesUrl: _, ...chat } = openaiChat.chat;
  const seen: FilePart[] = [];
  registerProvider(
    defineProvider({
      specVersion: 1,
      id: "plain",
      wires: [{ ...openaiChat, id: "openai-responses", chat }],
    }),
  );
  const model = ModelFactory.create(
    "openai/gpt-4o-mini",
    {},
    {
      apiKey: "sk-test-0123456789",
      url: server.url,
      surface: "openai-responses",
      fetchUrl: async (url) => {
        seen.push({ type: "file", mediaType: "", source: { url } });
        return new Uint8Array();
      },
    },
  );
  const file: FilePart = {
    type: "file",
    mediaType: "image/png",
    source: { url: "https://files.example/a.png" },
  };
  await model.generate({ messages: [{ role: "user", content: [file] }] });
  expect(seen).toEqual([]);
  expect(server.requests[0]?.body).toContain("https://files.example/a.png");
});

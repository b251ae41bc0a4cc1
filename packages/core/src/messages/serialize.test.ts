import fc from "fast-check";
import { expect, it } from "vitest";
import { conversation } from "./__fixtures__/conversation.ts";
import type { Message } from "./message.ts";
import { deserializeMessages, serializeMessages } from "./serialize.ts";

it("gives back what it was given, bytes and provider state included", () => {
  fc.assert(
    fc.property(conversation(fc.string({ minLength: 1 })), (messages) => {
      const text = serializeMessages(messages);
      expect(JSON.parse(text)).toMatchObject({ v: 1 });
      // Fields that are undefined are not there afterwards; -0 and 0 are one number in JSON.
      expect(deserializeMessages(text)).toEqual(messages);
    }),
    { numRuns: 300 },
  );
});

it("keeps bytes and base64 apart, in tool results too", () => {
  const messages: Message[] = [
    {
      role: "user",
      content: [
        { type: "file", mediaType: "image/png", source: { bytes: new Uint8Array([0, 255]) } },
        { type: "file", mediaType: "image/png", source: { base64: "AP8=" } },
      ],
    },
    {
      role: "assistant",
      content: [
        {
          type: "tool-call",
          id: "a",
          name: "f",
          input: { source: { bytesBase64: "AP8=" }, type: "file" },
        },
      ],
    },
    {
      role: "tool",
      content: [
        {
          type: "tool-result",
          id: "a",
          name: "f",
          status: "ok",
          content: [
            { type: "file", mediaType: "image/png", source: { bytes: new Uint8Array([7]) } },
          ],
        },
      ],
    },
  ];
  expect(deserializeMessages(serializeMessages(messages))).toEqual(messages);
});

it("keeps __proto__ as data", () => {
  const input = JSON.parse('{"__proto__": {"a": 1}}') as { a?: number };
  const [message] = deserializeMessages(
    serializeMessages([
      {
        role: "assistant",
        content: [{ type: "tool-call", id: "a", name: "f", input: input as { a: number } }],
      },
    ]),
  );
  expect(JSON.stringify(message)).toContain('"__proto__":{"a":1}');
});

it("takes an empty conversation", () => {
  expect(deserializeMessages(serializeMessages([]))).toEqual([]);
});

it("gives back messages that have no parts: they are refused when they are sent, and nothing around them is lost", () => {
  const messages: Message[] = [
    { role: "user", content: "long talk" },
    { role: "user", content: [] },
    { role: "tool", content: [] },
    { role: "system", content: [] },
  ];
  expect(deserializeMessages(serializeMessages(messages))).toEqual(messages);
});

it.each<[string, string, RegExp]>([
  ["cut off", '{"v":1,"messages":[{"role"', /not JSON/],
  ["another text", '"hello"', /no stored messages/],
  ["a list", "[]", /no stored messages/],
  ["no version", '{"messages":[]}', /no stored messages/],
  ["a newer version", '{"v":2,"messages":[]}', /version 2; this byok reads version 1/],
  ["version 0", '{"v":0,"messages":[]}', /version 0/],
  ["no messages", '{"v":1}', /messages is no array/],
  ["a broken message", '{"v":1,"messages":[{"role":"user"}]}', /damaged: messages\[0\]\.content/],
  [
    "broken bytes",
    '{"v":1,"messages":[{"role":"user","content":[{"type":"file","mediaType":"a/b","source":{"bytesBase64":"%%"}}]}]}',
    /source must be exactly one of/,
  ],
])("refuses a text that is %s", (_name, text, message) => {
  expect(() => deserializeMessages(text)).toThrow(
    expect.objectContaining({
      code: "invalid_request",
      message: expect.stringMatching(message) as string,
    }),
  );
});

it("tells how to read a newer version", () => {
  expect(() => deserializeMessages('{"v":2,"messages":[]}')).toThrow(
    expect.objectContaining({ hint: expect.stringContaining("Update @byok/core") as string }),
  );
});

it.each<[string, unknown]>([
  ["a function", () => 1],
  ["a big integer", 1n],
  ["not a number", Number.NaN],
  ["a date", new Date(0)],
])("refuses to store %s", (_name, value) => {
  const message = { role: "user", content: "x", extra: { value } } as unknown as Message;
  expect(() => serializeMessages([message])).toThrow(
    expect.objectContaining({ code: "invalid_request" }),
  );
});

it("stores a tool input as deep as a model may write it", () => {
  let input: Message["extra"] = {};
  for (let i = 0; i < 199; i += 1) input = { input };
  const messages: Message[] = [
    { role: "assistant", content: [{ type: "tool-call", id: "a", name: "f", input }] },
  ];
  expect(deserializeMessages(serializeMessages(messages))).toEqual(messages);
});

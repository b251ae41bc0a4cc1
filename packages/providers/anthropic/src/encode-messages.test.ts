import type { FilePart, Message, ToolResultPart } from "@byok/core/provider";
import { array, assert, constantFrom, property } from "fast-check";
import { describe, expect, test } from "vitest";

import { encode } from "./__fixtures__/encode.ts";
import { testTarget } from "./__fixtures__/test-target.ts";

const user = (content: string): Message => ({ role: "user", content });
const text = (value: string) => ({ type: "text", text: value });
const result = (id: string, more: Partial<ToolResultPart> = {}): ToolResultPart => ({
  type: "tool-result",
  id,
  name: "f",
  status: "ok",
  content: [{ type: "text", text: `result ${id}` }],
  ...more,
});
const call = (id: string) => ({ type: "tool-call" as const, id, name: "f", input: { a: 1 } });

describe("system messages", () => {
  test("leading ones stand apart, in order, with their cache breakpoints", () => {
    const { body } = encode({
      messages: [
        { role: "system", content: "One." },
        {
          role: "system",
          content: [
            { type: "text", text: "Two.", cache: "1h" },
            { type: "text", text: " " },
          ],
        },
        user("Hi"),
      ],
    });
    expect(body.system).toEqual([
      text("One."),
      { ...text("Two."), cache_control: { type: "ephemeral", ttl: "1h" } },
    ]);
    expect(body.messages).toEqual([{ role: "user", content: [text("Hi")] }]);
  });

  test.each([
    [undefined, [text("A"), text("B")], ["user"], ["translated"]],
    ["hoist", [text("A"), text("B")], ["user"], ["translated"]],
    ["asUser", [text("A")], ["user"], []],
    ["keep", [text("A")], ["user", "system"], []],
  ] as const)("a later one with policy %s", (system, expected, roles, warned) => {
    const target = testTarget({ policy: system === undefined ? {} : { messages: { system } } });
    const messages: Message[] = [
      { role: "system", content: "A" },
      user("Hi"),
      { role: "system", content: "B" },
    ];
    const { body, warnings } = encode({ messages }, target);
    expect(body.system).toEqual(expected);
    expect(body.messages.map((turn) => turn.role)).toEqual(roles);
    expect(warnings.map((warning) => warning.code)).toEqual(warned);
  });
});

describe("turns", () => {
  test("results of parallel calls stand in one message, before the user's text", () => {
    const { body } = encode({
      messages: [
        user("Go"),
        { role: "assistant", content: [call("1"), call("2"), call("3")] },
        { role: "tool", content: [result("1")] },
        user("And hurry."),
        {
          role: "tool",
          content: [
            result("2", { status: "error" }),
            result("3", { status: "denied", content: [] }),
          ],
        },
      ],
    });
    expect(body.messages).toHaveLength(3);
    expect(body.messages[2]).toEqual({
      role: "user",
      content: [
        { type: "tool_result", tool_use_id: "1", content: "result 1" },
        { type: "tool_result", tool_use_id: "2", content: "result 2", is_error: true },
        {
          type: "tool_result",
          tool_use_id: "3",
          content: "The user denied this call.",
          is_error: true,
        },
        text("And hurry."),
      ],
    });
  });

  test("never two of one role, never an empty text, always the user first", () => {
    const message = constantFrom<Message>(
      user("u"),
      user(" "),
      { role: "assistant", content: "a" },
      { role: "assistant", content: [{ type: "text", text: "" }, call("1")] },
      { role: "tool", content: [result("1", { content: [{ type: "text", text: "" }] })] },
      { role: "system", content: "s" },
    );
    assert(
      property(array(message, { maxLength: 12 }), (messages) => {
        const turns = encode({ messages: [user("first"), ...messages] }).body.messages;
        expect(turns[0]?.role).toBe("user");
        turns.forEach((turn, index) => {
          expect(turn.role).not.toBe(turns[index - 1]?.role);
          expect(turn.content.length).toBeGreaterThan(0);
          for (const block of turn.content)
            if (block.type === "text") expect(block.text.trim()).not.toBe("");
        });
      }),
    );
  });

  test("a prefill does not end in white space; an earlier answer keeps it", () => {
    const prefill: Message = { role: "assistant", content: "The answer is \n" };
    expect(encode({ messages: [user("Q"), prefill] }).body.messages[1]?.content).toEqual([
      text("The answer is"),
    ]);
    expect(encode({ messages: [user("Q"), prefill, user("R")] }).body.messages[1]?.content).toEqual(
      [text("The answer is \n")],
    );
  });

  test.each([
    ["no message", []],
    ["only empty ones", [user("")]],
    ["only system", [{ role: "system", content: "s" }]],
    ["the assistant first", [{ role: "assistant", content: "a" }, user("u")]],
  ] as [string, Message[]][])("%s is refused with a hint", (_, messages) => {
    expect(() => encode({ messages })).toThrow(
      expect.objectContaining({
        code: "invalid_request",
        hint: expect.stringMatching(/user message/),
      }),
    );
  });
});

describe("assistant parts", () => {
  test("reasoning without this platform's state is left out with a warning", () => {
    const { body, warnings } = encode({
      messages: [
        user("Q"),
        {
          role: "assistant",
          content: [
            { type: "reasoning", text: "hm" },
            { ...call("w"), executedBy: "provider" },
            { ...result("w"), executedBy: "provider" },
            { type: "custom", kind: "openai.thing", data: {} },
            { type: "file", mediaType: "image/png", source: { base64: "AA==" } },
            { type: "text", text: "A" },
          ],
        },
        user("R"),
      ],
    });
    expect(body.messages[1]?.content).toEqual([text("A")]);
    expect(warnings.map((warning) => `${warning.code} ${warning.path}`)).toEqual([
      "state-dropped messages[1].content[0]",
      "state-dropped messages[1].content[1]",
      "state-dropped messages[1].content[2]",
      "content-dropped messages[1].content[3]",
      "content-dropped messages[1].content[4]",
    ]);
  });

  test("an input that is no object is wrapped, because the platform takes only objects", () => {
    const { body, warnings } = encode({
      messages: [
        user("Q"),
        { role: "assistant", content: [{ ...call("1"), input: [1] }] },
        { role: "tool", content: [result("1")] },
      ],
    });
    expect(body.messages[1]?.content).toEqual([
      { type: "tool_use", id: "1", name: "f", input: { input: [1] } },
    ]);
    expect(warnings).toMatchObject([{ code: "translated", path: "messages[1].content[0].input" }]);
  });
});

describe("files", () => {
  const png = new Uint8Array([137, 80, 78, 71]);
  const file = (part: Omit<FilePart, "type">): unknown =>
    encode({ messages: [{ role: "user", content: [{ type: "file", ...part }] }] }).body.messages[0]
      ?.content[0];
  const base64 = "iVBORw==";

  test.each([
    [
      "image bytes",
      { mediaType: "image/png", source: { bytes: png } },
      { type: "image", source: { type: "base64", media_type: "image/png", data: base64 } },
    ],
    [
      "image/jpg",
      { mediaType: "image/jpg", source: { base64 } },
      { type: "image", source: { type: "base64", media_type: "image/jpeg", data: base64 } },
    ],
    [
      "image URL",
      { mediaType: "image/png", source: { url: "https://x.test/a.png" } },
      { type: "image", source: { type: "url", url: "https://x.test/a.png" } },
    ],
    [
      "data URL",
      { mediaType: "image/png", source: { url: `data:image/png;base64,${base64}` } },
      { type: "image", source: { type: "base64", media_type: "image/png", data: base64 } },
    ],
    [
      "file id",
      { mediaType: "image/png", source: { fileId: "file_1", platform: "anthropic" } },
      { type: "image", source: { type: "file", file_id: "file_1" } },
    ],
    [
      "PDF",
      { mediaType: "application/pdf", source: { base64 }, name: "a.pdf", citable: true },
      {
        type: "document",
        source: { type: "base64", media_type: "application/pdf", data: base64 },
        title: "a.pdf",
        citations: { enabled: true },
      },
    ],
    [
      "PDF URL",
      { mediaType: "application/pdf", source: { url: "https://x.test/a.pdf" } },
      { type: "document", source: { type: "url", url: "https://x.test/a.pdf" } },
    ],
    [
      "text",
      { mediaType: "text/markdown", source: { text: "# T" } },
      { type: "document", source: { type: "text", media_type: "text/plain", data: "# T" } },
    ],
    [
      "text bytes",
      {
        mediaType: "application/json; charset=utf-8",
        source: { bytes: new TextEncoder().encode('{"é":1}') },
      },
      { type: "document", source: { type: "text", media_type: "text/plain", data: '{"é":1}' } },
    ],
  ] as [string, Omit<FilePart, "type">, object][])("%s", (_, part, expected) => {
    expect(file(part)).toEqual(expected);
  });

  test.each([
    ["sound", { mediaType: "audio/wav", source: { base64 } }],
    ["text by URL", { mediaType: "text/plain", source: { url: "https://x.test/a.txt" } }],
    [
      "another platform's file id",
      { mediaType: "image/png", source: { fileId: "f", platform: "openai" } },
    ],
    ["an image as text", { mediaType: "image/svg+xml", source: { text: "<svg/>" } }],
  ] as [string, Omit<FilePart, "type">][])("%s is refused with its place and a hint", (_, part) => {
    expect(() => file(part)).toThrow(
      expect.objectContaining({
        code: "invalid_request",
        message: expect.stringContaining("messages[0].content[0]"),
      }),
    );
  });

  test("images stand inside tool results", () => {
    const content: ToolResultPart["content"] = [
      { type: "json", value: { ok: true } },
      { type: "file", mediaType: "image/png", source: { bytes: png } },
    ];
    const { body } = encode({
      messages: [
        user("Q"),
        { role: "assistant", content: [call("1")] },
        { role: "tool", content: [result("1", { content })] },
      ],
    });
    expect(body.messages[2]?.content[0]).toMatchObject({
      content: [text('{"ok":true}'), { type: "image", source: { data: base64 } }],
    });
  });
});

describe("cache breakpoints", () => {
  test("on a message they mark its last block that may carry one", () => {
    const thinking = { type: "thinking", thinking: "t", signature: "s" };
    const scope = { wire: "anthropic-messages", platform: "anthropic", model: "claude-test" };
    const { body } = encode({
      messages: [
        { role: "user", content: "Q", cache: "auto" },
        {
          role: "assistant",
          cache: "5m",
          content: [
            { type: "text", text: "A" },
            { type: "reasoning", text: "t", providerState: [{ scope, data: thinking }] },
          ],
        },
        { role: "user", content: [{ type: "text", text: "R", cache: "1h" }] },
      ],
    });
    expect(body.messages.map((turn) => turn.content)).toEqual([
      [{ ...text("Q"), cache_control: { type: "ephemeral" } }],
      [{ ...text("A"), cache_control: { type: "ephemeral" } }, thinking],
      [{ ...text("R"), cache_control: { type: "ephemeral", ttl: "1h" } }],
    ]);
  });

  test("of more than four the last ones stay", () => {
    const messages: Message[] = [
      { role: "system", content: "s", cache: "auto" },
      ...["a", "b", "c", "d"].map((content): Message => ({ role: "user", content, cache: "auto" })),
    ];
    const { body, warnings } = encode({ messages });
    expect(body.system?.[0]).not.toHaveProperty("cache_control");
    expect(body.messages[0]?.content.every((block) => "cache_control" in block)).toBe(true);
    expect(warnings).toMatchObject([{ code: "content-dropped", from: 5, to: 4 }]);
  });

  test("a stored server result is not changed by a breakpoint", () => {
    const data = { type: "web_search_tool_result", tool_use_id: "1", content: [] };
    const scope = { wire: "anthropic-messages", platform: "anthropic", model: "claude-test" };
    const part: ToolResultPart = {
      ...result("1"),
      executedBy: "provider",
      providerState: [{ scope, data }],
    };
    const { body } = encode({
      messages: [user("Q"), { role: "assistant", content: [part], cache: "auto" }, user("R")],
    });
    expect(body.messages[1]?.content[0]).toHaveProperty("cache_control");
    expect(data).not.toHaveProperty("cache_control");
  });
});

import { expect, it } from "vitest";
import { messageProblems, checkMessages } from "./check-messages.ts";

const part = (role: string, value: unknown): unknown => [{ role, content: [value] }];
const result = (more: object): unknown =>
  part("tool", { type: "tool-result", id: "a", name: "f", status: "ok", content: [], ...more });

it.each<[string, unknown, string]>([
  ["no array", { role: "user" }, "must be a text or an array"],
  ["empty", [], "messages is empty"],
  ["a text among messages", ["hi"], "messages[0] must be an object"],
  ["null", [null], "messages[0] must be an object"],
  ["no role", [{ content: "x" }], "messages[0].role must be"],
  ["a misspelt role", [{ role: "assistent", content: "x" }], 'Did you mean "assistant"?'],
  ["developer", [{ role: "developer", content: "x" }], 'Use "system".'],
  ["no content", [{ role: "user" }], "messages[0].content must be a text or an array of parts"],
  ["a number", [{ role: "user", content: 5 }], "messages[0].content must be a text"],
  ["no parts", [{ role: "user", content: [] }], "messages[0].content is empty"],
  ["a tool text", [{ role: "tool", content: "42" }], "array of tool results"],
  [
    "OpenAI's tool calls",
    [{ role: "assistant", content: "", tool_calls: [] }],
    'type: "tool-call"',
  ],
  [
    "OpenAI's tool result",
    [{ role: "tool", tool_call_id: "a", content: "x" }],
    'type: "tool-result"',
  ],
  ["OpenAI's image", part("user", { type: "image_url", image_url: {} }), 'type: "file"'],
  ["Anthropic's tool use", part("assistant", { type: "tool_use" }), 'type: "tool-call"'],
  ["a text as part", part("user", "hi"), "is a text; write"],
  ["a part without type", part("user", {}), "messages[0].content[0].type is missing"],
  ["reasoning of the user", part("user", { type: "reasoning", text: "" }), "cannot stand in user"],
  ["an unknown part", part("user", { type: "video" }), "cannot stand in user"],
  ["__proto__ as type", part("user", { type: "__proto__" }), "cannot stand in user"],
  ["a text part without text", part("user", { type: "text", text: 1 }), ".text must be a text"],
  [
    "a file without a source",
    part("user", { type: "file", mediaType: "image/png" }),
    ".source must be",
  ],
  [
    "a file with two sources",
    part("user", { type: "file", mediaType: "image/png", source: { url: "x", base64: "y" } }),
    "exactly one of",
  ],
  [
    "bytes that are none",
    part("user", { type: "file", mediaType: "image/png", source: { bytes: [1] } }),
    "Uint8Array",
  ],
  [
    "a file id without platform",
    part("user", { type: "file", mediaType: "image/png", source: { fileId: "x" } }),
    ".platform is missing",
  ],
  [
    "a file without media type",
    part("user", { type: "file", mediaType: "", source: { url: "x" } }),
    ".mediaType must be",
  ],
  [
    "a call without id",
    part("assistant", { type: "tool-call", id: "", name: "f", input: {} }),
    ".id must be",
  ],
  [
    "a call without input",
    part("assistant", { type: "tool-call", id: "a", name: "f" }),
    ".input is missing",
  ],
  ["a result without status", result({ status: undefined }), ".status must be"],
  ["a result of text", result({ content: "42" }), ".content must be an array of parts"],
  [
    "a result of wrong parts",
    result({ content: [{ type: "reasoning", text: "" }] }),
    "cannot stand in a tool result",
  ],
  ["a result without a JSON value", result({ content: [{ type: "json" }] }), ".value is missing"],
  [
    "an approval without an answer",
    part("tool", { type: "tool-approval-response", approvalId: "q" }),
    ".approved must be",
  ],
  [
    "a name that is no text",
    [{ role: "user", name: 5, content: [{ type: "text", text: "x" }] }],
    ".name must be",
  ],
])("%s", (_name, messages, problem) => {
  const problems = messageProblems(messages);
  expect(problems.join(" | ")).toContain(problem);
});

it("tells all problems at once", () => {
  expect(() =>
    checkMessages([
      { role: "usr", content: "x" },
      { role: "user", content: 5 },
    ]),
  ).toThrow(
    expect.objectContaining({
      code: "invalid_request",
      message: expect.stringMatching(/2 problems:\n- messages\[0\][^]*\n- messages\[1\]/) as string,
    }),
  );
});

it("accepts an assistant that said nothing, and every part in its place", () => {
  expect(
    messageProblems([
      { role: "system", content: [{ type: "text", text: "" }] },
      {
        role: "user",
        content: [
          { type: "file", mediaType: "a/b", source: { text: "" } },
          { type: "custom", kind: "a.b", data: null },
        ],
        name: "ann",
      },
      { role: "assistant", content: [] },
      {
        role: "assistant",
        content: [
          { type: "reasoning", text: "" },
          { type: "tool-call", id: "a", name: "f", input: null },
        ],
      },
      {
        role: "tool",
        content: [
          {
            type: "tool-result",
            id: "a",
            name: "f",
            status: "denied",
            content: [{ type: "json", value: null }],
          },
        ],
      },
    ]),
  ).toEqual([]);
});

it("tells a data URL from base64, which would be sent with two heads", () => {
  const file = (source: object): string[] =>
    messageProblems([
      { role: "user", content: [{ type: "file", mediaType: "image/png", source }] },
    ]);
  expect(file({ base64: "data:image/png;base64,AAAA" })).toEqual([
    expect.stringContaining("is a data URL: give it as { url }"),
  ]);
  expect(file({ base64: "AAAA" })).toEqual([]);
  expect(file({ url: "data:image/png;base64,AAAA" })).toEqual([]);
});

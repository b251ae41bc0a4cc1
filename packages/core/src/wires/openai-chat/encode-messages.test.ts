import { describe, expect, it } from "vitest";
import type { Policy } from "../../catalog/policy.ts";
import type {
  AssistantPart,
  FilePart,
  Message,
  ReasoningPart,
  TextPart,
  ToolCallPart,
} from "../../messages/message.ts";
import { context, target } from "./__fixtures__/target.ts";
import { takesUrl } from "./encode-file.ts";
import { encodeMessages } from "./encode-messages.ts";

function encode(messages: Message[], policy: Policy = {}): unknown[] {
  const ctx = context();
  const result = encodeMessages(messages, target(policy), ctx);
  expect(ctx.warnings).toEqual([]);
  return result;
}

function warningsOf(messages: Message[], policy: Policy = {}): string[] {
  const ctx = context();
  encodeMessages(messages, target(policy), ctx);
  return ctx.warnings.map((warning) => `${warning.code} ${warning.path}`);
}

const user = (part: FilePart): Message => ({ role: "user", content: [part] });
const file = (
  mediaType: string,
  source: FilePart["source"],
  more: Partial<FilePart> = {},
): FilePart => ({ type: "file", mediaType, source, ...more });
const call = (more: Partial<ToolCallPart> = {}): ToolCallPart => ({
  type: "tool-call",
  id: "a",
  name: "f",
  input: { x: 1 },
  ...more,
});
const state = (
  data: unknown,
): { scope: { wire: string; platform: string; model: string }; data: never } => ({
  scope: { wire: "openai-chat", platform: "acme", model: "acme-1" },
  data: data as never,
});

describe("system and user messages", () => {
  it("writes text as strings, and parts where there are several", () => {
    expect(
      encode([
        {
          role: "system",
          content: [
            { type: "text", text: "a" },
            { type: "text", text: "b" },
          ],
        },
        { role: "user", content: [{ type: "text", text: "one" }], name: "Ada" },
        {
          role: "user",
          content: [
            { type: "text", text: "one" },
            { type: "text", text: "two" },
          ],
        },
        { role: "user", content: [] },
      ]),
    ).toEqual([
      { role: "system", content: "a\n\nb" },
      { role: "user", content: "one", name: "Ada" },
      {
        role: "user",
        content: [
          { type: "text", text: "one" },
          { type: "text", text: "two" },
        ],
      },
      { role: "user", content: "" },
    ]);
    expect(
      encode([{ role: "system", content: "a" }], { messages: { system: "developer" } }),
    ).toEqual([{ role: "developer", content: "a" }]);
  });

  const bytes = new Uint8Array([1, 2, 255]);
  it.each([
    [
      "image bytes",
      file("image/png", { bytes }, { detail: "low" }),
      { type: "image_url", image_url: { url: "data:image/png;base64,AQL/", detail: "low" } },
    ],
    [
      "image base64",
      file("image/png", { base64: "AA==" }),
      { type: "image_url", image_url: { url: "data:image/png;base64,AA==" } },
    ],
    [
      "image URL",
      file("image/png", { url: "https://a.test/x.png" }),
      { type: "image_url", image_url: { url: "https://a.test/x.png" } },
    ],
    [
      "video URL",
      file("video/mp4", { url: "https://a.test/x.mp4" }),
      { type: "video_url", video_url: { url: "https://a.test/x.mp4" } },
    ],
    [
      "wav",
      file("audio/x-wav", { bytes }),
      { type: "input_audio", input_audio: { data: "AQL/", format: "wav" } },
    ],
    [
      "mp3",
      file("audio/mpeg; rate=1", { base64: "AA==" }),
      { type: "input_audio", input_audio: { data: "AA==", format: "mp3" } },
    ],
    [
      "PDF",
      file("application/pdf", { bytes }, { name: "a.pdf" }),
      { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,AQL/" } },
    ],
    [
      "PDF as a data URL",
      file("application/pdf", { url: "data:application/pdf;base64,AA==" }),
      {
        type: "file",
        file: { filename: "file.pdf", file_data: "data:application/pdf;base64,AA==" },
      },
    ],
    [
      "file id",
      file("application/pdf", { fileId: "file-1", platform: "acme" }),
      { type: "file", file: { file_id: "file-1" } },
    ],
  ])("%s", (_, part, expected) => {
    expect(encode([user(part)])).toEqual([{ role: "user", content: [expected] }]);
  });

  it.each([
    [
      "bytes",
      file("application/pdf", { bytes }, { name: "a.pdf" }),
      {
        type: "document_url",
        document_url: "data:application/pdf;base64,AQL/",
        document_name: "a.pdf",
      },
    ],
    [
      "a data URL",
      file("application/pdf", { url: "data:application/pdf;base64,AA==" }),
      { type: "document_url", document_url: "data:application/pdf;base64,AA==" },
    ],
    [
      "a URL",
      file("application/pdf", { url: "https://a.test/x.pdf" }),
      { type: "document_url", document_url: "https://a.test/x.pdf" },
    ],
    [
      "an id",
      file("application/pdf", { fileId: "file-1", platform: "acme" }),
      { type: "file", file_id: "file-1" },
    ],
    ["text", file("text/plain", { text: "a" }), { type: "text", text: "a" }],
  ])("a document by %s goes in the platform's form", (_, part, expected) => {
    const policy: Policy = { messages: { documents: "documentUrl" } };
    const message: Message = { role: "user", content: [part, { type: "text", text: "?" }] };
    expect(encode([message], policy)).toEqual([
      { role: "user", content: [expected, { type: "text", text: "?" }] },
    ]);
  });

  it("takes a document by URL where the platform does", () => {
    const part = file("application/pdf", { url: "https://a.test/x.pdf" });
    expect(takesUrl(part, target({ messages: { documents: "documentUrl" } }))).toBe(true);
    expect(takesUrl(part, target())).toBe(false);
    const sound = file("audio/wav", { url: "https://a.test/x.wav" });
    expect(takesUrl(sound, target({ messages: { documents: "documentUrl" } }))).toBe(false);
  });

  it.each([
    ["text source", file("text/markdown", { text: "# Hi" }), "# Hi"],
    ["named text source", file("text/markdown", { text: "# Hi" }, { name: "a.md" }), "a.md:\n# Hi"],
    ["text bytes", file("text/plain", { bytes: new TextEncoder().encode("é") }), "é"],
    ["JSON base64", file("application/json", { base64: btoa("{}") }), "{}"],
  ])("%s becomes text", (_, part, text) => {
    expect(encode([user(part)])).toEqual([{ role: "user", content: text }]);
  });

  it.each([
    ["PDF URL", file("application/pdf", { url: "https://a.test/x.pdf" }), /takes no URL/],
    ["audio URL", file("audio/wav", { url: "https://a.test/x.wav" }), /takes no URL/],
    ["other audio", file("audio/ogg", { bytes }), /WAV or MP3/],
    [
      "another platform's file",
      file("application/pdf", { fileId: "f", platform: "other" }),
      /belongs to other/,
    ],
  ])("%s is refused, not left out", (_, part, message) => {
    expect(() => encode([user(part)])).toThrow(message);
  });

  it("sends custom parts of this wire or platform as they are, and warns of others", () => {
    const custom = (kind: "openai-chat.part" | "acme.part" | "other.part"): Message => ({
      role: "user",
      content: [{ type: "custom", kind, data: { type: "x" } }],
    });
    expect(encode([custom("openai-chat.part"), custom("acme.part")])).toEqual([
      { role: "user", content: [{ type: "x" }] },
      { role: "user", content: [{ type: "x" }] },
    ]);
    expect(warningsOf([custom("other.part")])).toEqual(["content-dropped messages[0].content[0]"]);
  });

  it("warns once of cache marks that it cannot send", () => {
    expect(
      warningsOf([
        { role: "system", content: "a", cache: "1h" },
        { role: "user", content: [{ type: "text", text: "b", cache: "5m" }] },
      ]),
    ).toEqual(["unsupported messages[0].cache"]);
    expect(warningsOf([{ role: "system", content: "a", cache: "auto" }])).toEqual([]);
  });
});

describe("assistant messages", () => {
  it("writes text, calls and refusals", () => {
    expect(
      encode([
        { role: "assistant", content: "a" },
        {
          role: "assistant",
          content: [
            { type: "text", text: "a" },
            { type: "text", text: "b", channel: "commentary" },
            call(),
          ],
        },
        { role: "assistant", content: [call({ rawInput: '{ "x": 1 }' })] },
        { role: "assistant", content: [call({ rawInput: '{"x"' })] },
        { role: "assistant", content: [{ type: "text", text: "no", channel: "refusal" }] },
        {
          role: "assistant",
          content: [
            { type: "text", text: "a" },
            { type: "text", text: "no", channel: "refusal" },
          ],
        },
      ]),
    ).toEqual([
      { role: "assistant", content: "a" },
      {
        role: "assistant",
        content: "ab",
        tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: '{"x":1}' } }],
      },
      {
        role: "assistant",
        content: null,
        tool_calls: [
          { id: "a", type: "function", function: { name: "f", arguments: '{ "x": 1 }' } },
        ],
      },
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: '{"x":1}' } }],
      },
      { role: "assistant", content: "no" },
      { role: "assistant", content: "a\n\nno" },
    ]);
  });

  it("writes a refusal in its own field where the platform has one", () => {
    expect(
      encode([{ role: "assistant", content: [{ type: "text", text: "no", channel: "refusal" }] }], {
        messages: { refusal: "field" },
      }),
    ).toEqual([{ role: "assistant", content: null, refusal: "no" }]);
  });

  it("writes arguments as an object where the platform wants one", () => {
    expect(
      encode([{ role: "assistant", content: [call()] }], { tools: { arguments: "object" } }),
    ).toMatchObject([{ tool_calls: [{ function: { arguments: { x: 1 } } }] }]);
  });

  it("sends state back unchanged, of this wire only, and never over its own fields", () => {
    const details = [{ type: "reasoning.text", text: "r", signature: "s" }];
    const other = {
      scope: { wire: "anthropic-messages", platform: "acme", model: "m" },
      data: { x: 1 },
    };
    expect(
      encode([
        {
          role: "assistant",
          providerState: [state({ reasoning_details: details, role: "user" }), other],
          content: [
            call({
              providerState: [
                state({ extra_content: { google: { thought_signature: "s" } }, id: "evil" }),
              ],
            }),
          ],
        },
      ]),
    ).toEqual([
      {
        role: "assistant",
        content: null,
        reasoning_details: details,
        tool_calls: [
          {
            id: "a",
            type: "function",
            function: { name: "f", arguments: '{"x":1}' },
            extra_content: { google: { thought_signature: "s" } },
          },
        ],
      },
    ]);
  });

  it("writes what stands for lost state on the first call of a message, where that has none", () => {
    const extra = { extra_content: { google: { thought_signature: "skip" } } };
    const own = { extra_content: { google: { thought_signature: "s" } } };
    const policy = { tools: { callWithoutState: extra } };
    const calls = (...parts: ToolCallPart[]): unknown[] =>
      (encode([{ role: "assistant", content: parts }], policy)[0] as { tool_calls: unknown[] })
        .tool_calls;
    expect(calls(call(), call({ id: "b" }))).toMatchObject([{ id: "a", ...extra }, { id: "b" }]);
    expect(calls(call(), call({ id: "b" }))[1]).not.toHaveProperty("extra_content");
    expect(calls(call({ providerState: [state(own)] }), call({ id: "b" }))[0]).toMatchObject(own);
    expect(encode([{ role: "assistant", content: "a" }], policy)).toEqual([
      { role: "assistant", content: "a" },
    ]);
  });

  it("sends thinking parts back in their places, and no reasoning that came otherwise", () => {
    const policy: Policy = { reasoning: { contentParts: true, echo: "optional" } };
    const thought = (text: string, signature?: string): ReasoningPart => ({
      type: "reasoning",
      text,
      providerState: [state({ thinking: signature === undefined ? {} : { signature } })],
    });
    const foreign: ReasoningPart = { type: "reasoning", text: "elsewhere" };
    const sent = (...content: AssistantPart[]): unknown =>
      encode([{ role: "assistant", content }], policy)[0];
    const part = (text: string, more: object = {}): object => ({
      type: "thinking",
      thinking: text === "" ? [] : [{ type: "text", text }],
      closed: true,
      ...more,
    });
    const text = (value: string): TextPart => ({ type: "text", text: value });
    expect(sent(thought("a", "S"), text("x"), text("y"), thought("b"), foreign, text("z"))).toEqual(
      {
        role: "assistant",
        content: [part("a", { signature: "S" }), text("xy"), part("b"), text("z")],
      },
    );
    expect(sent(thought("", "S"), call())).toMatchObject({
      content: [part("", { signature: "S" })],
      tool_calls: [{ id: "a" }],
    });
    expect(sent(foreign, text("x"))).toEqual({ role: "assistant", content: "x" });
    expect(
      encode([{ role: "assistant", content: [thought("a", "S"), text("x")] }], {
        reasoning: { contentParts: true, echo: "forbidden" },
      }),
    ).toEqual([{ role: "assistant", content: "x" }]);
    expect(encode([{ role: "assistant", content: [thought("a", "S"), text("x")] }])).toEqual([
      { role: "assistant", content: "x" },
    ]);
  });

  it("warns of what it cannot send back", () => {
    const parts = [
      file("image/png", { base64: "AA==" }),
      { type: "custom" as const, kind: "x.y" as const, data: 1 },
      call({ executedBy: "provider" }),
    ];
    expect(warningsOf([{ role: "assistant", content: parts }])).toEqual(
      [0, 1, 2].map((index) => `content-dropped messages[0].content[${index}]`),
    );
  });

  it("sends spoken answers back by id", () => {
    expect(
      encode([
        {
          role: "assistant",
          content: [
            file(
              "audio/wav",
              { base64: "AA==" },
              { providerState: [state({ audio: { id: "au" } })] },
            ),
          ],
        },
      ]),
    ).toEqual([{ role: "assistant", content: null, audio: { id: "au" } }]);
  });
});

describe("reasoning sent back", () => {
  const answer = (...parts: ToolCallPart[]): Message => ({
    role: "assistant",
    content: [{ type: "reasoning", text: "r" }, { type: "text", text: "t" }, ...parts],
  });
  const result: Message = {
    role: "tool",
    content: [{ type: "tool-result", id: "a", name: "f", status: "ok", content: [] }],
  };
  const ask: Message = { role: "user", content: "q" };
  // A turn without tools, a turn with tools, a last answer.
  const chat = [ask, answer(), ask, answer(call()), result, answer(), ask, answer()];
  const echoed = (policy: Policy["reasoning"], field = "reasoning_content"): number[] =>
    encode(chat, policy === undefined ? {} : { reasoning: policy }).flatMap((message, index) =>
      (message as Record<string, unknown>)[field] === "r" ? [index] : [],
    );

  it.each([
    ["nothing said", undefined, []],
    ["forbidden", { echo: "forbidden", echoWhen: "always" }, []],
    ["always", { echo: "required", echoWhen: "always" }, [1, 3, 5, 7]],
    ["turns with tools, whole", { echo: "required", echoWhen: "toolTurns" }, [3, 5]],
    ["optional", { echo: "optional", echoWhen: "toolTurns" }, [3, 5]],
  ] as [string, Policy["reasoning"], number[]][])("%s", (_, policy, indexes) => {
    expect(echoed(policy)).toEqual(indexes);
  });

  it("uses the policy's field, else the first it is received in", () => {
    expect(echoed({ echo: "required", receive: ["reasoning"] }, "reasoning")).toHaveLength(4);
    expect(
      echoed({ echo: "required", receive: ["reasoning"], echoField: "thought" }, "thought"),
    ).toHaveLength(4);
  });

  it("writes think tags back into the text", () => {
    expect(encode([answer()], { reasoning: { echo: "required", thinkTags: true } })).toEqual([
      { role: "assistant", content: "<think>\nr</think>\n\nt" },
    ]);
  });

  it("gives the field empty where it is demanded and nothing is known", () => {
    expect(
      encode([{ role: "assistant", content: [call()] }], { reasoning: { echo: "required" } }),
    ).toMatchObject([{ reasoning_content: "" }]);
    expect(
      encode([{ role: "assistant", content: [call()] }], { reasoning: { echo: "optional" } })[0],
    ).not.toHaveProperty("reasoning_content");
  });

  it("sends details instead of text where it has them", () => {
    const message: Message = {
      role: "assistant",
      providerState: [state({ reasoning_details: [] })],
      content: [{ type: "reasoning", text: "r" }],
    };
    expect(
      encode([message], { reasoning: { echo: "required", details: "reasoning_details" } }),
    ).toEqual([{ role: "assistant", content: "", reasoning_details: [] }]);
    expect(
      encode([message], { reasoning: { echo: "forbidden", details: "reasoning_details" } }),
    ).toEqual([{ role: "assistant", content: "" }]);
  });
});

describe("tool messages", () => {
  const result = (
    status: "ok" | "error" | "denied",
    ...content: Extract<Message, { role: "tool" }>["content"][number] extends infer P
      ? P extends { content: infer C }
        ? C extends (infer E)[]
          ? E[]
          : never
        : never
      : never
  ): Message => ({
    role: "tool",
    content: [{ type: "tool-result", id: "a", name: "f", status, content }],
  });
  it.each([
    ["text", result("ok", { type: "text", text: "hi" }), "hi"],
    ["JSON", result("ok", { type: "json", value: { x: 1 } }), '{"x":1}'],
    ["several", result("ok", { type: "text", text: "a" }, { type: "json", value: 2 }), "a\n2"],
    ["nothing", result("ok"), ""],
    ["error", result("error", { type: "text", text: "boom" }), "Error: the tool failed: boom"],
    ["denied", result("denied"), "The user denied this tool call; it was not run."],
    [
      "an image",
      result("ok", { type: "text", text: "see" }, file("image/png", { base64: "AA==" })),
      [
        { type: "text", text: "see" },
        { type: "image_url", image_url: { url: "data:image/png;base64,AA==" } },
      ],
    ],
  ])("%s", (_, message, content) => {
    expect(encode([message])).toEqual([{ role: "tool", tool_call_id: "a", content }]);
  });

  it("writes one message per result and none for approvals", () => {
    const each = { type: "tool-result" as const, name: "f", status: "ok" as const, content: [] };
    expect(
      encode([
        {
          role: "tool",
          content: [
            { ...each, id: "a" },
            { type: "tool-approval-response", approvalId: "x", approved: true },
            { ...each, id: "b" },
          ],
        },
      ]),
    ).toMatchObject([{ tool_call_id: "a" }, { tool_call_id: "b" }]);
  });
});

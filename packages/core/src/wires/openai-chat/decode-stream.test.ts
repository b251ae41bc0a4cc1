import { describe, expect, it } from "vitest";
import { call, delta, eventsOf, stream, whole } from "./__fixtures__/run.ts";

const fn = (name: string | undefined, args?: unknown): Record<string, unknown> => ({
  function: {
    ...(name === undefined ? {} : { name }),
    ...(args === undefined ? {} : { arguments: args }),
  },
});

describe("text and finish", () => {
  it("emits exactly these events for a plain answer", () => {
    expect(
      eventsOf([
        delta({ role: "assistant", content: "" }),
        delta({ content: "Hi" }),
        delta({}, "stop"),
        "[DONE]",
        delta({ content: "late" }),
      ]),
    ).toEqual([
      { type: "metadata", id: "c1", model: "m", created: 1 },
      { type: "text-delta", id: "", choice: 0, text: "Hi" },
      { type: "choice-finish", choice: 0, reason: "stop", rawReason: "stop" },
      { type: "done" },
    ]);
  });

  it.each([
    ["89 choices []", [JSON.stringify({ choices: [] }), delta({ content: "a" })], "a"],
    ["90 choices null", [JSON.stringify({ id: "x", choices: null }), delta({ content: "a" })], "a"],
    ["choices missing", [JSON.stringify({ id: "x" }), delta({ content: "a" })], "a"],
    ["91 delta null", [delta(null), delta({ content: "a" })], "a"],
    ["choice null", [JSON.stringify({ choices: [null] }), delta({ content: "a" })], "a"],
    ["92 no role", [delta({ content: "a" })], "a"],
    ["role null", [delta({ role: null, content: "a" })], "a"],
    ["112 content null", [delta({ content: null }), delta({ content: "a" })], "a"],
    [
      "112 content as parts",
      [delta({ content: [{ type: "text", text: "a" }, "b", null, { type: "text", text: "" }] })],
      "ab",
    ],
    ["56 empty event", ["", delta({ content: "a" })], "a"],
    ["JSON null", ["null", delta({ content: "a" })], "a"],
    ["62 only the exact marker ends", [delta({ content: "a" })], "a"],
    [
      "72 unknown event names",
      [
        ["heartbeat", "ok"],
        ["ping", ""],
        ["chunk", delta({ content: "a" })],
      ],
      "a",
    ],
    ["110 lone surrogate", [delta({ content: "\ud83d" }), delta({ content: "\ude00" })], "😀"],
    ["legacy text", [JSON.stringify({ choices: [{ index: 0, text: "a" }] })], "a"],
    [
      "44 one whole message instead of deltas",
      [JSON.stringify({ choices: [{ message: { content: "a" }, finish_reason: "stop" }] })],
      "a",
    ],
    [
      "a last chunk that repeats the message",
      [
        delta({ content: "a" }),
        JSON.stringify({
          choices: [{ index: 0, message: { content: "a" }, finish_reason: "stop" }],
        }),
      ],
      "a",
    ],
  ] as [string, (string | [string, string])[], string][])("%s", (_, frames, text) => {
    const folded = stream(frames);
    expect(folded.error).toBeUndefined();
    expect(folded.choices[0]?.text).toBe(text);
  });

  it.each([
    ["stop", "stop"],
    ["eos", "stop"],
    ["eos_token", "stop"],
    ["stop_sequence", "stop"],
    ["end_turn", "stop"],
    ["STOP", "stop"],
    ["length", "length"],
    ["max_tokens", "length"],
    ["tool_calls", "tool-calls"],
    ["function_call", "tool-calls"],
    ["content_filter", "content-filter"],
    ["banana", "other"],
    [7, "other"],
    ["None", undefined],
    ["", undefined],
    [null, undefined],
  ])("95-98 finish_reason %j is %s", (raw, reason) => {
    const folded = stream([delta({ content: "a" }, raw)]);
    expect(folded.choices[0]?.finish).toBe(reason);
    if (reason !== undefined) expect(folded.choices[0]?.raw).toBe(String(raw));
  });

  it("97 stop after tool calls means tool-calls, and keeps the raw word", () => {
    const folded = stream([call({ index: 0, id: "a", ...fn("f", "{}") }), delta({}, "stop")]);
    expect(folded.choices[0]).toMatchObject({ finish: "tool-calls", raw: "stop" });
  });

  it("a finish reason repeated on every chunk finishes once", () => {
    const events = eventsOf([delta({ content: "a" }, "stop"), delta({ content: "b" }, "stop")]);
    expect(events.filter((event) => event.type === "choice-finish")).toHaveLength(1);
  });

  it("114 refusals go to their own channel and name the reason", () => {
    const folded = stream([
      delta({ content: "Well. " }),
      delta({ refusal: "I " }),
      delta({ refusal: "won't." }),
      delta({}, "stop"),
    ]);
    expect(folded.choices[0]).toMatchObject({
      text: "Well. ",
      refusal: "I won't.",
      finish: "refusal",
      raw: "stop",
    });
  });

  it("answer text after a refusal is an answer again, in the fast lane too", () => {
    const frames = ["a", "b", "c"].map((text) => delta({ content: text }));
    const folded = stream([...frames, delta({ refusal: "no" }), ...frames]);
    expect(folded.choices[0]).toMatchObject({ text: "abcabc", refusal: "no" });
  });

  it("115 keeps interleaved choices apart", () => {
    const folded = stream([
      delta({ content: "a" }, null, 0),
      delta({ content: "x" }, null, 1),
      delta({ content: "b" }, "stop", 0),
      delta({ content: "y" }, "length", 1),
    ]);
    expect(folded.choices).toMatchObject([
      { text: "ab", finish: "stop" },
      { text: "xy", finish: "length" },
    ]);
  });

  it("116 100,000 empty deltas make no events", () => {
    const empty = delta({ content: "" });
    expect(eventsOf(Array.from({ length: 100_000 }, () => empty))).toHaveLength(1);
  });

  it("reads token log probabilities of both forms", () => {
    const token = {
      token: "a",
      logprob: -0.5,
      bytes: [97],
      top_logprobs: [{ token: "b", logprob: -1, bytes: null }],
    };
    const openai = eventsOf([
      JSON.stringify({
        choices: [{ index: 0, delta: { content: "a" }, logprobs: { content: [token] } }],
      }),
    ]);
    expect(openai).toEqual([
      {
        type: "text-delta",
        id: "",
        choice: 0,
        text: "a",
        logprobs: [{ token: "a", logprob: -0.5, bytes: [97], top: [{ token: "b", logprob: -1 }] }],
      },
    ]);
    const old = eventsOf([
      JSON.stringify({
        choices: [{ index: 0, delta: {}, logprobs: { tokens: ["a"], token_logprobs: [-2] } }],
      }),
    ]);
    expect(old).toEqual([{ type: "logprobs", choice: 0, logprobs: [{ token: "a", logprob: -2 }] }]);
  });
});

describe("errors inside a stream", () => {
  const error = (frames: (string | [string, string])[], policy = {}): unknown => {
    const folded = stream([...frames, delta({ content: "late" })], policy);
    expect(folded.choices.map((choice) => choice.text).join("")).not.toContain("late");
    return folded.error;
  };

  it.each([
    [
      "63 data: {error}",
      [
        delta({ content: "a" }),
        JSON.stringify({ error: { message: "boom", type: "server_error" } }),
      ],
      "server_error",
      true,
    ],
    [
      "64 event: error",
      [["error", JSON.stringify({ error: { message: "boom", code: "rate_limit_exceeded" } })]],
      "rate_limit",
      true,
    ],
    ["64 event: error without JSON", [["error", "boom"]], "server_error", true],
    [
      "65 first event",
      [JSON.stringify({ error: { message: "boom", code: 429 } })],
      "rate_limit",
      true,
    ],
    ["error is a string", [JSON.stringify({ error: "boom" })], "server_error", true],
    [
      "object: error",
      [JSON.stringify({ object: "error", message: "boom", code: 400 })],
      "invalid_request",
      false,
    ],
    [
      "code and message alone",
      [JSON.stringify({ code: "InvalidApiKey", message: "boom" })],
      "server_error",
      true,
    ],
    [
      "an error in a choice",
      [JSON.stringify({ choices: [{ error: { code: 502, message: "boom" }, delta: {} }] })],
      "server_error",
      true,
    ],
    [
      "quota",
      [JSON.stringify({ error: { message: "boom", code: "insufficient_quota" } })],
      "quota_exceeded",
      false,
    ],
  ] as [string, (string | [string, string])[], string, boolean][])(
    "%s",
    (_, frames, code, retryable) => {
      expect(error(frames)).toMatchObject({
        type: "error",
        error: { code, retryable, message: "boom" },
      });
    },
  );

  it("a rule of the platform finds errors that look like answers", () => {
    const policy = {
      errorsIn200: true,
      errors: [{ path: "base_resp.status_code", match: "^1008$", as: "quota_exceeded" as const }],
    };
    const found = error(
      [
        JSON.stringify({
          choices: null,
          base_resp: { status_code: 1008, status_msg: "insufficient balance" },
        }),
      ],
      policy,
    );
    expect(found).toMatchObject({
      error: { code: "quota_exceeded", message: "insufficient balance" },
    });
  });

  it.each([
    ["66 malformed JSON", '{"choices":[{'],
    ["text", "Internal Server Error"],
    ["62 another spelling of the marker", "[done]"],
    ["a list", "[1]"],
    ["a number", "7"],
  ])("%s is a protocol error with an excerpt", (_, data) => {
    expect(error([delta({ content: "a" }), data])).toMatchObject({
      error: { code: "protocol", message: expect.stringContaining(data) },
    });
  });

  it("the excerpt is short", () => {
    const event = stream([`{"${"x".repeat(10_000)}`]).error;
    expect(event?.type === "error" && event.error.message.length).toBeLessThan(300);
  });
});

describe("reasoning", () => {
  it.each([
    ["113 reasoning_content", {}, { reasoning_content: "r" }],
    ["113 reasoning", {}, { reasoning: "r" }],
    ["both fields say it once", {}, { reasoning_content: "r", reasoning: "r" }],
    [
      "113 the policy's field",
      { reasoning: { receive: ["thinking_text"] } },
      { thinking_text: "r" },
    ],
    [
      "113 a dotted field",
      { reasoning: { receive: ["message.thought"] } },
      { message: { thought: "r" } },
    ],
    [
      "thinking parts",
      {},
      { content: [{ type: "thinking", thinking: [{ type: "text", text: "r" }] }] },
    ],
    [
      "details",
      { reasoning: { details: "reasoning_details" } },
      { reasoning_details: [{ type: "reasoning.text", text: "r" }] },
    ],
    [
      "details beside the text",
      { reasoning: { details: "reasoning_details" } },
      { reasoning: "r", reasoning_details: [{ type: "reasoning.text", text: "r" }] },
    ],
  ])("%s", (_, policy, fields) => {
    const folded = stream([delta(fields), delta({ content: "a" }), delta({}, "stop")], policy);
    expect(folded.choices[0]).toMatchObject({ reasoning: "r", text: "a" });
  });

  it("joins details and keeps signatures and encrypted ones unchanged", () => {
    const policy = { reasoning: { details: "reasoning_details" } };
    const folded = stream(
      [
        delta({
          reasoning_details: [{ type: "reasoning.text", text: "one ", index: 0, format: "f" }],
        }),
        delta({
          reasoning_details: [{ type: "reasoning.text", text: "two", index: 0, signature: null }],
        }),
        delta({ reasoning_details: [{ type: "reasoning.text", signature: "sig", index: 0 }] }),
        delta(
          { reasoning_details: [{ type: "reasoning.encrypted", data: "xyz", index: 1, id: "e" }] },
          "stop",
        ),
      ],
      policy,
    );
    expect(folded.choices[0]?.state).toEqual({
      reasoning_details: [
        { type: "reasoning.text", text: "one two", index: 0, format: "f", signature: "sig" },
        { type: "reasoning.encrypted", data: "xyz", index: 1, id: "e" },
      ],
    });
  });

  it("splits think tags only where the policy says so", () => {
    const frames = [
      delta({ content: "<thi" }),
      delta({ content: "nk>\nhm</th" }),
      delta({ content: "ink>\n\nyes" }),
      delta({ content: " <think>" }),
    ];
    expect(stream(frames, { reasoning: { thinkTags: true } }).choices[0]).toMatchObject({
      reasoning: "hm",
      text: "yes <think>",
    });
    expect(stream(frames).choices[0]).toMatchObject({
      reasoning: "",
      text: "<think>\nhm</think>\n\nyes <think>",
    });
  });
});

describe("tool calls", () => {
  const calls = (frames: string[], policy = {}): unknown =>
    stream(frames, policy).choices[0]?.calls.map(({ id, name, input }) => [id, name, input]);
  const byId = { tools: { callIndex: "byId" } };

  describe.each([
    ["reliable", {}],
    ["byId", byId],
  ])("where indexes are %s", (__, policy) => {
    it.each([
      [
        "the usual form",
        [
          call({ index: 0, id: "a", ...fn("f", "") }),
          call({ index: 0, ...fn(undefined, '{"x"') }),
          call({ index: 0, ...fn(undefined, ":1}") }),
        ],
        [["a", "f", '{"x":1}']],
      ],
      [
        "99 no index",
        [
          call({ id: "a", ...fn("f", "{") }),
          call(fn(undefined, "}")),
          call({ id: "b", ...fn("g", "{") }),
          call(fn(undefined, "}")),
        ],
        [
          ["a", "f", "{}"],
          ["b", "g", "{}"],
        ],
      ],
      [
        "99 no index, id on every delta",
        [
          call({ id: "a", ...fn("f", "{") }),
          call({ id: "b", ...fn("g", "{") }),
          call({ id: "a", ...fn(undefined, "}") }),
          call({ id: "b", ...fn(undefined, "}") }),
        ],
        [
          ["a", "f", "{}"],
          ["b", "g", "{}"],
        ],
      ],
      [
        "100 no id",
        [call({ index: 0, ...fn("f", "{") }), call({ index: 0, ...fn(undefined, "}") })],
        [[undefined, "f", "{}"]],
      ],
      [
        "100 no id and no index",
        [call(fn("f", "{}")), call(fn("g", "{")), call(fn(undefined, "}"))],
        [
          [undefined, "f", "{}"],
          [undefined, "g", "{}"],
        ],
      ],
      [
        "100 two whole calls of one function",
        [call(fn("f", '{"a":1}')), call(fn("f", '{"a":2}'))],
        [
          [undefined, "f", '{"a":1}'],
          [undefined, "f", '{"a":2}'],
        ],
      ],
      [
        "101 one index, two ids",
        [
          call({ index: 0, id: "a", ...fn("f", '{"a":1}') }),
          call({ index: 0, id: "b", ...fn("g", '{"b":2}') }),
        ],
        [
          ["a", "f", '{"a":1}'],
          ["b", "g", '{"b":2}'],
        ],
      ],
      [
        "101 in pieces",
        [
          call({ index: 0, id: "a", ...fn("f", "{") }),
          call({ index: 0, ...fn(undefined, "}") }),
          call({ index: 0, id: "b", ...fn("f", "{") }),
          call({ index: 0, ...fn(undefined, "}") }),
        ],
        [
          ["a", "f", "{}"],
          ["b", "f", "{}"],
        ],
      ],
      [
        "102 index starts at 1",
        [
          call({ index: 1, id: "a", ...fn("f", "{") }),
          call({ index: 1, ...fn(undefined, "}") }),
          call({ index: 2, id: "b", ...fn("g", "{}") }),
        ],
        [
          ["a", "f", "{}"],
          ["b", "g", "{}"],
        ],
      ],
      [
        "103 one id over several indexes",
        [
          call({ index: 0, id: "a", ...fn("f", "{") }),
          call({ index: 1, id: "a", ...fn(undefined, '"x"') }),
          call({ index: 2, id: "a", ...fn("f", ":1}") }),
        ],
        [["a", "f", '{"x":1}']],
      ],
      [
        "104 id on every delta",
        [
          call({ index: 0, id: "a", ...fn("f", "{") }),
          call({ index: 0, id: "a", ...fn("f", "}") }),
        ],
        [["a", "f", "{}"]],
      ],
      [
        "104 a fresh id on every delta",
        [
          call({ index: 0, id: "a", ...fn("f", "{") }),
          call({ index: 0, id: "b", ...fn(undefined, "}") }),
        ],
        [["a", "f", "{}"]],
      ],
      [
        "the id comes late",
        [call({ index: 0, ...fn("f", "{") }), call({ index: 0, id: "a", ...fn(undefined, "}") })],
        [["a", "f", "{}"]],
      ],
      [
        "an empty id",
        [
          call({ index: 0, id: "", ...fn("f", "{") }),
          call({ index: 0, id: "", ...fn(undefined, "}") }),
        ],
        [[undefined, "f", "{}"]],
      ],
      [
        "105 arguments as an object",
        [call({ index: 0, id: "a", ...fn("f", { x: 1 }) })],
        [["a", "f", '{"x":1}']],
      ],
      [
        "105 two objects on one index",
        [call({ index: 0, ...fn("f", { x: 1 }) }), call({ index: 0, ...fn("f", { x: 2 }) })],
        [
          [undefined, "f", '{"x":1}'],
          [undefined, "f", '{"x":2}'],
        ],
      ],
      [
        "106 split inside an escape",
        [
          call({ index: 0, id: "a", ...fn("f", '{"x":"\\u00') }),
          call({ index: 0, ...fn(undefined, 'e9"}') }),
        ],
        [["a", "f", '{"x":"\\u00e9"}']],
      ],
      [
        "109 names of Object.prototype",
        [
          call({ index: 0, id: "__proto__", ...fn("constructor", "{}") }),
          call({ index: 1, id: "toString", ...fn("__proto__", "{}") }),
        ],
        [
          ["__proto__", "constructor", "{}"],
          ["toString", "__proto__", "{}"],
        ],
      ],
      ["arguments null", [call({ index: 0, id: "a", ...fn("f", null) })], [["a", "f", ""]]],
      [
        "the name comes late",
        [call({ index: 0, id: "a", ...fn(undefined, "") }), call({ index: 0, ...fn("f", "{}") })],
        [["a", "f", "{}"]],
      ],
      [
        "two calls interleaved",
        [
          call({ index: 0, id: "a", ...fn("f", "{") }),
          call({ index: 1, id: "b", ...fn("g", "{") }),
          call({ index: 0, ...fn(undefined, "}") }),
          call({ index: 1, ...fn(undefined, "}") }),
        ],
        [
          ["a", "f", "{}"],
          ["b", "g", "{}"],
        ],
      ],
      [
        "two calls in one delta",
        [
          delta({
            tool_calls: [
              { id: "a", ...fn("f", "{}") },
              { id: "b", ...fn("f", "{}") },
            ],
          }),
        ],
        [
          ["a", "f", "{}"],
          ["b", "f", "{}"],
        ],
      ],
      [
        "the older function_call",
        [
          delta({ function_call: { name: "f", arguments: "{" } }),
          delta({ function_call: { arguments: "}" } }, "function_call"),
        ],
        [[undefined, "f", "{}"]],
      ],
      ["tool_calls null", [delta({ tool_calls: null, content: "a" })], []],
      [
        "103 two calls with one id, whole",
        [
          call({ index: 0, id: "a", ...fn("f", '{"a":1}') }),
          call({ index: 1, id: "a", ...fn("g", '{"b":2}') }),
          call({ index: 2, id: "a", ...fn("g", '{"b":3}') }),
        ],
        [
          ["a", "f", '{"a":1}'],
          [undefined, "g", '{"b":2}'],
          [undefined, "g", '{"b":3}'],
        ],
      ],
      [
        "103 two calls with one id, in pieces that name it",
        [
          call({ index: 0, id: "a", ...fn("f", "") }),
          call({ index: 1, id: "a", ...fn("g", "") }),
          call({ index: 0, id: "a", ...fn(undefined, '{"a"') }),
          call({ index: 1, id: "a", ...fn(undefined, '{"b"') }),
          call({ index: 0, id: "a", ...fn(undefined, ":1}") }),
          call({ index: 1, id: "a", ...fn(undefined, ":2}") }),
        ],
        [
          ["a", "f", '{"a":1}'],
          [undefined, "g", '{"b":2}'],
        ],
      ],
      [
        "103 two calls with one id, in pieces that do not",
        [
          call({ index: 0, id: "a", ...fn("f", "") }),
          call({ index: 0, ...fn(undefined, '{"a":1}') }),
          call({ index: 1, id: "a", ...fn("g", "") }),
          call({ index: 1, ...fn(undefined, '{"b":2}') }),
        ],
        [
          ["a", "f", '{"a":1}'],
          [undefined, "g", '{"b":2}'],
        ],
      ],
      [
        "103 two calls with one id and one index",
        [
          call({ index: 0, id: "a", ...fn("f", '{"a":1}') }),
          call({ index: 0, id: "a", ...fn("g", '{"b"') }),
          call({ index: 0, id: "a", ...fn(undefined, ":2}") }),
        ],
        [
          ["a", "f", '{"a":1}'],
          [undefined, "g", '{"b":2}'],
        ],
      ],
      [
        "an index that means nothing",
        [
          call({ index: 0, id: "a", ...fn("f", "{") }),
          call({ index: 5, ...fn(undefined, "}") }),
          call({ index: 0, id: "b", ...fn("g", "{}") }),
        ],
        [
          ["a", "f", "{}"],
          ["b", "g", "{}"],
        ],
      ],
    ])("%s", (_, frames, expected) => {
      expect(calls(frames, policy)).toEqual(expected);
    });
  });

  it.each([
    [
      "a name starts a call, also on the index of another",
      [
        call({ index: 0, ...fn("f", "") }),
        call({ index: 0, ...fn("g", "") }),
        call({ index: 0, ...fn(undefined, "{}") }),
      ],
      [
        [undefined, "f", ""],
        [undefined, "g", "{}"],
      ],
    ],
    [
      "an input that is whole takes no more",
      [
        call({ index: 0, id: "a", ...fn("f", "") }),
        call({ index: 0, ...fn(undefined, '{"a":1}') }),
        call({ index: 1, id: "b", ...fn("g", "") }),
        call({ index: 0, ...fn(undefined, '{"b":2}') }),
      ],
      [
        ["a", "f", '{"a":1}'],
        ["b", "g", '{"b":2}'],
      ],
    ],
    [
      "an index that was of two calls is of none",
      [
        call({ index: 0, id: "a", ...fn("f", "{") }),
        call({ index: 0, id: "b", ...fn("g", "{") }),
        call({ index: 1, id: "c", ...fn("h", "{") }),
        call({ index: 0, ...fn(undefined, "}") }),
        call({ index: 0, id: "b", ...fn(undefined, "}") }),
        call({ index: 0, id: "a", ...fn(undefined, "}") }),
      ],
      [
        ["a", "f", "{}"],
        ["b", "g", "{}"],
        ["c", "h", "{}"],
      ],
    ],
    [
      "the id comes late, with another index",
      [call({ index: 0, ...fn("f", "{") }), call({ index: 1, id: "a", ...fn(undefined, "}") })],
      [["a", "f", "{}"]],
    ],
  ])("where the policy says byId %s", (_, frames, expected) => {
    expect(calls(frames, byId)).toEqual(expected);
  });

  it("ends every input before the choice, and not when the stream is cut", () => {
    const frames = [
      call({ index: 0, id: "a", ...fn("f", "{}") }),
      call({ index: 1, id: "b", ...fn("g", "{}") }),
    ];
    const types = eventsOf([...frames, delta({}, "tool_calls")]).map((event) => event.type);
    expect(types).toEqual([
      "metadata",
      "tool-input",
      "tool-input",
      "tool-input-end",
      "tool-input-end",
      "choice-finish",
    ]);
    expect(eventsOf(frames).some((event) => event.type === "tool-input-end")).toBe(false);
  });

  it("keeps a thought signature of the answer as state of the message", () => {
    const extra = { google: { thought_signature: "sig" } };
    const frames = [delta({ content: "a" }), delta({ extra_content: extra }, "stop")];
    expect(stream(frames).choices[0]?.state).toEqual({ extra_content: extra });
    const message = { content: "a", extra_content: extra };
    expect(
      whole({ choices: [{ index: 0, message, finish_reason: "stop" }] }).choices[0],
    ).toMatchObject({ text: "a", state: { extra_content: extra } });
  });

  it("keeps a signature beside reasoning details, and nothing of what only marks a thought", () => {
    const extra = { google: { thought_signature: "sig" } };
    const details = [{ type: "reasoning.encrypted", data: "d" }];
    const policy = { reasoning: { details: "reasoning_details" } };
    const frames = [delta({ reasoning_details: details }), delta({ extra_content: extra }, "stop")];
    expect(stream(frames, policy).choices[0]?.state).toEqual({
      reasoning_details: details,
      extra_content: extra,
    });
    const marked = delta({ content: "a", extra_content: { google: { thought: true } } }, "stop");
    expect(stream([marked]).choices[0]?.state).toBeUndefined();
  });

  it("keeps a thought signature as state of its call", () => {
    const extra = { google: { thought_signature: "sig" } };
    expect(
      stream([call({ index: 0, id: "a", ...fn("f", "{}"), extra_content: extra })]).choices[0]
        ?.calls[0]?.state,
    ).toEqual({ extra_content: extra });
  });
});

describe("thinking parts that go back", () => {
  const policy = { reasoning: { contentParts: true } };
  const thinking = (text: string, more: object = {}): object => ({
    type: "thinking",
    thinking: text === "" ? [] : [{ type: "text", text }],
    ...more,
  });
  const kinds = (events: ReturnType<typeof eventsOf>): unknown[] =>
    events
      .filter(({ type }) =>
        ["reasoning-delta", "text-delta", "block-end", "tool-input"].includes(type),
      )
      .map((event) =>
        event.type === "block-end" ? event.state : "text" in event ? event.text : event.type,
      );

  it("keep what they were signed with, as state of their block", () => {
    const frames = [
      delta({ content: [thinking("a")] }),
      delta({ content: [thinking("b", { signature: "S" }), { type: "text", text: "x" }] }),
      delta({ content: "y" }, "stop"),
    ];
    const read = ["a", "b", { thinking: { signature: "S" } }, "x", "y"];
    expect(kinds(eventsOf(frames, policy))).toEqual(read);
    const message = { content: [thinking("ab", { signature: "S", closed: true }), "xy"] };
    const body = { choices: [{ index: 0, message, finish_reason: "stop" }] };
    expect(kinds([...whole(body, policy).events])).toEqual(["ab", read[2], "xy"]);
  });

  it("are told apart by their signatures, and end where calls begin or the answer ends", () => {
    const parts = [thinking("a", { signature: "S" }), thinking("b", { signature: "T" })];
    expect(kinds(eventsOf([delta({ content: parts }, "stop")], policy))).toEqual([
      "a",
      { thinking: { signature: "S" } },
      "b",
      { thinking: { signature: "T" } },
    ]);
    const frames = [
      delta({ content: [thinking("a")] }),
      call({ index: 0, id: "i", ...fn("f", "{}") }),
    ];
    expect(kinds(eventsOf(frames, policy))).toEqual(["a", { thinking: {} }, "{}"]);
    const empty = [delta({ content: [thinking("", { signature: "S" })] }, "stop")];
    expect(kinds(eventsOf(empty, policy))).toEqual([{ thinking: { signature: "S" } }]);
  });

  it("are only text where nothing takes them back", () => {
    const frames = [delta({ content: [thinking("a", { signature: "S" })] }, "stop")];
    expect(kinds(eventsOf(frames))).toEqual(["a"]);
  });
});

describe("usage, metadata, sources, media", () => {
  const usage = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 };

  it.each([
    ["93 on the last chunk", [delta({ content: "a" }), JSON.stringify({ choices: [], usage })]],
    [
      "94 on every chunk, cumulative",
      [
        JSON.stringify({ choices: [], usage: { prompt_tokens: 5, completion_tokens: 1 } }),
        JSON.stringify({ choices: [], usage }),
      ],
    ],
    ["x_groq", [JSON.stringify({ choices: [], x_groq: { id: "r", usage } })]],
    [
      "in the choice",
      [JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: "stop", usage }] })],
    ],
  ])("%s", (_, frames) => {
    expect(stream(frames).usage).toMatchObject({
      usage: {
        input: { total: 5, uncached: 5 },
        output: { total: 2, text: 2 },
        raw: { prompt_tokens: 5 },
      },
    });
  });

  it("94 sums what the platform reports piece by piece", () => {
    const piece = JSON.stringify({ choices: [], usage });
    expect(stream([piece, piece], { usage: { report: "each" } }).usage).toMatchObject({
      usage: { input: { total: 10 }, output: { total: 4 } },
    });
  });

  it("93 absent usage stays absent", () => {
    expect(
      stream([
        delta({ content: "a" }, "stop"),
        JSON.stringify({ choices: [], usage: null }),
        JSON.stringify({ choices: [], usage: {} }),
      ]).usage,
    ).toBeUndefined();
  });

  it("tells metadata once, and what comes later when it comes", () => {
    const late = JSON.stringify({ id: "other", model: "m2", service_tier: "flex", choices: [] });
    const first = JSON.stringify({ id: "", model: "", created: 0, choices: [] });
    expect(
      eventsOf([first, delta({}), late, late]).filter((event) => event.type === "metadata"),
    ).toEqual([
      { type: "metadata", created: 0 },
      { type: "metadata", id: "c1", model: "m" },
      { type: "metadata", serviceTier: "flex" },
    ]);
  });

  it("tells each source once, and citations with their source", () => {
    const annotation = {
      type: "url_citation",
      url_citation: { url: "https://a.test", title: "A", start_index: 0, end_index: 3 },
    };
    const events = eventsOf([
      JSON.stringify({ citations: ["https://b.test"], choices: [] }),
      JSON.stringify({
        citations: ["https://b.test"],
        search_results: [{ url: "https://c.test", title: "C" }],
        choices: [],
      }),
      delta({ content: "a", annotations: [annotation] }),
    ]).filter((event) => event.type === "source" || event.type === "citation");
    expect(events).toMatchObject([
      { type: "source", source: { url: "https://b.test" } },
      { type: "source", source: { url: "https://c.test", title: "C" } },
      { type: "citation", citation: { url: "https://a.test", title: "A" } },
      { type: "source", source: { url: "https://a.test" } },
    ]);
  });

  it("tells the pages of a search that came beside the answer", () => {
    const web_search = [
      { title: "T", link: "https://a.test", content: "c", refer: "ref_1", media: "M", icon: "" },
      { title: "no link", link: "", content: "c" },
    ];
    const sources = [
      {
        type: "source",
        choice: 0,
        source: { url: "https://a.test", title: "T", raw: web_search[0] },
      },
    ];
    const choices = [{ index: 0, message: { content: "a" }, finish_reason: "stop" }];
    expect(whole({ choices, web_search }).events).toEqual(expect.arrayContaining(sources));
    const chunk = JSON.stringify({ choices: [], web_search });
    const streamed = eventsOf([chunk, delta({ content: "a" }, "stop"), chunk]);
    expect(streamed.filter(({ type }) => type === "source")).toEqual(sources);
  });

  it("gives citations to their text also where an image comes in the same piece", () => {
    const annotation = { type: "url_citation", url_citation: { url: "https://a.test" } };
    const image = { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } };
    const types = eventsOf([
      delta({ content: "a", images: [image], annotations: [annotation] }),
    ]).map(({ type }) => type);
    expect(types.indexOf("citation")).toBeLessThan(types.indexOf("file"));
    expect(types).toContain("citation");
  });

  it("reads images and spoken answers", () => {
    const events = eventsOf([
      delta({ images: [{ type: "image_url", image_url: { url: "data:image/webp;base64,AAAA" } }] }),
      delta({ audio: { id: "au", data: "UklGRg==", transcript: "Hel" } }),
      delta({ audio: { data: "AAA=", transcript: "lo" } }),
      delta({}, "stop"),
    ]);
    expect(events.filter((event) => event.type === "file")).toEqual([
      {
        type: "file",
        choice: 0,
        part: { type: "file", mediaType: "image/webp", source: { base64: "AAAA" } },
      },
      {
        type: "file",
        choice: 0,
        part: {
          type: "file",
          mediaType: "audio/wav",
          source: { base64: Buffer.from("RIFF\0\0").toString("base64") },
          providerState: [
            {
              scope: { wire: "openai-chat", platform: "acme", model: "acme-1" },
              data: { audio: { id: "au" } },
            },
          ],
        },
      },
    ]);
    expect(
      stream([delta({ audio: { transcript: "Hel" } }), delta({ audio: { transcript: "lo" } })])
        .choices[0]?.text,
    ).toBe("Hello");
  });
});

describe("hostile shapes", () => {
  it("111 nesting of 10,000 levels is read", () => {
    const deep = `${"[".repeat(10_000)}${"]".repeat(10_000)}`;
    const frame = `{"choices":[{"index":0,"delta":{"content":"a","x":${deep}}}]}`;
    expect(stream([frame, frame, frame]).choices[0]?.text).toBe("aaa");
  });

  it("109 own fields named __proto__ change nothing", () => {
    const frame =
      '{"__proto__":{"error":1},"choices":[{"index":0,"delta":{"__proto__":{"refusal":"x"},"content":"a"}}]}';
    const folded = stream([frame, frame, frame]);
    expect(folded.error).toBeUndefined();
    expect(folded.choices[0]).toMatchObject({ text: "aaa", refusal: "" });
  });
});

describe("stream equals generate", () => {
  it.each([
    [
      "text",
      [delta({ content: "Hel" }), delta({ content: "lo" }), delta({}, "stop")],
      { content: "Hello" },
      "stop",
      {},
    ],
    [
      "reasoning",
      [delta({ reasoning_content: "r" }), delta({ content: "a" }), delta({}, "stop")],
      { reasoning_content: "r", content: "a" },
      "stop",
      {},
    ],
    [
      "think tags",
      [delta({ content: "<think>r</think>" }), delta({ content: "a" }), delta({}, "stop")],
      { content: "<think>r</think>a" },
      "stop",
      { reasoning: { thinkTags: true } },
    ],
    [
      "refusal",
      [delta({ refusal: "no" }), delta({}, "stop")],
      { content: null, refusal: "no" },
      "stop",
      {},
    ],
    [
      "tools",
      [
        delta({ tool_calls: [{ index: 0, id: "a", ...fn("f", "{") }] }),
        delta({ tool_calls: [{ index: 0, ...fn(undefined, "}") }] }),
        delta({ tool_calls: [{ index: 1, id: "b", ...fn("g", "{}") }] }),
        delta({}, "tool_calls"),
      ],
      {
        content: null,
        tool_calls: [
          { id: "a", type: "function", ...fn("f", "{}") },
          { id: "b", type: "function", ...fn("g", "{}") },
        ],
      },
      "tool_calls",
      {},
    ],
    [
      "details",
      [
        delta({ reasoning_details: [{ type: "reasoning.text", text: "r", index: 0 }] }),
        delta({}, "stop"),
      ],
      { content: "", reasoning_details: [{ type: "reasoning.text", text: "r", index: 0 }] },
      "stop",
      { reasoning: { details: "reasoning_details" } },
    ],
  ])("%s", (_, frames, message, finish, policy) => {
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    const streamed = stream([...frames, JSON.stringify({ choices: [], usage }), "[DONE]"], policy);
    const answered = whole(
      {
        id: "c1",
        created: 1,
        model: "m",
        choices: [{ index: 0, message, finish_reason: finish }],
        usage,
      },
      policy,
    );
    expect(answered.choices).toEqual(streamed.choices);
    expect(answered.usage).toEqual(streamed.usage);
    expect(answered.done).toBe(true);
  });

  it("whole messages keep every entry a call of its own, and answers of another kind are errors", () => {
    const twice = { id: "a", ...fn("f", "{}") };
    expect(
      whole({ choices: [{ message: { tool_calls: [twice, twice] } }] }).choices[0]?.calls,
    ).toHaveLength(2);
    expect(
      whole({ error: { message: "boom", code: "context_length_exceeded" } }).error,
    ).toMatchObject({ error: { code: "context_length", message: "boom" } });
    expect(whole({ object: "list" }).error).toMatchObject({ error: { code: "protocol" } });
    expect(whole("hello").error).toMatchObject({ error: { code: "protocol" } });
  });
});

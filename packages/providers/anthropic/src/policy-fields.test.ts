import type {
  JsonObject,
  JsonValue,
  Message,
  MessagePolicy,
  Policy,
  Target,
  WireEvent,
} from "@byok/core/provider";
import { describe, expect, test } from "vitest";

import { encode } from "./__fixtures__/encode.ts";
import { decodeAll, sseFrame } from "./__fixtures__/sse.ts";
import { testHead, testTarget } from "./__fixtures__/test-target.ts";
import { bounds } from "./bounds.ts";
import { decodeResponse } from "./decode-response.ts";

/** The last usage of a whole answer with these counts. */
function usageOf(usage: JsonValue, policy: Policy): Extract<WireEvent, { type: "usage" }> {
  const events: WireEvent[] = [];
  const body = { type: "message", content: [], stop_reason: "end_turn", usage };
  decodeResponse(testHead(), body, testTarget({ policy }), (event) => events.push(event));
  return lastUsage(events);
}

function lastUsage(events: readonly WireEvent[]): Extract<WireEvent, { type: "usage" }> {
  const usage = events.findLast((event) => event.type === "usage");
  if (usage?.type !== "usage") throw new Error("No usage.");
  return usage;
}

describe("fields of the platform's own policy", () => {
  test("maxTokens stands where the policy says, also for the budget's bounds", () => {
    const target = testTarget({ policy: { params: { maxTokens: { to: "limits.out" } } } });
    const { body } = encode({ config: { maxTokens: 50 } }, target);
    expect(body).toMatchObject({ limits: { out: 50 } });
    expect(body).not.toHaveProperty("max_tokens");
    expect(bounds(body as unknown as JsonObject, target).maxTokens).toBe(50);
  });

  test("the cap that the wire must have keeps the platform's range", () => {
    const params = { maxTokens: { range: { max: 1000 } } };
    for (const model of [{}, { maxOutput: undefined }])
      expect(
        encode({}, testTarget({ policy: { params }, model: model as object })).body.max_tokens,
      ).toBe(1000);
  });

  test("an effort has the platform's own word", () => {
    const policy = {
      params: { reasoningEffort: { values: { low: "l" } } },
      reasoning: { send: { transform: "anthropic-adaptive" } },
    };
    const { body } = encode({ config: { reasoningEffort: "low" } }, testTarget({ policy }));
    expect(body).toMatchObject({ output_config: { effort: "l" } });
  });

  const tools = [{ name: "t", inputSchema: { type: "object" } }];
  const toolChoice = { tool: "t" };

  test("a forced tool's name stands in the platform's own word for it", () => {
    const choice = { tool: { type: "tool", name: "{tool}", extra: [{ n: "{tool}" }] } };
    const target = testTarget({ policy: { tools: { choice } } });
    expect(encode({ tools, config: { toolChoice } }, target).body.tool_choice).toEqual({
      type: "tool",
      name: "t",
      extra: [{ n: "t" }],
    });
  });

  test("tool choice, parallel calls and form of the answer stand where the policy says", () => {
    const params = {
      toolChoice: { to: "choose" },
      parallelToolCalls: { to: "options.parallel", values: { false: "no" } },
      responseFormat: { to: "text.format" },
    };
    const config = {
      toolChoice,
      parallelToolCalls: false,
      responseFormat: {
        type: "json_schema" as const,
        json_schema: { name: "x", schema: { type: "object" } },
      },
    };
    const { body } = encode({ tools, config }, testTarget({ policy: { params } }));
    expect(body).toMatchObject({
      choose: { type: "tool", name: "t" },
      options: { parallel: "no" },
      text: { format: { type: "json_schema", schema: { type: "object" } } },
    });
    expect(body).not.toHaveProperty("choose.disable_parallel_tool_use");
    expect(body).not.toHaveProperty("tool_choice");
    expect(body).not.toHaveProperty("output_config");
  });

  test("parallel calls alone are no tool choice where they have a field", () => {
    const params = { parallelToolCalls: { to: "parallel" } };
    const target = testTarget({ policy: { params } });
    const { body } = encode({ tools, config: { parallelToolCalls: false } }, target);
    expect(body).toMatchObject({ parallel: false });
    expect(body).not.toHaveProperty("tool_choice");
  });

  test("the effort keeps its place beside a form of the answer that is moved", () => {
    const policy = {
      params: { responseFormat: { to: "format" } },
      reasoning: { send: { transform: "anthropic-adaptive" } },
    };
    const responseFormat = {
      type: "json_schema" as const,
      json_schema: { name: "x", schema: { type: "object" } },
    };
    const { body } = encode(
      { config: { reasoningEffort: "low", responseFormat } },
      testTarget({ policy }),
    );
    expect(body).toMatchObject({ format: { type: "json_schema" } });
    expect(body.output_config).toEqual({ effort: "low" });
  });

  test("a name of a speaker is left out with a warning", () => {
    const { body, warnings } = encode({
      messages: [
        { role: "user", content: "a" },
        { role: "user", content: "b", name: "Ada" },
      ],
    });
    expect(JSON.stringify(body)).not.toContain("Ada");
    expect(warnings).toMatchObject([{ code: "unsupported", path: "messages[1].name" }]);
  });

  describe("prefill: false", () => {
    const said = { role: "assistant", content: "a" } as const;
    const system = { role: "system", content: "S" } as const;
    const question = { role: "user", content: "q" } as const;
    const target = (messages: MessagePolicy = {}): Target =>
      testTarget({ policy: { messages: { prefill: false, ...messages } } });

    test("refuses the assistant's last word before a system message that is moved to the front", () => {
      expect(() => encode({ messages: [question, said, system] }, target())).toThrow(
        expect.objectContaining({ code: "invalid_request", platform: "anthropic" }),
      );
    });

    test("takes what does not end so", () => {
      const paused = {
        role: "assistant",
        content: [
          { type: "text", text: "a" },
          { type: "tool-call", id: "s", name: "w", input: {}, executedBy: "provider" },
        ],
      } as const;
      for (const [messages, policy] of [
        [[question, said, system], { prefill: true }],
        [[question, said, system], { system: "asUser" }],
        [[question, said, system, question], {}],
        [[question, paused, system], {}],
        [[question, system], {}],
      ] as [Message[], MessagePolicy][])
        expect(() => encode({ messages }, target(policy))).not.toThrow();
    });
  });

  test("usage is read at the policy's paths, with the platform's own figure", () => {
    const t = {
      i: 100,
      o: 50,
      c: 30,
      w: 10,
      w1: 4,
      r: 20,
      ia: 5,
      oa: 6,
      cost: 0.25,
      bi: 99,
      bo: 49,
    };
    const { usage, cost } = usageOf(
      { t },
      {
        usage: {
          paths: {
            input: "t.i",
            output: "t.o",
            cacheRead: "t.c",
            cacheWrite: "t.w",
            cacheWrite1h: "t.w1",
            reasoning: "t.r",
            inputAudio: "t.ia",
            outputAudio: "t.oa",
            cost: "t.cost",
            billedInput: "t.bi",
            billedOutput: "t.bo",
          },
          cachedInInput: true,
          costCurrency: "EUR",
        },
      },
    );
    expect(usage.input).toEqual({
      total: 100,
      uncached: 51,
      cacheRead: 30,
      cacheWrite: { total: 14, ttl5m: 10, ttl1h: 4 },
      audio: 5,
    });
    expect(usage.output).toEqual({ total: 50, text: 24, reasoning: 20, audio: 6 });
    expect(usage.billed).toEqual({ input: 99, output: 49 });
    expect(cost).toEqual({ amount: "0.25", currency: "EUR" });
  });

  test("counts of frames that count by themselves are added, and a count that cannot be stays seen", () => {
    const stream = (first: JsonObject, last: JsonObject): string =>
      sseFrame({ type: "message_start", message: { usage: first } }) +
      sseFrame({ type: "message_delta", delta: {}, usage: last });
    const target = testTarget({ policy: { usage: { report: "each" } } });
    const read = (first: JsonObject, last: JsonObject): object =>
      lastUsage(decodeAll(stream(first, last), target)).usage.output;
    expect(read({ output_tokens: 2 }, { output_tokens: 5 })).toEqual({ total: 7 });
    expect(read({ output_tokens: -2 }, { output_tokens: 5 })).toEqual({});
    expect(read({ output_tokens: 2 }, { output_tokens: -1 })).toEqual({});
  });

  test("figures of cost are added exactly, also where they come as texts", () => {
    const frame = (price: JsonValue, type: string): string =>
      sseFrame(
        type === "message_start"
          ? { type, message: { usage: { output_tokens: 1, price } } }
          : { type, delta: {}, usage: { output_tokens: 1, price } },
      );
    const usage = { report: "each" as const, paths: { cost: "price" }, costCurrency: "USD" };
    for (const prices of [
      [0.1, 0.2, 0.3],
      ["0.1", "0.2", "0.3"],
    ]) {
      const [first = 0, ...rest] = prices;
      const frames = [
        frame(first, "message_start"),
        ...rest.map((each) => frame(each, "message_delta")),
      ];
      const { cost } = lastUsage(decodeAll(frames.join(""), testTarget({ policy: { usage } })));
      expect(cost).toEqual({ amount: "0.6", currency: "USD" });
    }
  });

  test("what an upstream bills to the user's own key is told beside the figure", () => {
    const paths = { cost: "cost", upstreamCost: "d.up", ownKey: "own" };
    const usage = { paths, costCurrency: "USD" };
    const of = (more: JsonObject): object | undefined =>
      usageOf({ output_tokens: 1, cost: 0.1, ...more }, { usage }).cost;
    const figure = { amount: "0.1", currency: "USD" };
    expect(of({ own: true, d: { up: 2 } })).toEqual({ ...figure, upstream: "2" });
    expect(of({ own: true })).toEqual({ ...figure, upstream: null });
    expect(of({ own: false, d: { up: 2 } })).toEqual(figure);
  });

  test("the platform's figure is in the currency of the endpoint's bills where none is written", () => {
    const target = testTarget({ policy: { usage: { paths: { cost: "cost" } } } });
    const body = { type: "message", content: [], usage: { output_tokens: 1, cost: 0.7 } };
    const costs = [{}, { currency: "CNY" }].map((bills) => {
      const events: WireEvent[] = [];
      const endpoints = [{ id: "default", ...bills }];
      const billed = { ...target, platform: { ...target.platform, endpoints } };
      decodeResponse(testHead(), body, billed, (event) => events.push(event));
      return lastUsage(events).cost;
    });
    expect(costs).toEqual([undefined, { amount: "0.7", currency: "CNY" }]);
  });

  const thought = (output_tokens: number, thinking_tokens: number): JsonObject => ({
    input_tokens: 100,
    output_tokens,
    output_tokens_details: { thinking_tokens },
  });

  test.each<[JsonObject, Policy["usage"], object]>([
    // No token stands in two classes, and none above the total.
    [thought(50, 80), {}, { total: 50, reasoning: 50, text: 0 }],
    [thought(50, 80), { reasoningInOutput: "auto" }, { total: 130, reasoning: 80, text: 50 }],
    [thought(50, 30), { reasoningInOutput: "auto" }, { total: 50, reasoning: 30, text: 20 }],
    [
      { input_tokens: 100, output_tokens: 50, total_tokens: 180 },
      { reasoningInOutput: "auto" },
      { total: 80, reasoning: 30, text: 50 },
    ],
    [{ output_tokens: 5, sound: 20 }, { paths: { outputAudio: "sound" } }, { total: 5, audio: 5 }],
    [
      { ...thought(10, 8), sound: 20 },
      { paths: { outputAudio: "sound" } },
      { total: 10, reasoning: 8, audio: 2, text: 0 },
    ],
  ])("the classes of %j under %j are disjoint", (raw, usage, output) => {
    expect(usageOf(raw, { usage: usage ?? {} }).usage.output).toEqual(output);
  });

  test("more sound than input is cut to the input", () => {
    const usage = { paths: { inputAudio: "sound" } };
    const raw = { input_tokens: 5, cache_read_input_tokens: 3, sound: 20 };
    expect(usageOf(raw, { usage }).usage.input).toEqual({
      total: 8,
      uncached: 0,
      cacheRead: 3,
      audio: 5,
    });
  });

  test("an error in a 200 answer is one where the platform's rules say so", () => {
    const errors = [{ path: "verdict", match: "^broke$", as: "quota_exceeded" as const }];
    const codes = [true, false].map((errorsIn200) => {
      const events: WireEvent[] = [];
      const target = testTarget({ policy: { errors, errorsIn200 } });
      decodeResponse(testHead(), { verdict: "broke" }, target, (event) => events.push(event));
      const [event] = events;
      return event?.type === "error" ? event.error.code : undefined;
    });
    expect(codes).toEqual(["quota_exceeded", "protocol"]);
  });
});

import { describe, expect, it } from "vitest";
import type { Policy } from "../../catalog/policy.ts";
import { isByokError } from "../../errors/byok-error.ts";
import type { JsonObject } from "../../json.ts";
import type { Warning } from "../../results/warning.ts";
import type { WireConfig, WireTool } from "../../spi/request.ts";
import { context, target } from "./__fixtures__/target.ts";
import { openaiChat } from "./index.ts";

const tool: WireTool = {
  name: "f",
  description: "d",
  inputSchema: { type: "object", properties: {} },
};

function encode(
  config: WireConfig,
  policy: Policy = {},
  more: { tools?: WireTool[]; stream?: boolean; target?: Parameters<typeof target>[1] } = {},
): {
  body: JsonObject;
  headers: Record<string, string>;
  path: string;
  query: unknown;
  warnings: Warning[];
} {
  const ctx = context(more.stream ?? false);
  const request = openaiChat.chat.encode(
    {
      messages: [{ role: "user", content: "Hi" }],
      config,
      ...(more.tools === undefined ? {} : { tools: more.tools }),
    },
    target(policy, more.target),
    ctx,
  );
  const body = JSON.parse(new TextDecoder().decode(request.body as Uint8Array)) as JsonObject;
  return {
    body,
    headers: request.headers,
    path: request.path,
    query: request.query,
    warnings: ctx.warnings,
  };
}

const base = { model: "acme-1", messages: [{ role: "user", content: "Hi" }] };

describe("encodeRequest", () => {
  it("writes the smallest request", () => {
    const { body, headers, path } = encode({});
    expect(body).toEqual(base);
    expect(path).toBe("/chat/completions");
    expect(headers).toEqual({ "content-type": "application/json", accept: "application/json" });
  });

  it("writes every neutral parameter in its usual field", () => {
    const { body, warnings } = encode(
      {
        temperature: 0.5,
        topP: 0.9,
        maxTokens: 10,
        stop: ["x"],
        presencePenalty: 1,
        frequencyPenalty: -1,
        responseFormat: {
          type: "json_schema",
          json_schema: { name: "n", schema: {}, strict: true },
        },
        toolChoice: { tool: "f" },
        reasoningEffort: "low",
        topK: 5,
        seed: 7,
        n: 2,
        logprobs: true,
        topLogprobs: 3,
        logitBias: { "50256": -100 },
        parallelToolCalls: false,
        serviceTier: "flex",
        user: "u",
      },
      {},
      { tools: [tool] },
    );
    expect(body).toEqual({
      ...base,
      tools: [
        {
          type: "function",
          function: { name: "f", description: "d", parameters: tool.inputSchema },
        },
      ],
      temperature: 0.5,
      top_p: 0.9,
      max_tokens: 10,
      stop: ["x"],
      presence_penalty: 1,
      frequency_penalty: -1,
      response_format: {
        type: "json_schema",
        json_schema: { name: "n", schema: {}, strict: true },
      },
      tool_choice: { type: "function", function: { name: "f" } },
      reasoning_effort: "low",
      top_k: 5,
      seed: 7,
      n: 2,
      logprobs: true,
      top_logprobs: 3,
      logit_bias: { "50256": -100 },
      parallel_tool_calls: false,
      service_tier: "flex",
      user: "u",
    });
    expect(warnings).toEqual([]);
  });

  it("renames, moves and translates as the policy says", () => {
    const { body } = encode(
      { maxTokens: 10, seed: 1, serviceTier: "fast", toolChoice: "required" },
      {
        params: {
          maxTokens: { to: "max_completion_tokens" },
          seed: { to: "options.random_seed" },
          serviceTier: { values: { fast: "priority" } },
        },
        tools: { choice: { required: "any" } },
      },
      { tools: [tool] },
    );
    expect(body).toMatchObject({
      max_completion_tokens: 10,
      options: { random_seed: 1 },
      service_tier: "priority",
      tool_choice: "any",
    });
    expect(body["max_tokens"]).toBeUndefined();
  });

  it("forces a tool in the platform's own form", () => {
    const choice = { tool: { type: "tool", name: "{tool}" } };
    expect(
      encode({ toolChoice: { tool: "f" } }, { tools: { choice } }, { tools: [tool] }).body[
        "tool_choice"
      ],
    ).toEqual({ type: "tool", name: "f" });
    expect(
      encode(
        { toolChoice: { tool: "f" } },
        { tools: { choice: { tool: "required" } } },
        { tools: [tool] },
      ).body["tool_choice"],
    ).toBe("required");
  });

  it.each([
    ["usual place", {}, { reasoningEffort: "high" }, { reasoning_effort: "high" }],
    [
      "dotted places",
      { effort: "reasoning.effort", budget: "reasoning.max_tokens", summary: "reasoning.summary" },
      { reasoningBudgetTokens: 5, reasoningSummary: "auto" },
      { reasoning: { max_tokens: 5, summary: "auto" } },
    ],
    [
      "switch on",
      { toggle: { field: "thinking", on: { type: "enabled" }, off: { type: "disabled" } } },
      { reasoningEffort: "high" },
      { thinking: { type: "enabled" }, reasoning_effort: "high" },
    ],
    [
      "switch off",
      { toggle: { field: "thinking", on: { type: "enabled" }, off: { type: "disabled" } } },
      { reasoningEffort: "none" },
      { thinking: { type: "disabled" } },
    ],
    [
      "switch off by budget",
      { budget: "thinking_budget", toggle: { field: "enable_thinking", on: true, off: false } },
      { reasoningBudgetTokens: 0 },
      { enable_thinking: false },
    ],
    [
      "only a switch",
      { effort: null, toggle: { field: "enable_thinking", on: true, off: false } },
      { reasoningEffort: "low" },
      { enable_thinking: true },
    ],
  ] as [string, NonNullable<Policy["reasoning"]>["send"] & object, WireConfig, object][])(
    "reasoning: %s",
    (_, send, config, expected) => {
      const { body, warnings } = encode(config, { reasoning: { send } });
      expect(body).toEqual({ ...base, ...expected });
      expect(warnings).toEqual([]);
    },
  );

  it("warns where a reasoning setting has no place", () => {
    const { body, warnings } = encode({ reasoningBudgetTokens: 100 });
    expect(body).toEqual(base);
    expect(warnings).toMatchObject([{ code: "unsupported", path: "config.reasoningBudgetTokens" }]);
  });

  it("asks for usage when streaming, and switches off what the policy names", () => {
    expect(encode({}, {}, { stream: true }).body).toEqual({
      ...base,
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(encode({}, { stream: { usage: "always" } }, { stream: true }).body).toEqual({
      ...base,
      stream: true,
    });
    const policy = { stream: { disable: { "stream_options.include_obfuscation": false } } };
    expect(encode({}, policy, { stream: true }).body["stream_options"]).toEqual({
      include_usage: true,
      include_obfuscation: false,
    });
    expect(encode({}, policy).body).toEqual(base);
  });

  it("leaves tool settings out of requests without tools, with a warning", () => {
    const { body, warnings } = encode({ toolChoice: "auto", parallelToolCalls: true });
    expect(body).toEqual(base);
    expect(warnings.map((warning) => warning.path)).toEqual([
      "config.toolChoice",
      "config.parallelToolCalls",
    ]);
    expect(
      encode({ toolChoice: "auto", extraBody: { tools: [{ type: "web_search" }] } }).body[
        "tool_choice"
      ],
    ).toBe("auto");
  });

  it("merges extraBody last and deeply", () => {
    const extraBody = JSON.parse(
      '{"temperature":1,"stream_options":{"x":1},"__proto__":{"y":2},"list":[1]}',
    ) as JsonObject;
    const { body } = encode({ temperature: 0, extraBody: extraBody }, {}, { stream: true });
    expect(body).toMatchObject({
      temperature: 1,
      stream_options: { include_usage: true, x: 1 },
      list: [1],
    });
    expect(Object.hasOwn(body, "__proto__")).toBe(true);
  });

  it("refuses an extraBody that changes the form of the answer, or is not JSON", () => {
    expect(() => encode({ extraBody: { stream: true } })).toThrow(/extraBody.stream/);
    const loop: Record<string, unknown> = {};
    loop["self"] = loop;
    expect(() => encode({ extraBody: loop as never })).toThrow(/not JSON/);
  });

  it("orders headers: wire, policy, user", () => {
    const policy: Policy = {
      headers: {
        fixed: { "X-Fixed": "1", "X-Both": "1" },
        attribution: { "X-Title": "byok" },
        byFeature: { tools: { "X-Tools": "1" }, image: { "X-Image": "1" } },
      },
    };
    const { headers } = encode({ extraHeaders: { "X-BOTH": "2", Accept: "x" } }, policy, {
      tools: [tool],
    });
    expect(headers).toEqual({
      "content-type": "application/json",
      accept: "x",
      "x-fixed": "1",
      "x-both": "2",
      "x-title": "byok",
      "x-tools": "1",
    });
  });

  it("fills the places of a path", () => {
    const place = {
      surface: { path: "/deployments/{model}/chat?api-version={apiVersion}" },
      model: { id: "a/b c" },
      vars: { apiVersion: "v1" },
    };
    const { path, query } = encode({}, {}, { target: place });
    expect([path, query]).toEqual(["/deployments/a%2Fb%20c/chat", { "api-version": "v1" }]);
    expect(() => encode({}, {}, { target: { ...place, vars: {} } })).toThrow(/apiVersion/);
    expect(() => encode({}, {}, { target: { ...place, model: { id: ".." } } })).toThrow(
      /cannot be the model/,
    );
  });

  it("keeps and drops strict tools", () => {
    const strict = { ...tool, strict: true };
    const flags = (policy: Policy): unknown =>
      (
        encode({}, policy, { tools: [strict, strict, { ...tool, strict: false }] }).body[
          "tools"
        ] as JsonObject[]
      ).map((each) => (each["function"] as JsonObject)["strict"]);
    expect(flags({})).toEqual([true, true, false]);
    expect(flags({ tools: { strict: { mode: "drop" } } })).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(
      encode({}, { tools: { strict: { mode: "drop" } } }, { tools: [strict, strict] }).warnings,
    ).toHaveLength(1);
  });

  it("errors are typed", () => {
    try {
      encode({ extraBody: { stream: true } });
      expect.unreachable();
    } catch (error) {
      expect(isByokError(error, "invalid_request")).toBe(true);
    }
  });
});

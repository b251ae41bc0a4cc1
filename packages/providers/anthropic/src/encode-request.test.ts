import { describe, expect, test } from "vitest";

import { encode } from "./__fixtures__/encode.ts";
import { testTarget } from "./__fixtures__/test-target.ts";

const codes = (warnings: { code: string; path: string }[]): string[] =>
  warnings.map(({ code, path }) => `${code} ${path}`);

describe("the request", () => {
  test("goes to the wire's path with the API version, without credentials", () => {
    const { wire, body } = encode({});
    expect(wire).toMatchObject({ method: "POST", path: "/v1/messages", framing: "sse" });
    expect(wire.headers).toEqual({
      accept: "application/json",
      "content-type": "application/json",
      "anthropic-version": "2023-06-01",
    });
    expect(body).toEqual({
      model: "claude-test",
      max_tokens: 8000,
      messages: [{ role: "user", content: [{ type: "text", text: "Hi" }] }],
    });
  });

  test("streams when asked", () => {
    const { wire, body } = encode({}, testTarget(), true);
    expect(body.stream).toBe(true);
    expect(wire.headers["accept"]).toBe("text/event-stream");
  });

  test("the surface's path and the policy's headers win; beta names stand in one list", () => {
    const target = testTarget({
      surface: { path: "/anthropic/v1/messages" },
      policy: {
        headers: {
          fixed: { "anthropic-version": "2030-01-01", "anthropic-beta": "a" },
          byFeature: {
            fileId: { "Anthropic-Beta": "files-api-2025-04-14" },
            tools: { "anthropic-beta": "unused" },
          },
        },
      },
    });
    const file = {
      type: "file" as const,
      mediaType: "image/png",
      source: { fileId: "file_1", platform: "anthropic" },
    };
    const { wire } = encode(
      {
        messages: [{ role: "user", content: [file] }],
        config: { extraHeaders: { "anthropic-beta": "mine, a" } },
      },
      target,
    );
    expect(wire.path).toBe("/anthropic/v1/messages");
    expect(wire.headers["anthropic-version"]).toBe("2030-01-01");
    expect(wire.headers["anthropic-beta"]).toBe("a,files-api-2025-04-14,mine");
  });
});

describe("maxTokens", () => {
  test.each([
    [{ maxTokens: 5 }, {}, { maxOutput: 9 }, 5],
    [{}, { params: { maxTokens: { requiredDefault: 7 } } }, { maxOutput: 9 }, 7],
    [{}, {}, { maxOutput: 9 }, 9],
  ])("the user's, then the policy's, then the model's", (config, policy, model, expected) => {
    const { body, warnings } = encode({ config }, testTarget({ policy, model }));
    expect(body.max_tokens).toBe(expected);
    expect(warnings).toEqual([]);
  });

  test("a guess is told", () => {
    const target = testTarget();
    delete target.model.maxOutput;
    const { body, warnings } = encode({}, target);
    expect(body.max_tokens).toBe(4096);
    expect(codes(warnings)).toEqual(["defaulted config.maxTokens"]);
  });
});

describe("parameters", () => {
  test("each goes to its field", () => {
    const { body, warnings } = encode({
      config: {
        temperature: 0.2,
        topP: 0.9,
        topK: 4,
        stop: "END",
        user: "u1",
        serviceTier: "standard_only",
        n: 1,
      },
    });
    expect(body).toMatchObject({
      temperature: 0.2,
      top_p: 0.9,
      top_k: 4,
      stop_sequences: ["END"],
      metadata: { user_id: "u1" },
      service_tier: "standard_only",
    });
    expect(body).not.toHaveProperty("n");
    expect(warnings).toEqual([]);
  });

  test("stop sequences of white space are left out", () => {
    const { body, warnings } = encode({ config: { stop: ["\n", "a"] } });
    expect(body.stop_sequences).toEqual(["a"]);
    expect(codes(warnings)).toEqual(["unsupported config.stop"]);
    expect(encode({ config: { stop: " " } }).body).not.toHaveProperty("stop_sequences");
  });

  test("what the wire has no field for is told", () => {
    const { body, warnings } = encode({ config: { seed: 1, frequencyPenalty: 1 } });
    expect(Object.keys(body)).toEqual(["model", "max_tokens", "messages"]);
    expect(codes(warnings)).toEqual([
      "unsupported config.seed",
      "unsupported config.frequencyPenalty",
    ]);
  });

  test("a policy renames and translates", () => {
    const policy = {
      params: {
        seed: { to: "sampling.seed" },
        serviceTier: { values: { default: "standard_only" } },
      },
    };
    const { body } = encode(
      { config: { seed: 1, serviceTier: "default" } },
      testTarget({ policy }),
    );
    expect(body).toMatchObject({ sampling: { seed: 1 }, service_tier: "standard_only" });
  });

  test("a JSON schema is the output format, beside an effort", () => {
    const schema = { type: "object" };
    const config = {
      reasoningEffort: "high",
      responseFormat: { type: "json_schema" as const, json_schema: { name: "n", schema } },
    };
    const { body } = encode(
      { config },
      testTarget({ policy: { reasoning: { send: { transform: "anthropic-adaptive" } } } }),
    );
    expect(body.output_config).toEqual({ effort: "high", format: { type: "json_schema", schema } });
  });

  test("any JSON, and a schema where the platform keeps none, are told as unsupported", () => {
    const object = encode({ config: { responseFormat: { type: "json_object" } } });
    expect(codes(object.warnings)).toEqual(["unsupported config.responseFormat"]);
    const format = { type: "json_schema" as const, json_schema: { name: "n", schema: {} } };
    const none = encode(
      { config: { responseFormat: format } },
      testTarget({ policy: { structuredOutput: "none" } }),
    );
    expect(none.body).not.toHaveProperty("output_config");
    expect(codes(none.warnings)).toEqual(["unsupported config.responseFormat"]);
    expect(encode({ config: { responseFormat: { type: "text" } } }).warnings).toEqual([]);
  });

  test("extraBody comes last, deep; its tools stand beside the request's", () => {
    const search = { type: "web_search_20250305", name: "web_search" };
    const { body } = encode({
      tools: [
        { name: "f", inputSchema: {} },
        { name: "g", inputSchema: {} },
      ],
      config: {
        user: "u",
        maxTokens: 5,
        extraBody: {
          max_tokens: 6,
          metadata: { more: true },
          tools: [search, { name: "g", cache_control: { type: "ephemeral" } }],
        },
      },
    });
    expect(body).toMatchObject({ max_tokens: 6, metadata: { user_id: "u", more: true } });
    expect(body.tools).toEqual([
      { name: "f", input_schema: { type: "object" } },
      search,
      { name: "g", cache_control: { type: "ephemeral" } },
    ]);
  });

  test("the container of an earlier answer is used again until it expires", () => {
    const answer = (expires: string) => ({
      role: "assistant" as const,
      content: "ok",
      providerState: [
        {
          scope: { wire: "anthropic-messages", platform: "anthropic", model: "claude-test" },
          data: { container: { id: "c1", expires_at: expires } },
        },
      ],
    });
    const ask = { role: "user" as const, content: "go on" };
    expect(encode({ messages: [ask, answer("2099-01-01T00:00:00Z"), ask] }).body.container).toBe(
      "c1",
    );
    expect(
      encode({ messages: [ask, answer("1970-01-01T00:00:00Z"), ask] }).body,
    ).not.toHaveProperty("container");
  });
});

describe("tools", () => {
  const tool = { name: "f", description: "does f", inputSchema: { properties: {} }, strict: true };
  const tools = [tool];

  test.each([
    ["auto", { type: "auto" }],
    ["none", { type: "none" }],
    ["required", { type: "any" }],
    [{ tool: "f" }, { type: "tool", name: "f" }],
  ] as const)("choice %j", (toolChoice, expected) => {
    const { body } = encode({ tools, config: { toolChoice } });
    expect(body.tool_choice).toEqual(expected);
    expect(body.tools).toEqual([
      {
        name: "f",
        description: "does f",
        input_schema: { properties: {}, type: "object" },
        strict: true,
      },
    ]);
  });

  test("one call at a time", () => {
    expect(encode({ tools, config: { parallelToolCalls: false } }).body.tool_choice).toEqual({
      type: "auto",
      disable_parallel_tool_use: true,
    });
    expect(
      encode({ tools, config: { parallelToolCalls: false, toolChoice: "none" } }).body.tool_choice,
    ).toEqual({
      type: "none",
    });
    expect(encode({ tools, config: { parallelToolCalls: true } }).body).not.toHaveProperty(
      "tool_choice",
    );
  });

  test("a choice without tools is left out; a server tool can be chosen", () => {
    const { body, warnings } = encode({ config: { toolChoice: "required" } });
    expect(body).not.toHaveProperty("tool_choice");
    expect(codes(warnings)).toEqual(["unsupported config.toolChoice"]);
    const extraBody = { tools: [{ type: "web_search_20250305", name: "web_search" }] };
    expect(encode({ config: { toolChoice: "required", extraBody } }).body.tool_choice).toEqual({
      type: "any",
    });
  });

  test("strict as the policy allows, choice in the platform's words", () => {
    const dropped = encode(
      { tools },
      testTarget({ policy: { tools: { strict: { mode: "drop" } } } }),
    );
    expect(dropped.body.tools?.[0]).not.toHaveProperty("strict");
    const policy = { tools: { choice: { required: "must" } } };
    expect(
      encode({ tools, config: { toolChoice: "required" } }, testTarget({ policy })).body
        .tool_choice,
    ).toEqual({
      type: "must",
    });
  });
});

import { describe, expect, it } from "vitest";
import { NEUTRAL_PARAMETERS } from "../catalog/neutral-parameter.ts";
import type { Policy } from "../catalog/policy.ts";
import { checkConfig, configProblems } from "./check-config.ts";

const place = { platform: "acme" };
const problems = (config: unknown, policy: Policy = {}): string[] =>
  configProblems(config, policy, place);

describe("checkConfig on keys", () => {
  it.each([
    ["max_tokens", "use maxTokens"],
    ["max_completion_tokens", "use maxTokens"],
    ["maxOutputTokens", "use maxTokens"],
    ["top_p", "use topP"],
    ["TopP", "use topP"],
    ["response_format", "use responseFormat"],
    ["stop_sequences", "use stop"],
    ["timeout", "timeoutMs"],
    ["base_url", "option url"],
    ["baseURL", "option url"],
    ["api_key", "option apiKey"],
    ["max_retries", "maxRetries"],
    ["tools", "model.generate({ messages, tools })"],
    ["stream", "model.stream("],
    ["messages", "model.generate({ messages })"],
    ["system", 'role: "system"'],
    ["model", "modelType"],
    ["temperatur", 'Did you mean "temperature"?'],
    ["presencePenalti", 'Did you mean "presencePenalty"?'],
    ["enable_thinking", "extraBody"],
    ["__proto__", "extraBody"],
    ["constructor", "extraBody"],
  ])("%s: %s", (key, advice) => {
    const [problem, ...others] = problems(JSON.parse(`{"${key}": 1}`));
    expect(problem).toContain(advice);
    expect(problem).toContain(JSON.stringify(key));
    expect(others).toEqual([]);
  });

  it("knows every neutral parameter", () => {
    for (const name of NEUTRAL_PARAMETERS) {
      expect(problems({ [name]: undefined })).toEqual([]);
      expect(problems({ [name]: null })).toEqual([]);
      expect(problems({ [name]: () => 1 }), name).toHaveLength(1);
    }
  });

  it("tells all problems at once, in one error", () => {
    expect(() =>
      checkConfig(
        { max_tokens: 5, temperature: "0.2", stop: [1, ""] },
        {},
        { platform: "acme", model: "m" },
      ),
    ).toThrow(
      expect.objectContaining({
        code: "invalid_request",
        platform: "acme",
        model: "m",
        message: expect.stringMatching(
          /4 problems[^]*max_tokens[^]*temperature[^]*stop\[0\][^]*stop\[1\]/,
        ) as string,
      }),
    );
  });

  it("lets an empty config pass, and nothing that is no object", () => {
    for (const fine of [undefined, null, {}, Object.create(null)])
      expect(problems(fine)).toEqual([]);
    for (const bad of ["x", 1, [], new Map(), () => 1, new Date()])
      expect(problems(bad)).toHaveLength(1);
  });
});

describe("checkConfig on values", () => {
  const good: [string, unknown][] = [
    ["temperature", 0],
    ["maxTokens", 1],
    ["stop", "END"],
    ["stop", []],
    ["responseFormat", { type: "json_object" }],
    [
      "responseFormat",
      { type: "json_schema", json_schema: { name: "a", schema: { type: "object" } } },
    ],
    ["toolChoice", "required"],
    ["toolChoice", { tool: "f" }],
    ["seed", -1],
    ["logitBias", { 50256: -100 }],
    ["extraHeaders", { "x-title": "byok", "anthropic-beta": "a", "idempotency-key": "1" }],
    ["extraBody", { a: [1, { b: null, c: undefined }] }],
  ];
  it.each(good)("%s accepts %j", (name, value) => {
    expect(problems({ [name]: value })).toEqual([]);
  });

  const bad: [string, unknown][] = [
    ["temperature", "0.2"],
    ["temperature", Number.NaN],
    ["temperature", Number.POSITIVE_INFINITY],
    ["temperature", 1n],
    ["maxTokens", 0],
    ["maxTokens", 1.5],
    ["maxTokens", -5],
    ["n", 0],
    ["topLogprobs", -1],
    ["seed", 1.5],
    ["logprobs", 1],
    ["stop", ""],
    ["stop", ["a", 1]],
    ["user", ""],
    ["responseFormat", "json"],
    ["responseFormat", { type: "json" }],
    ["responseFormat", { type: "json_schema" }],
    ["responseFormat", { type: "json_schema", json_schema: { name: "a" } }],
    ["toolChoice", "any"],
    ["toolChoice", { tool: "" }],
    ["toolChoice", { type: "function", function: { name: "f" } }],
    ["logitBias", { a: "1" }],
    ["reasoningEffort", 3],
    ["reasoningBudgetTokens", -1],
    ["parallelToolCalls", "true"],
    ["extraBody", []],
    ["extraBody", new Date()],
    ["extraBody", { stream: true }],
    ["extraBody", { f: () => 1 }],
    ["extraBody", { f: 1n }],
    ["extraBody", { f: Number.NaN }],
    ["extraBody", { f: new Uint8Array(1) }],
  ];
  it.each(bad)("%s refuses %o", (name, value) => {
    const found = problems({ [name]: value });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(name);
  });

  it("refuses an extraBody that JSON cannot carry, at once", () => {
    const loop: Record<string, unknown> = {};
    loop["self"] = loop;
    expect(problems({ extraBody: loop })[0]).toContain("refers back");
    let deep: unknown = 1;
    for (let i = 0; i < 100; i += 1) deep = { deep };
    expect(problems({ extraBody: { deep } })[0]).toContain("deeper than");
    let wide: unknown = 1;
    for (let i = 0; i < 50; i += 1) wide = { a: wide, b: wide };
    expect(problems({ extraBody: { wide } })).toEqual([]);
  });
});

describe("checkConfig on extraHeaders", () => {
  it.each([
    "Authorization",
    "X-Api-Key",
    "api-key",
    "x-goog-api-key",
    "apikey",
    "Cookie",
    "Host",
    "Content-Length",
    "Transfer-Encoding",
    "Proxy-Authorization",
    "proxy-connection",
    "X-Auth-Token",
    "x-amz-security-token",
    "Ocp-Apim-Subscription-Key",
    "X-Client-Secret",
    "bad name",
    "new\nline",
    "",
  ])("refuses the name %j and never shows the value", (name) => {
    const found = problems({ extraHeaders: { [name]: "sk-very-secret" } });
    expect(found).toHaveLength(1);
    expect(found.join()).not.toContain("sk-very-secret");
  });

  it.each(["a\r\nx-evil: 1", "a\0", "tab\t", "漢字", "\u007f"])("refuses the value %j", (value) => {
    expect(problems({ extraHeaders: { "x-title": value } })).toHaveLength(1);
  });

  it("refuses values and headers that are no text or object", () => {
    expect(problems({ extraHeaders: { "x-a": 1 } })).toHaveLength(1);
    expect(problems({ extraHeaders: "x-a: 1" })).toHaveLength(1);
  });
});

describe("checkConfig by policy", () => {
  const policy: Policy = {
    params: {
      temperature: { range: { min: 0, max: 2 } },
      topP: { range: { exclusiveMin: 0, max: 1 } },
      topK: { range: { min: 1 } },
      stop: { maxItems: 4 },
      serviceTier: { allowed: ["auto", "flex"] },
      n: { range: { max: 1 }, unsupported: "One answer only." },
      seed: { range: { max: 5 }, fixed: 1 },
      logitBias: { range: { min: -100, max: 100 } },
    },
  };

  it.each([
    [{ temperature: 2.1 }, "temperature is 2.1, but acme takes 0 to 2."],
    [{ temperature: -0.1 }, "temperature is -0.1, but acme takes 0 to 2."],
    [{ topP: 0 }, "topP is 0, but acme takes more than 0, up to 1."],
    [{ topK: 0 }, "topK is 0, but acme takes at least 1."],
    [{ stop: ["1", "2", "3", "4", "5"] }, "stop has 5 entries, but acme takes at most 4."],
    [{ logitBias: { a: 100, b: 101 } }, 'logitBias["b"] is 101, but acme takes -100 to 100.'],
    [{ serviceTier: "priority" }, 'serviceTier is "priority", but acme takes only "auto", "flex".'],
  ])("%j", (config, message) => {
    expect(problems(config, policy)).toEqual([message]);
  });

  it("accepts the edges, and leaves refused and fixed parameters to the filter", () => {
    expect(
      problems(
        { temperature: 0, topP: 1, topK: 1, stop: ["1", "2", "3", "4"], serviceTier: "flex" },
        policy,
      ),
    ).toEqual([]);
    expect(problems({ temperature: 2, n: 9, seed: 9 }, policy)).toEqual([]);
    expect(problems({ logitBias: { "1": -100, "2": 100 } }, policy)).toEqual([]);
  });

  it("takes only the allowed values: as entries of a list, and a named tool is none of them", () => {
    const limited: Policy = {
      params: {
        toolChoice: { allowed: ["auto", "none"] },
        stop: { allowed: ["END"] },
        responseFormat: { allowed: ["text"] },
      },
    };
    const taken = { toolChoice: "none", stop: ["END"], responseFormat: { type: "text" } };
    expect(problems(taken, limited)).toEqual([]);
    expect(problems({ toolChoice: { tool: "t" } }, limited)).toEqual([
      'toolChoice is { tool: "t" }, but acme takes only "auto", "none".',
    ]);
    expect(problems({ stop: ["END", "OTHER"] }, limited)).toEqual([
      'stop is "OTHER", but acme takes only "END".',
    ]);
  });

  it("leaves efforts to the model, which may have others than its platform", () => {
    const efforts: Policy = { params: { reasoningEffort: { allowed: ["low", "high"] } } };
    expect(problems({ reasoningEffort: "max" }, efforts)).toEqual([]);
  });

  it("names the model where the range is the model's", () => {
    expect(
      configProblems({ temperature: 3 }, policy, { platform: "acme", model: "m1" })[0],
    ).toContain("acme/m1");
  });
});

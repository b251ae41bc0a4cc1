import { assert, constantFrom, integer, option, property } from "fast-check";
import { describe, expect, test } from "vitest";

import { encode } from "./__fixtures__/encode.ts";
import { testTarget } from "./__fixtures__/test-target.ts";
import { THINKING_TRANSFORMS } from "./encode-thinking.ts";

const target = (transform: string, model: object = {}): ReturnType<typeof testTarget> =>
  testTarget({
    policy: { reasoning: { send: { transform } } },
    model: { maxOutput: 10_000, ...model },
  });

describe("thinking by transform", () => {
  const adaptive = { type: "adaptive" };
  const off = { type: "disabled" };
  const budget = (budget_tokens: number): object => ({ type: "enabled", budget_tokens });
  test.each([
    ["anthropic-budget", { reasoningEffort: "low" }, budget(2000), undefined, ["translated"]],
    ["anthropic-budget", { reasoningEffort: "medium" }, budget(5000), undefined, ["translated"]],
    ["anthropic-budget", { reasoningEffort: "high" }, budget(8000), undefined, ["translated"]],
    ["anthropic-budget", { reasoningBudgetTokens: 3000 }, budget(3000), undefined, []],
    ["anthropic-budget", { reasoningBudgetTokens: 1 }, budget(1024), undefined, ["clamped"]],
    ["anthropic-budget", { reasoningBudgetTokens: 20_000 }, budget(9999), undefined, ["clamped"]],
    [
      "anthropic-budget",
      { reasoningEffort: "high", maxTokens: 1024 },
      undefined,
      undefined,
      ["unsupported"],
    ],
    ["anthropic-budget", { reasoningEffort: "none" }, off, undefined, []],
    ["anthropic-budget", { reasoningBudgetTokens: 0 }, off, undefined, []],
    ["anthropic-effort", { reasoningEffort: "medium" }, budget(5000), "medium", ["translated"]],
    [
      "anthropic-effort",
      { reasoningEffort: "low", reasoningBudgetTokens: 4000 },
      budget(4000),
      "low",
      [],
    ],
    ["anthropic-adaptive-or-budget", { reasoningEffort: "high" }, adaptive, "high", []],
    ["anthropic-adaptive-or-budget", { reasoningBudgetTokens: 4000 }, budget(4000), undefined, []],
    ["anthropic-adaptive", { reasoningEffort: "max" }, adaptive, "max", []],
    ["anthropic-adaptive", { reasoningEffort: "minimal" }, adaptive, "low", ["translated"]],
    ["anthropic-adaptive", { reasoningBudgetTokens: 5000 }, adaptive, "medium", ["translated"]],
    ["anthropic-adaptive", { reasoningEffort: "none" }, off, undefined, []],
    ["anthropic-always", { reasoningEffort: "none" }, undefined, "low", ["translated"]],
    ["anthropic-always", { reasoningEffort: "high" }, adaptive, "high", []],
    [
      "anthropic-adaptive",
      { reasoningSummary: "auto" },
      { ...adaptive, display: "summarized" },
      undefined,
      [],
    ],
    [
      "anthropic-adaptive",
      { reasoningSummary: "none", reasoningEffort: "low" },
      { ...adaptive, display: "omitted" },
      "low",
      [],
    ],
    ["anthropic-budget", { reasoningSummary: "auto" }, undefined, undefined, ["unsupported"]],
  ])("%s %j", (transform, config, thinking, effort, warned) => {
    const { body, warnings } = encode({ config }, target(transform));
    expect(body.thinking).toEqual(thinking);
    expect(body.output_config?.effort).toBe(effort);
    expect(warnings.map((warning) => warning.code)).toEqual(warned);
  });

  test("an effort that the model does not have becomes the next lower one", () => {
    const { body, warnings } = encode(
      { config: { reasoningEffort: "xhigh" } },
      target("anthropic-adaptive", { efforts: ["low", "high", "max"] }),
    );
    expect(body.output_config?.effort).toBe("high");
    expect(warnings).toMatchObject([{ code: "translated", from: "xhigh", to: "high" }]);
  });

  test("without a transform the model's row decides", () => {
    const ask = { config: { reasoningEffort: "low" } };
    expect(encode(ask, testTarget({ model: { efforts: ["low"] } })).body.thinking).toEqual({
      type: "adaptive",
    });
    expect(encode(ask, testTarget({ model: { budget: { min: 2048 } } })).body.thinking).toEqual(
      budget(2048),
    );
    expect(encode(ask, testTarget()).body.thinking).toEqual({ type: "adaptive" });
    expect(
      encode({ config: {} }, testTarget({ model: { efforts: ["low"] } })).body,
    ).not.toHaveProperty("thinking");
  });

  test("an endpoint with fields of its own gets those", () => {
    const send = {
      toggle: { field: "thinking.type", on: "enabled", off: "disabled" },
      effort: null,
    };
    const own = testTarget({ policy: { reasoning: { send } } });
    expect(encode({ config: { reasoningEffort: "high" } }, own).body.thinking).toEqual({
      type: "enabled",
    });
    expect(encode({ config: { reasoningEffort: "none" } }, own).body.thinking).toEqual({
      type: "disabled",
    });
  });

  test("a budget is at least 1024 and below max_tokens, whatever is asked", () => {
    assert(
      property(
        constantFrom(...Object.keys(THINKING_TRANSFORMS)),
        integer({ min: 1, max: 200_000 }),
        option(integer({ min: 0, max: 300_000 }), { nil: undefined }),
        option(constantFrom("none", "minimal", "low", "medium", "high", "xhigh", "max", "odd"), {
          nil: undefined,
        }),
        (transform, maxTokens, reasoningBudgetTokens, reasoningEffort) => {
          const config = {
            maxTokens,
            ...(reasoningBudgetTokens === undefined ? {} : { reasoningBudgetTokens }),
            ...(reasoningEffort === undefined ? {} : { reasoningEffort }),
          };
          const { thinking, max_tokens } = encode({ config }, target(transform)).body;
          expect(max_tokens).toBe(maxTokens);
          if (thinking?.type !== "enabled") return;
          expect(thinking.budget_tokens).toBeGreaterThanOrEqual(1024);
          expect(thinking.budget_tokens).toBeLessThan(maxTokens);
        },
      ),
    );
  });
});

describe("what does not go together with thinking", () => {
  const tools = [{ name: "f", inputSchema: {} }];

  test("a forced tool choice wins; the effort stays", () => {
    const config = { reasoningEffort: "high", toolChoice: "required" as const };
    const { body, warnings } = encode({ tools, config }, target("anthropic-adaptive"));
    expect(body).not.toHaveProperty("thinking");
    expect(body.tool_choice).toEqual({ type: "any" });
    expect(body.output_config).toEqual({ effort: "high" });
    expect(warnings).toMatchObject([
      { code: "unsupported", path: "config.reasoningEffort", from: "high" },
    ]);
  });

  test("sampling parameters are left out with a warning", () => {
    const config = { reasoningEffort: "high", temperature: 0.3, topP: 0.5, topK: 3 };
    const { body, warnings } = encode({ config }, target("anthropic-adaptive"));
    for (const field of ["temperature", "top_p", "top_k"]) expect(body).not.toHaveProperty(field);
    expect(warnings.map((warning) => warning.path)).toEqual([
      "config.temperature",
      "config.topP",
      "config.topK",
    ]);
  });

  test("what the platform takes beside thinking stays", () => {
    const config = { reasoningEffort: "high", temperature: 1, topP: 0.97 };
    const { body, warnings } = encode({ config }, target("anthropic-adaptive"));
    expect(body).toMatchObject({ temperature: 1, top_p: 0.97 });
    expect(warnings).toEqual([]);
    const off = encode(
      { config: { reasoningEffort: "none", temperature: 0.3 } },
      target("anthropic-adaptive"),
    );
    expect(off.body.temperature).toBe(0.3);
  });
});

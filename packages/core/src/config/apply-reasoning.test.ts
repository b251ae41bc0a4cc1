import { describe, expect, it } from "vitest";
import { findPlatform } from "../catalog-access/find-platform.ts";
import { loadModels } from "../catalog-access/load-tables.ts";
import { policyFor } from "../catalog-access/policy-for.ts";
import type { ModelRow } from "../catalog/model-row.ts";
import type { Policy } from "../catalog/policy.ts";
import { applyPolicy } from "./apply-policy.ts";
import { resolveModel } from "./resolve-model.ts";

function apply(
  config: object,
  policy: Policy,
  model: ModelRow = { id: "m1" },
): { config: object; codes: string[] } {
  const codes: string[] = [];
  const sent = applyPolicy(config, {
    platform: "acme",
    surface: "openai-chat",
    tools: false,
    stream: false,
    output: false,
    policy,
    model,
    warn: ({ code, path }) => codes.push(`${code} ${path}`),
  });
  return { config: sent, codes };
}

describe("effort and budget at once, where the platform takes one of them", () => {
  const effortLeftOut = ["unsupported config.reasoningEffort"];
  const budgetLeftOut = ["unsupported config.reasoningBudgetTokens"];
  const budgetBecameNone = ["translated config.reasoningBudgetTokens"];

  it.each([
    [
      "openrouter",
      "anthropic/claude-sonnet-4.5",
      "low",
      2048,
      { reasoningBudgetTokens: 2048 },
      effortLeftOut,
    ],
    ["openrouter", "nobody/unknown", "low", 2048, { reasoningBudgetTokens: 2048 }, effortLeftOut],
    [
      "openrouter",
      "nobody/unknown",
      "low",
      0,
      { reasoningEffort: "none" },
      [...effortLeftOut, ...budgetBecameNone],
    ],
    ["openrouter", "nobody/unknown", "none", 2048, { reasoningEffort: "none" }, budgetLeftOut],
    ["openrouter", "nobody/unknown", "none", 0, { reasoningEffort: "none" }, budgetLeftOut],
    ["openrouter", "openai/gpt-5.1", "high", 2048, { reasoningBudgetTokens: 2048 }, effortLeftOut],
    [
      "gemini",
      "gemini-3-flash-preview",
      "low",
      2048,
      { reasoningBudgetTokens: 2048 },
      effortLeftOut,
    ],
    ["gemini", "gemini-2.5-flash", "low", 2048, { reasoningBudgetTokens: 2048 }, effortLeftOut],
  ])(
    "%s/%s, given %s and %d",
    async (id, modelType, reasoningEffort, reasoningBudgetTokens, sent, codes) => {
      const platform = findPlatform(id)!;
      const { row } = await resolveModel({ platform, modelType, loadModels, findPlatform });
      const policy = policyFor(platform, platform.surfaces[0]!, row);
      const result = apply({ reasoningEffort, reasoningBudgetTokens }, policy, row);
      expect(result).toEqual({ config: sent, codes });
    },
  );

  it("go out together where the platform takes both", () => {
    const both = { reasoningEffort: "low", reasoningBudgetTokens: 2048 };
    const send = { effort: "e", budget: "b" };
    expect(apply(both, { reasoning: { send } })).toEqual({ config: both, codes: [] });
    expect(apply(both, { reasoning: { send: { ...send, exclusive: true } } })).toEqual({
      config: { reasoningBudgetTokens: 2048 },
      codes: effortLeftOut,
    });
  });

  it("say a budget of 0 as one where the model has no effort none", () => {
    const policy: Policy = {
      reasoning: { efforts: ["low"], budget: { min: 0 }, send: { exclusive: true } },
    };
    expect(apply({ reasoningBudgetTokens: 0 }, policy)).toEqual({
      config: { reasoningBudgetTokens: 0 },
      codes: [],
    });
  });
});

describe("efforts that stand as the allowed values of the parameter", () => {
  const params = { reasoningEffort: { allowed: ["low", "high"] } };
  const translated = ["translated config.reasoningEffort"];

  it.each<[string, Policy, ModelRow, string, string | undefined, string[]]>([
    ["are the efforts", { params }, { id: "m" }, "high", "high", []],
    ["are fitted to", { params }, { id: "m" }, "max", "high", translated],
    [
      "give way to the policy's efforts",
      { params, reasoning: { efforts: ["low", "medium"] } },
      { id: "m" },
      "medium",
      "medium",
      [],
    ],
    ["give way to the model's own", { params }, { id: "m", efforts: ["max"] }, "max", "max", []],
    [
      "let none through",
      { params, reasoning: { canDisable: true } },
      { id: "m" },
      "none",
      "none",
      [],
    ],
    [
      "say nothing to a model that does not reason",
      { params },
      { id: "m", reasoning: false },
      "none",
      undefined,
      [],
    ],
    [
      "say nothing where one is fixed",
      { params: { reasoningEffort: { allowed: ["high"], fixed: "high" } } },
      { id: "m" },
      "low",
      "high",
      ["clamped config.reasoningEffort"],
    ],
  ])("%s", (_, policy, model, reasoningEffort, sent, codes) => {
    const made = apply({ reasoningEffort }, policy, model);
    expect(made.config).toEqual(sent === undefined ? {} : { reasoningEffort: sent });
    expect(made.codes.filter((code) => !code.startsWith("unsupported"))).toEqual(codes);
  });
});

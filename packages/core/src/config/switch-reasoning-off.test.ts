import { describe, expect, it } from "vitest";
import { findPlatform } from "../catalog-access/find-platform.ts";
import { loadModels } from "../catalog-access/load-tables.ts";
import { policyFor } from "../catalog-access/policy-for.ts";
import type { ModelRow } from "../catalog/model-row.ts";
import type { Policy, ReasoningPolicy } from "../catalog/policy.ts";
import type { Warning } from "../results/warning.ts";
import type { WireConfig } from "../spi/request.ts";
import { applyPolicy } from "./apply-policy.ts";
import { resolveModel } from "./resolve-model.ts";

interface Setting {
  model?: Partial<ModelRow>;
  policy?: Policy;
  onUnsupported?: "error";
}

function apply(
  config: unknown,
  setting: Setting = {},
): { config: WireConfig; codes: string[]; warnings: Warning[] } {
  const warnings: Warning[] = [];
  const sent = applyPolicy(config, {
    platform: "acme",
    surface: "openai-chat",
    tools: false,
    stream: false,
    output: false,
    policy: {},
    ...setting,
    model: { id: "m1", ...setting.model },
    warn: (warning) => warnings.push(warning),
  });
  return { config: sent, warnings, codes: warnings.map(({ code, path }) => `${code} ${path}`) };
}

/** Applies a config as a model of the catalog takes it. */
async function applyTo(platformId: string, id: string, config: unknown) {
  const platform = findPlatform(platformId)!;
  const { row } = await resolveModel({ platform, modelType: id, loadModels, findPlatform });
  const policy = policyFor(platform, platform.surfaces[0]!, row);
  return apply(config, { model: row, policy });
}

const NONE = { reasoningEffort: "none" };
const ZERO = { reasoningBudgetTokens: 0 };
const withReasoning = (reasoning: ReasoningPolicy): Setting => ({ policy: { reasoning } });
const efforts = ["low", "high"];
const budget = { min: 1024 };
const toggle = { field: "thinking", on: true, off: false };

describe("no reasoning", () => {
  it.each<[string, Setting, object, object]>([
    ["a switch", withReasoning({ efforts, send: { budget: null, toggle } }), NONE, ZERO],
    ["canDisable", withReasoning({ efforts, canDisable: true }), NONE, ZERO],
    ["an effort none", withReasoning({ efforts: ["none", "low"] }), NONE, ZERO],
  ])("is the effort none where efforts are taken and %s says so", (_, setting, none, zero) => {
    expect(apply(none, setting)).toMatchObject({ config: NONE, codes: [] });
    expect(apply(zero, setting)).toMatchObject({
      config: NONE,
      warnings: [{ code: "translated", path: "config.reasoningBudgetTokens", from: 0, to: "none" }],
    });
  });

  it.each<[string, Setting]>([
    ["a switch", withReasoning({ budget, send: { toggle } })],
    ["canDisable", withReasoning({ budget, canDisable: true })],
    ["a budget from 0", withReasoning({ budget: { min: 0 } })],
  ])("is a budget of 0 where budgets are taken and %s says so", (_, setting) => {
    expect(apply(ZERO, setting)).toMatchObject({ config: ZERO, codes: [] });
    expect(apply(NONE, setting)).toMatchObject({
      config: ZERO,
      codes: ["translated config.reasoningEffort"],
    });
  });

  it("goes out as it is said where nothing is known", () => {
    for (const config of [NONE, ZERO]) expect(apply(config)).toMatchObject({ config, codes: [] });
    const both = { reasoningEffort: "none", reasoningBudgetTokens: 5 };
    expect(apply(both)).toMatchObject({ config: both, codes: [] });
  });

  it("goes before a budget that is set as well", () => {
    const setting = withReasoning({ efforts, budget, canDisable: true });
    expect(apply({ ...NONE, reasoningBudgetTokens: 2000 }, setting)).toMatchObject({
      config: NONE,
      codes: ["unsupported config.reasoningBudgetTokens"],
    });
  });

  it.each<[string, Setting, object, object, string]>([
    [
      "the lowest effort",
      withReasoning({ efforts }),
      NONE,
      { reasoningEffort: "low" },
      "translated",
    ],
    [
      "the lowest effort",
      withReasoning({ efforts }),
      ZERO,
      { reasoningEffort: "low" },
      "translated",
    ],
    [
      "the least budget",
      withReasoning({ budget }),
      NONE,
      { reasoningBudgetTokens: 1024 },
      "translated",
    ],
    [
      "the least budget",
      withReasoning({ budget }),
      ZERO,
      { reasoningBudgetTokens: 1024 },
      "clamped",
    ],
    [
      "the model's own",
      withReasoning({ send: { effort: null, toggle: { ...toggle, off: true } } }),
      NONE,
      {},
      "unsupported",
    ],
  ])("is %s where it cannot be, and says so", (_, setting, asked, taken, code) => {
    const { config, warnings } = apply(asked, setting);
    expect(config).toEqual(taken);
    expect(warnings).toMatchObject([
      { code, message: expect.stringContaining("m1 always reasons") as string },
    ]);
    expect(() => apply(asked, { ...setting, onUnsupported: "error" })).toThrow(
      expect.objectContaining({ code: "unsupported_parameter" }),
    );
  });

  it("is left out where the least does not fit below maxTokens", () => {
    expect(apply({ ...ZERO, maxTokens: 500 }, withReasoning({ budget }))).toMatchObject({
      config: { maxTokens: 500 },
      codes: ["unsupported config.reasoningBudgetTokens"],
    });
  });
});

describe("reasoning where there is only a switch", () => {
  const only = withReasoning({ send: { effort: null, budget: null, toggle } });

  it.each([
    ["reasoningEffort", "low"],
    ["reasoningBudgetTokens", 5000],
  ])("is switched on by %s, whose degree is lost with a word", (name, value) => {
    const config = { [name]: value };
    expect(apply(config, only)).toMatchObject({
      config,
      warnings: [{ code: "translated", path: `config.${name}`, from: value, to: true }],
    });
    expect(() => apply(config, { ...only, onUnsupported: "error" })).toThrow(
      expect.objectContaining({ code: "unsupported_parameter" }),
    );
  });

  it("loses the budget alone where an effort goes with the switch", () => {
    const config = { reasoningEffort: "low", reasoningBudgetTokens: 5000 };
    expect(apply(config, withReasoning({ send: { budget: null, toggle } })).codes).toEqual([
      "translated config.reasoningBudgetTokens",
    ]);
  });

  it("says nothing where a transform of the wire has the word", () => {
    const send = { effort: null, budget: null, toggle, transform: "anthropic-budget" };
    expect(apply({ reasoningEffort: "low" }, withReasoning({ send })).codes).toEqual([]);
  });

  it.each<[string, string, WireConfig]>([
    ["moonshot", "kimi-k2.6", { reasoningEffort: "low" }],
    ["moonshot", "kimi-k2-thinking", { reasoningEffort: "high" }],
    ["zhipu", "glm-4.6", { reasoningBudgetTokens: 5000 }],
    ["volcano", "deepseek-v3.2", { reasoningBudgetTokens: 5000 }],
  ])("is %s/%s, given %j", async (platform, id, config) => {
    const { config: sent, codes } = await applyTo(platform, id, config);
    expect(sent).toMatchObject(config);
    expect(codes).toEqual([`translated config.${Object.keys(config)[0]}`]);
  });
});

describe("no reasoning, by the catalog", () => {
  it.each<[string, string, WireConfig, WireConfig]>([
    ["anthropic", "claude-opus-4-5", NONE, NONE],
    ["anthropic", "claude-sonnet-4-6", NONE, NONE],
    ["anthropic", "claude-opus-4-7", NONE, NONE],
    ["anthropic", "claude-opus-4-7", ZERO, NONE],
    ["anthropic", "claude-haiku-4-5", NONE, ZERO],
    ["anthropic", "claude-fable-5", NONE, { reasoningEffort: "low" }],
    ["openrouter", "anthropic/claude-opus-4.7", NONE, NONE],
    ["aws-bedrock", "anthropic.claude-haiku-4-5-20251001-v1:0", ZERO, ZERO],
    ["aws-bedrock", "anthropic.claude-sonnet-4-6", NONE, NONE],
    ["aws-bedrock", "anthropic.claude-fable-5", NONE, { reasoningEffort: "low" }],
    ["deepseek", "deepseek-v4-pro", ZERO, NONE],
    ["zhipu", "glm-5.2", ZERO, NONE],
    ["zhipu", "glm-5.3", NONE, { reasoningEffort: "high" }],
    ["moonshot", "kimi-k2.6", NONE, NONE],
    ["moonshot", "kimi-k2-thinking", NONE, {}],
    ["qwen", "qwq-plus", ZERO, {}],
    ["qwen", "qwen-plus", ZERO, ZERO],
    ["gemini", "gemini-2.5-pro", ZERO, { reasoningBudgetTokens: 128 }],
    ["gemini", "gemini-2.5-pro", NONE, { reasoningBudgetTokens: 128 }],
    ["gemini", "gemini-2.5-flash", ZERO, ZERO],
    ["gemini", "gemini-2.5-flash-lite", ZERO, ZERO],
    ["gemini", "gemini-3-flash-preview", ZERO, { reasoningEffort: "minimal" }],
    ["openrouter", "google/gemini-2.5-pro", ZERO, { reasoningBudgetTokens: 128 }],
    ["openrouter", "google/gemini-2.5-pro", NONE, { reasoningBudgetTokens: 128 }],
    ["openrouter", "google/gemini-2.5-flash-lite", ZERO, NONE],
    ["openrouter", "anthropic/claude-sonnet-4.5", ZERO, NONE],
    ["openrouter", "anthropic/claude-opus-4.5", ZERO, NONE],
    ["openrouter", "anthropic/claude-sonnet-4.5", NONE, NONE],
    ["openai", "gpt-5.1", ZERO, NONE],
    ["openai", "gpt-5", NONE, { reasoningEffort: "minimal" }],
  ])("of %s/%s, asked for as %j, is %j", async (platform, id, asked, sent) => {
    const { config, warnings } = await applyTo(platform, id, asked);
    const { maxTokens: _, ...rest } = config;
    expect(rest).toEqual(sent);
    const changed = JSON.stringify(asked) !== JSON.stringify(sent);
    expect(warnings.length).toBe(changed ? 1 : 0);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findPlatform } from "../catalog-access/find-platform.ts";
import { loadModels } from "../catalog-access/load-tables.ts";
import { policyFor } from "../catalog-access/policy-for.ts";
import type { ModelRow } from "../catalog/model-row.ts";
import type { Policy } from "../catalog/policy.ts";
import type { Warning } from "../results/warning.ts";
import type { WireConfig } from "../spi/request.ts";
import { applyPolicy } from "./apply-policy.ts";
import type { ApplyPolicyOptions } from "./config-draft.ts";
import { mergeConfig } from "./merge-config.ts";
import { resolveModel } from "./resolve-model.ts";

interface Setting extends Partial<Omit<ApplyPolicyOptions, "model" | "warn">> {
  model?: Partial<ModelRow>;
}

function apply(
  config: unknown,
  setting: Setting = {},
): { config: WireConfig; warnings: Warning[]; codes: string[] } {
  const warnings: Warning[] = [];
  const { model, ...rest } = setting;
  const sent = applyPolicy(config, {
    policy: {},
    platform: "acme",
    surface: "openai-chat",
    tools: false,
    stream: false,
    output: false,
    ...rest,
    model: { id: "m1", ...model },
    warn: (warning) => warnings.push(warning),
  });
  return { config: sent, warnings, codes: warnings.map((each) => `${each.code} ${each.path}`) };
}

const reasoningPolicy: Policy = {
  params: {
    temperature: { unsupported: "Reasoning models take no temperature." },
    topP: { unsupported: "No." },
  },
};

describe("applyPolicy", () => {
  it("leaves out what the model refuses, with the reason", () => {
    const { config, warnings } = apply(
      { temperature: 0.2, maxTokens: 5 },
      { policy: reasoningPolicy },
    );
    expect(config).toEqual({ maxTokens: 5 });
    expect(warnings).toEqual([
      {
        code: "unsupported",
        path: "config.temperature",
        message: "temperature was left out: Reasoning models take no temperature.",
        from: 0.2,
      },
    ]);
  });

  it("refuses it when told so, all at once", () => {
    expect(() =>
      apply({ temperature: 0.2, topP: 1 }, { policy: reasoningPolicy, onUnsupported: "error" }),
    ).toThrow(
      expect.objectContaining({
        code: "unsupported_parameter",
        message: expect.stringMatching(/acme\/m1.*temperature: Reasoning.*topP: No\./) as string,
      }),
    );
  });

  it("takes null and undefined for not set, and does not change the config", () => {
    const own = Object.freeze({
      temperature: null,
      topP: undefined,
      n: 2,
      extraHeaders: Object.freeze({ a: undefined, b: "1" }),
    });
    const { config, warnings } = apply(own, { policy: reasoningPolicy, onUnsupported: "error" });
    expect(config).toEqual({ n: 2, extraHeaders: { b: "1" } });
    expect(warnings).toEqual([]);
  });

  it("throws for a value outside the model's range, whatever onUnsupported says", () => {
    expect(() =>
      apply({ topK: 50 }, { policy: { params: { topK: { range: { max: 40 } } } } }),
    ).toThrow(
      expect.objectContaining({
        code: "invalid_request",
        message: expect.stringContaining("topK is 50, but acme/m1 takes at most 40") as string,
      }),
    );
  });

  it("sets fixed values and demanded defaults", () => {
    const policy: Policy = {
      params: {
        temperature: { fixed: 1 },
        topP: { fixed: 1 },
        maxTokens: { requiredDefault: 4096 },
      },
    };
    const { config, warnings } = apply({ temperature: 0.2 }, { policy });
    expect(config).toEqual({ temperature: 1, maxTokens: 4096 });
    expect(warnings).toMatchObject([
      { code: "clamped", path: "config.temperature", from: 0.2, to: 1 },
    ]);
    expect(apply({ temperature: 1 }, { policy }).warnings).toEqual([]);
    expect(apply({}, { policy, model: { maxOutput: 1000 } }).config).toEqual({ maxTokens: 1000 });
  });

  it("keeps maxTokens within the model's output", () => {
    const { config, codes } = apply({ maxTokens: 9000 }, { model: { maxOutput: 8192 } });
    expect(config).toEqual({ maxTokens: 8192 });
    expect(codes).toEqual(["clamped config.maxTokens"]);
  });

  it("drops tool settings of a request without tools", () => {
    const config = { toolChoice: "auto", parallelToolCalls: false } as const;
    expect(apply(config, { onUnsupported: "error" })).toMatchObject({
      config: {},
      codes: ["unsupported config.toolChoice", "unsupported config.parallelToolCalls"],
    });
    expect(apply(config, { tools: true })).toMatchObject({ config, codes: [] });
  });

  it("never shows headers or a body in a warning", () => {
    const policy: Policy = {
      params: {
        extraBody: { unsupported: "No." },
        extraHeaders: { unsupported: "No." },
        user: { unsupported: "No." },
      },
    };
    const { warnings } = apply(
      { extraBody: { k: "hidden" }, extraHeaders: { "x-a": "hidden" }, user: "hidden" },
      { policy },
    );
    expect(warnings).toHaveLength(3);
    expect(JSON.stringify(warnings)).not.toContain("hidden");
  });

  it("sends what it knows nothing about, unchanged", () => {
    fc.assert(
      fc.property(
        fc.record(
          {
            temperature: fc.double({ noNaN: true, noDefaultInfinity: true }),
            maxTokens: fc.integer({ min: 1 }),
            stop: fc.array(fc.string({ minLength: 1 })),
            reasoningEffort: fc.string({ minLength: 1 }),
            reasoningBudgetTokens: fc.nat(),
            n: fc.integer({ min: 1 }),
          },
          { requiredKeys: [] },
        ),
        (config) => {
          fc.pre(
            (config.reasoningBudgetTokens ?? 0) < (config.maxTokens ?? Number.POSITIVE_INFINITY),
          );
          expect(apply(config)).toMatchObject({ config, warnings: [] });
        },
      ),
    );
  });
});

describe("applyPolicy with conditional rules", () => {
  const rule = (more: object): Policy => ({ rules: [{ when: {}, why: "Because.", ...more }] });

  it.each<[string, object, Setting, object, boolean]>([
    ["tools", { tools: true }, { tools: true }, {}, true],
    ["no tools", { tools: true }, {}, {}, false],
    ["stream", { stream: false }, { stream: true }, {}, false],
    ["output", { output: true }, { output: true }, {}, true],
    ["surface", { surface: "openai-chat" }, {}, {}, true],
    ["another surface", { surface: "openai-responses" }, {}, {}, false],
    ["model", { model: "m*" }, {}, {}, true],
    ["another model", { model: "x*" }, {}, {}, false],
    ["set", { set: ["seed"] }, {}, { seed: 1 }, true],
    ["not set", { set: ["seed"] }, {}, {}, false],
    ["equals", { equals: { seed: 1 } }, {}, { seed: 1 }, true],
    ["not equal", { equals: { seed: 1 } }, {}, { seed: 2 }, false],
    ["effort", { reasoning: true }, {}, { reasoningEffort: "low" }, true],
    ["effort none", { reasoning: true }, {}, { reasoningEffort: "none" }, false],
    ["budget", { reasoning: true }, {}, { reasoningBudgetTokens: 5 }, true],
    ["required", { forcedTool: true }, { tools: true }, { toolChoice: "required" }, true],
    ["a named tool", { forcedTool: true }, { tools: true }, { toolChoice: { tool: "f" } }, true],
    ["a free choice", { forcedTool: true }, { tools: true }, { toolChoice: "auto" }, false],
    ["no choice", { forcedTool: false }, { tools: true }, {}, true],
    ["budget 0", { reasoning: false }, {}, { reasoningBudgetTokens: 0 }, true],
  ])("when %s", (_name, when, setting, more, holds) => {
    const { config } = apply(
      { temperature: 1, ...more },
      { ...setting, policy: rule({ when, drop: ["temperature"] }) },
    );
    expect("temperature" in config).toBe(!holds);
  });

  it("forbids as onUnsupported says, drops and sets always", () => {
    expect(() =>
      apply({ n: 2 }, { policy: rule({ forbid: ["n"] }), onUnsupported: "error" }),
    ).toThrow(/n: Because\./);
    expect(apply({ n: 2 }, { policy: rule({ forbid: ["n"] }) })).toMatchObject({
      config: {},
      codes: ["unsupported config.n"],
    });
    expect(
      apply({ n: 2 }, { policy: rule({ drop: ["n"] }), onUnsupported: "error" }),
    ).toMatchObject({ config: {}, codes: ["unsupported config.n"] });
    expect(apply({ n: 2 }, { policy: rule({ set: { n: 1, seed: 3 } }) })).toMatchObject({
      config: { n: 1, seed: 3 },
      codes: ["clamped config.n"],
    });
  });

  it("names what a rule requires", () => {
    expect(() => apply({}, { policy: rule({ require: ["maxTokens"] }) })).toThrow(
      expect.objectContaining({
        code: "invalid_request",
        message: "acme/m1 needs maxTokens: Because.",
      }),
    );
    expect(apply({ maxTokens: 1 }, { policy: rule({ require: ["maxTokens"] }) }).warnings).toEqual(
      [],
    );
  });
});

describe("applyPolicy on reasoning", () => {
  const efforts = ["low", "medium", "high"];
  const effortOnly: Setting = { model: { efforts } };
  const budgetOnly: Setting = { model: { budget: { min: 1024 } } };

  it.each([
    ["minimal", "low"],
    ["none", "low"],
    ["xhigh", "high"],
    ["max", "high"],
  ])("takes the nearest effort for %s: %s", (asked, taken) => {
    const { config, warnings } = apply({ reasoningEffort: asked }, effortOnly);
    expect(config).toEqual({ reasoningEffort: taken });
    expect(warnings).toMatchObject([
      { code: "translated", path: "config.reasoningEffort", from: asked, to: taken },
    ]);
    expect(() =>
      apply({ reasoningEffort: asked }, { ...effortOnly, onUnsupported: "error" }),
    ).toThrow(expect.objectContaining({ code: "unsupported_parameter" }));
  });

  it("does not switch reasoning off for want of an effort", () => {
    expect(
      apply({ reasoningEffort: "high" }, { model: { efforts: ["none", "default"] } }).config,
    ).toEqual({ reasoningEffort: "default" });
  });

  it("keeps none where the platform has a switch", () => {
    const send = (off: string): Policy => ({
      reasoning: { send: { toggle: { field: "thinking", on: "on", off } } },
    });
    expect(
      apply({ reasoningEffort: "none" }, { ...effortOnly, policy: send("off") }),
    ).toMatchObject({ config: { reasoningEffort: "none" }, warnings: [] });
    expect(
      apply({ reasoningEffort: "none" }, { ...effortOnly, policy: send("on") }).config,
    ).toEqual({ reasoningEffort: "low" });
  });

  it("refuses an effort that nobody has", () => {
    expect(() => apply({ reasoningEffort: "hihg" }, effortOnly)).toThrow(
      expect.objectContaining({ code: "invalid_request", hint: 'Did you mean "high"?' }),
    );
    expect(() => apply({ reasoningEffort: "hihg" }, budgetOnly)).toThrow(
      expect.objectContaining({ code: "invalid_request" }),
    );
  });

  it("turns an effort into a budget and a budget into an effort", () => {
    expect(apply({ reasoningEffort: "medium" }, budgetOnly)).toMatchObject({
      config: { reasoningBudgetTokens: 8192 },
      codes: ["translated config.reasoningEffort"],
    });
    expect(apply({ reasoningBudgetTokens: 9000 }, effortOnly)).toMatchObject({
      config: { reasoningEffort: "medium" },
      codes: ["translated config.reasoningBudgetTokens"],
    });
    expect(apply({ reasoningBudgetTokens: 10 }, effortOnly).config).toEqual({
      reasoningEffort: "low",
    });
  });

  it("translates even where the model refuses the setting by name", () => {
    const policy: Policy = { params: { reasoningEffort: { unsupported: "A budget only." } } };
    expect(
      apply({ reasoningEffort: "low" }, { ...budgetOnly, policy, onUnsupported: "error" }).config,
    ).toEqual({ reasoningBudgetTokens: 2048 });
    expect(apply({ reasoningEffort: "low" }, { policy }).config).toEqual({});
  });

  it("translates a budget that the platform has no place for", () => {
    const policy: Policy = {
      reasoning: { efforts, budget: { min: 1024 }, send: { effort: "effort", budget: null } },
    };
    expect(apply({ reasoningBudgetTokens: 20_000 }, { policy }).config).toEqual({
      reasoningEffort: "high",
    });
  });

  it("takes the one that the model takes when both are set", () => {
    const both = { reasoningEffort: "low", reasoningBudgetTokens: 5000 };
    expect(apply(both, budgetOnly)).toMatchObject({
      config: { reasoningBudgetTokens: 5000 },
      codes: ["unsupported config.reasoningEffort"],
    });
    expect(apply(both, effortOnly)).toMatchObject({
      config: { reasoningEffort: "low" },
      codes: ["unsupported config.reasoningBudgetTokens"],
    });
    expect(apply(both, { model: { efforts, budget: { min: 1024 } } })).toMatchObject({
      config: both,
      warnings: [],
    });
  });

  it("a budget never exceeds maxTokens", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("minimal", "low", "medium", "high", "xhigh", "max", undefined),
        fc.option(fc.integer({ min: 1, max: 200_000 }), { nil: undefined }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.option(fc.integer({ min: 1, max: 100_000 }), { nil: undefined }),
        fc.option(fc.constantFrom(4096, 16_000), { nil: undefined }),
        (effort, budget, maxTokens, maxOutput, requiredDefault) => {
          const policy: Policy =
            requiredDefault === undefined ? {} : { params: { maxTokens: { requiredDefault } } };
          const model = {
            budget: { min: 1024 },
            ...(maxOutput === undefined ? {} : { maxOutput }),
          };
          for (const given of [maxTokens, undefined]) {
            const { config, warnings } = apply(
              { reasoningEffort: effort, reasoningBudgetTokens: budget, maxTokens: given },
              { policy, model },
            );
            const cap = config.maxTokens ?? maxOutput;
            for (const { code, to } of warnings)
              if (code === "translated") expect(to).toBe(config.reasoningBudgetTokens);
            if (config.reasoningBudgetTokens === undefined || config.reasoningBudgetTokens === 0)
              continue;
            expect(config.reasoningBudgetTokens).toBeGreaterThanOrEqual(1024);
            if (cap !== undefined) expect(config.reasoningBudgetTokens).toBeLessThan(cap);
          }
        },
      ),
    );
  });

  it("says of an effort the budget that is sent, or that none is", () => {
    expect(apply({ reasoningEffort: "high", maxTokens: 2000 }, budgetOnly)).toMatchObject({
      config: { maxTokens: 2000, reasoningBudgetTokens: 1600 },
      warnings: [{ code: "translated", path: "config.reasoningEffort", from: "high", to: 1600 }],
    });
    const { config, warnings } = apply({ reasoningEffort: "high", maxTokens: 500 }, budgetOnly);
    expect(config).toEqual({ maxTokens: 500 });
    expect(warnings).toMatchObject([
      {
        code: "unsupported",
        path: "config.reasoningEffort",
        from: "high",
        message: expect.stringMatching(/at least 1024 .* below maxTokens, which is 500/) as string,
      },
    ]);
    // The demanded default is above what the model gives.
    const policy: Policy = { params: { maxTokens: { requiredDefault: 4096 } } };
    const small = { model: { budget: { min: 1024 }, maxOutput: 2048 }, policy };
    expect(apply({ reasoningEffort: "high" }, small).warnings).toMatchObject([
      { code: "translated", path: "config.reasoningEffort", from: "high", to: 1638 },
    ]);
    const dull = { model: { budget: { min: 1024 }, reasoning: false } };
    expect(apply({ reasoningEffort: "high" }, dull)).toMatchObject({
      config: {},
      codes: ["unsupported config.reasoningEffort"],
    });
  });

  it("makes room for a budget above a demanded default", () => {
    const policy: Policy = { params: { maxTokens: { requiredDefault: 4096 } } };
    expect(apply({ reasoningBudgetTokens: 10_000 }, { ...budgetOnly, policy })).toMatchObject({
      config: { reasoningBudgetTokens: 10_000, maxTokens: 14_096 },
      warnings: [],
    });
  });

  it("keeps a budget in the model's range, or leaves it out where maxTokens has no room", () => {
    expect(apply({ reasoningBudgetTokens: 10 }, budgetOnly)).toMatchObject({
      config: { reasoningBudgetTokens: 1024 },
      codes: ["clamped config.reasoningBudgetTokens"],
    });
    expect(apply({ reasoningBudgetTokens: 2000, maxTokens: 500 }, budgetOnly)).toMatchObject({
      config: { maxTokens: 500 },
      codes: ["unsupported config.reasoningBudgetTokens"],
    });
  });
});

describe("what holds without being asked for", () => {
  const policy: Policy = {
    reasoning: { default: "on", efforts: ["none", "low"], send: { budget: "b" } },
    rules: [{ when: { reasoning: true }, forbid: ["logprobs"], why: "Not while thinking." }],
  };

  it.each([
    [{}, false],
    [{ reasoningEffort: "low" }, false],
    [{ reasoningEffort: "none" }, true],
    [{ reasoningBudgetTokens: 0 }, true],
  ])("a model that reasons by default, with %j, sends logprobs: %j", (config, sent) => {
    const { warnings, config: result } = apply({ ...config, logprobs: true }, { policy });
    expect("logprobs" in result).toBe(sent);
    expect(warnings.length).toBe(sent ? 0 : 1);
  });

  it("a model that reasons only when asked sends them", () => {
    for (const reasoning of [{}, { default: "off" as const }])
      expect(apply({ logprobs: true }, { policy: { ...policy, reasoning } }).config.logprobs).toBe(
        true,
      );
  });

  it("DeepSeek's models that think by default", async () => {
    const platform = findPlatform("deepseek")!;
    const { models } = await loadModels("deepseek");
    for (const id of ["deepseek-reasoner", "deepseek-v4-flash", "deepseek-v4-pro"]) {
      const model = models[id]!;
      const setting = { model, policy: policyFor(platform, platform.surfaces[0]!, model) };
      expect(apply({ logprobs: true, topLogprobs: 2 }, setting).codes).toEqual([
        "unsupported config.logprobs",
        "unsupported config.topLogprobs",
      ]);
    }
  });
});

describe("a model that does not reason", () => {
  const setting: Setting = { model: { reasoning: false } };

  it("gets no effort, with a word, or an error where that is wanted", () => {
    const { config, warnings } = apply({ reasoningEffort: "high", seed: 1 }, setting);
    expect(config).toEqual({ seed: 1 });
    expect(warnings).toMatchObject([
      { code: "unsupported", message: "reasoningEffort was left out: m1 does not reason." },
    ]);
    expect(() =>
      apply({ reasoningEffort: "high" }, { ...setting, onUnsupported: "error" }),
    ).toThrow(expect.objectContaining({ code: "unsupported_parameter" }));
  });

  it("may be told not to: that is so, and is not sent", () => {
    for (const config of [{ reasoningEffort: "none" }, { reasoningBudgetTokens: 0 }]) {
      const { config: sent, warnings } = apply(config, { ...setting, onUnsupported: "error" });
      expect(sent).toEqual({});
      expect(warnings).toMatchObject([{ code: "unsupported" }]);
    }
  });

  it("is OpenAI's gpt-4o, which answers 400 to an effort, also behind an aggregator", async () => {
    for (const [id, model] of [
      ["openai", "gpt-4o"],
      ["openrouter", "openai/gpt-4o"],
    ] as const) {
      const platform = findPlatform(id)!;
      const { row } = await resolveModel({ platform, modelType: model, loadModels, findPlatform });
      const policy = policyFor(platform, platform.surfaces[0]!, row);
      expect(apply({ reasoningEffort: "high" }, { model: row, policy })).toMatchObject({
        config: {},
        codes: ["unsupported config.reasoningEffort"],
      });
    }
  });
});

describe("a budget where none is taken", () => {
  it("is left out where the model does not reason", () => {
    const { config, warnings } = apply(
      { reasoningBudgetTokens: 5000, maxTokens: 100 },
      { model: { reasoning: false } },
    );
    expect(config).toEqual({ maxTokens: 100 });
    expect(warnings).toMatchObject([
      { code: "unsupported", message: "reasoningBudgetTokens was left out: m1 does not reason." },
    ]);
  });

  it("goes on unchanged where nothing is known: the wire says whether there is a field", () => {
    expect(apply({ reasoningBudgetTokens: 5000, maxTokens: 100 })).toMatchObject({
      config: { reasoningBudgetTokens: 5000 },
      warnings: [],
    });
  });

  it("is told its real limits where it is clamped", () => {
    const policy: Policy = { reasoning: { send: { budget: "b" } } };
    const [warning] = apply({ reasoningBudgetTokens: 5000, maxTokens: 100 }, { policy }).warnings;
    expect(warning).toMatchObject({
      code: "clamped",
      message: "The budget must be at least 1 tokens, and below maxTokens, which is 100.",
    });
  });
});

describe("a forced tool", () => {
  const forced = { toolChoice: { tool: "serch" } };

  it("must be in the request", () => {
    expect(() => apply(forced, { tools: true, toolNames: ["search", "b"] })).toThrow(
      expect.objectContaining({
        code: "invalid_request",
        message: 'toolChoice names the tool "serch", which is not in the request.',
        hint: expect.stringContaining("search") as string,
      }),
    );
    expect(() => apply(forced, { tools: true, toolNames: ["a", "b"] })).toThrow(
      expect.objectContaining({ hint: "Choose one of a, b." }),
    );
  });

  it("may be one of the platform's own, which come through extraBody", () => {
    const config = { ...forced, extraBody: { tools: [{ type: "serch" }] } };
    expect(apply(config, { tools: true, toolNames: ["a"] }).config).toMatchObject(forced);
    expect(apply(forced, { tools: true, toolNames: ["serch"] }).config).toEqual(forced);
    expect(apply(forced, { tools: true }).config).toEqual(forced);
  });
});

describe("mergeConfig", () => {
  it("lets the call win, unset with null, and keep with undefined", () => {
    expect(
      mergeConfig({ temperature: 1, n: 2, seed: 3 }, { temperature: undefined, n: null, seed: 4 }),
    ).toEqual({ temperature: 1, n: null, seed: 4 });
    expect(mergeConfig(undefined, null)).toEqual({});
  });

  it("merges extra headers and fields one by one, headers by their names in any case", () => {
    expect(
      mergeConfig(
        { extraHeaders: { "X-A": "1", "X-B": "1" }, extraBody: { a: { b: 1 }, c: 1 } },
        { extraHeaders: { "x-a": "2", "X-B": undefined }, extraBody: { a: { d: 2 } } },
      ),
    ).toEqual({ extraHeaders: { "x-a": "2", "X-B": undefined }, extraBody: { a: { d: 2 }, c: 1 } });
    expect(mergeConfig({ extraBody: { a: 1 } }, { extraBody: null })).toEqual({ extraBody: null });
    expect(mergeConfig({ logitBias: { 1: 1 } }, { logitBias: { 2: 2 } })).toEqual({
      logitBias: { 2: 2 },
    });
  });
});

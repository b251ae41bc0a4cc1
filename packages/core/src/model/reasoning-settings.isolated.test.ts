import { beforeAll, describe, expect, test } from "vitest";
import { addPlatform } from "../catalog-access/__fixtures__/made-up-platform.ts";
import type { ReasoningPolicy } from "../catalog/policy.ts";
import { goodAnswer, sendJson, useServers } from "../engine/__fixtures__/server.ts";
import { ModelFactory, type LooseConfig, type ModelOptions } from "../index.ts";
import type { JsonObject } from "../json.ts";

// Reasoning settings as they go out, for what no entry of the catalog says yet.

const budgets: ReasoningPolicy = { send: { effort: null, budget: "think.tokens" } };
const why = "thinking answers are short";

beforeAll(() => {
  addPlatform("thinker", {
    fixed: { policy: { params: { maxTokens: { fixed: 1024 } }, reasoning: budgets } },
    ruled: {
      policy: {
        rules: [{ when: { reasoning: true }, set: { maxTokens: 1000 }, why }],
        reasoning: budgets,
      },
    },
    "ruled-from-900": {
      policy: {
        rules: [{ when: { reasoning: true }, set: { maxTokens: 900 }, why }],
        reasoning: { ...budgets, budget: { min: 900 } },
      },
    },
    ranged: { policy: { params: { maxTokens: { range: { max: 3000 } } }, reasoning: budgets } },
    "ranged-default": {
      policy: {
        params: { maxTokens: { range: { max: 3000 }, requiredDefault: 2000 } },
        reasoning: budgets,
      },
    },
    "from-0": { policy: { reasoning: { ...budgets, budget: { min: 0 } } } },
    "off-efforts": { policy: { reasoning: { default: "off", efforts: ["low", "high"] } } },
    "off-budgets": { policy: { reasoning: { ...budgets, default: "off", budget: { min: 100 } } } },
    "off-unknown": { policy: { reasoning: { default: "off" } } },
    "off-none": { policy: { reasoning: { default: "off", efforts: ["none", "low"] } } },
    "unsaid-efforts": { policy: { reasoning: { efforts: ["low", "high"] } } },
    either: {
      policy: {
        params: { reasoningEffort: { requiredDefault: "low" } },
        reasoning: { send: { effort: "r.effort", budget: "r.max", exclusive: true } },
      },
    },
    "either-budget": {
      policy: {
        params: { reasoningBudgetTokens: { requiredDefault: 700 } },
        reasoning: { send: { effort: "r.effort", budget: "r.max", exclusive: true } },
      },
    },
    both: {
      policy: {
        params: { reasoningEffort: { requiredDefault: "low" } },
        reasoning: { send: { effort: "r.effort", budget: "r.max" } },
      },
    },
  });
});

const serve = useServers();

/** What a model is sent beside model and messages, and what its user is told. */
async function ask(
  id: string,
  config: LooseConfig,
  options: ModelOptions = {},
): Promise<{ sent: JsonObject; told: string[] }> {
  const server = await serve((response) => sendJson(response, 200, goodAnswer()));
  const model = ModelFactory.create(`thinker/${id}`, config, {
    apiKey: "k-0123456789",
    url: server.url,
    ...options,
  });
  const { warnings } = await model.generate("Hi");
  const { model: _, messages: __, ...sent } = JSON.parse(server.requests[0]!.body) as JsonObject;
  return { sent, told: warnings.map(({ code, path }) => `${code} ${path}`) };
}

describe("a budget stays below the cap that goes out", () => {
  const high = { reasoningEffort: "high", maxTokens: 8000 };
  const translated = "translated config.reasoningEffort";
  const capped = "clamped config.maxTokens";
  const fitted = "clamped config.reasoningBudgetTokens";

  test.each<[string, LooseConfig, number | undefined, number | undefined, string[]]>([
    // An effort leaves room for the answer.
    ["fixed", high, 1024, 819, [translated, capped]],
    ["ruled", high, 1000, 800, [translated, capped, fitted]],
    ["ranged", { reasoningEffort: "high" }, undefined, 2400, [translated]],
    ["ranged-default", { reasoningEffort: "high" }, 2000, 1600, [translated]],
    // A budget of the user's own leaves as much as it can.
    ["fixed", { reasoningBudgetTokens: 5000, maxTokens: 8000 }, 1024, 1023, [fitted, capped]],
    ["fixed", { reasoningBudgetTokens: 5000 }, undefined, 1023, [fitted]],
    ["ruled", { reasoningBudgetTokens: 5000 }, 1000, 999, [fitted]],
    ["ruled", { reasoningBudgetTokens: 500 }, 1000, 500, []],
    ["ranged", { reasoningBudgetTokens: 5000 }, undefined, 2999, [fitted]],
    ["ranged-default", { reasoningBudgetTokens: 2500 }, 3000, 2500, []],
    // Where none fits, none is sent.
    [
      "ruled-from-900",
      { reasoningBudgetTokens: 5000 },
      900,
      undefined,
      ["unsupported config.reasoningBudgetTokens"],
    ],
  ])("%s, given %j: %s and %s", async (id, config, cap, budget, told) => {
    const { sent, ...rest } = await ask(id, config);
    expect(sent["max_tokens"]).toBe(cap);
    expect(sent["think"]).toEqual(budget === undefined ? undefined : { tokens: budget });
    expect(rest.told).toEqual(told);
  });

  test("and never becomes 0, which means none, by it", async () => {
    expect(await ask("from-0", { reasoningEffort: "high", maxTokens: 1 })).toEqual({
      sent: { max_tokens: 1 },
      told: ["unsupported config.reasoningEffort"],
    });
    expect(await ask("from-0", { reasoningBudgetTokens: 5, maxTokens: 1 })).toEqual({
      sent: { max_tokens: 1 },
      told: ["unsupported config.reasoningBudgetTokens"],
    });
    expect((await ask("from-0", { reasoningBudgetTokens: 0, maxTokens: 1 })).sent).toEqual({
      max_tokens: 1,
      think: { tokens: 0 },
    });
  });
});

describe("no reasoning, of a model that does not reason unless it is asked to", () => {
  test.each(["off-efforts", "off-budgets", "off-unknown"])("%s is sent nothing", async (id) => {
    for (const [name, none] of [
      ["reasoningEffort", "none"],
      ["reasoningBudgetTokens", 0],
    ] as const)
      for (const onUnsupported of ["warn", "error"] as const)
        expect(await ask(id, { [name]: none }, { onUnsupported })).toEqual({
          sent: {},
          told: [`unsupported config.${name}`],
        });
  });

  test("is said where the model has a word for it", async () => {
    const { sent } = await ask("off-none", { reasoningEffort: "none" });
    expect(sent).toEqual({ reasoning_effort: "none" });
  });

  test("is the least where nobody says what the model does unasked", async () => {
    const { sent } = await ask("unsaid-efforts", { reasoningEffort: "none" });
    expect(sent).toEqual({ reasoning_effort: "low" });
  });
});

describe("an effort that the platform demands", () => {
  test.each<[string, LooseConfig, JsonObject]>([
    ["either", {}, { effort: "low" }],
    ["either", { reasoningBudgetTokens: 500 }, { max: 500 }],
    ["either-budget", {}, { max: 700 }],
    ["either-budget", { reasoningEffort: "high" }, { effort: "high" }],
    ["both", { reasoningBudgetTokens: 500 }, { effort: "low", max: 500 }],
  ])("%s, given %j", async (id, config, r) => {
    expect(await ask(id, config)).toEqual({ sent: { r }, told: [] });
  });
});

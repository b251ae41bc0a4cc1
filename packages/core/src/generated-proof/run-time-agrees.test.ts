import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import type { ParamRule } from "../catalog/policy.ts";
import type { NeutralParameter } from "../catalog/neutral-parameter.ts";
import { findPlatform } from "../catalog-access/find-platform.ts";
import { loadModels } from "../catalog-access/load-tables.ts";
import { policyFor } from "../catalog-access/policy-for.ts";
import { servingSurfaces } from "../catalog-access/serving-surfaces.ts";
import { applyPolicy } from "../config/apply-policy.ts";
import { resolveModel } from "../config/resolve-model.ts";
import type { Warning } from "../results/warning.ts";
import { allRows, factsOf, namedRows, type NamedRow } from "./__fixtures__/run-time-facts.ts";

const SAMPLES: Readonly<Record<NeutralParameter, unknown>> = {
  temperature: 0.5,
  topP: 0.5,
  maxTokens: 5000,
  stop: "x",
  presencePenalty: 0.5,
  frequencyPenalty: 0.5,
  responseFormat: { type: "text" },
  toolChoice: "auto",
  reasoningEffort: "low",
  extraHeaders: { "x-test": "1" },
  topK: 2,
  seed: 1,
  n: 1,
  logprobs: true,
  topLogprobs: 1,
  logitBias: { "1": 1 },
  parallelToolCalls: true,
  reasoningBudgetTokens: 2000,
  reasoningSummary: "auto",
  serviceTier: "auto",
  user: "u",
  extraBody: { a: 1 },
};

/** What is sent, and the warnings, for one parameter of one model on each of its surfaces. */
function send(
  { platform, row, surfaces }: NamedRow,
  name: NeutralParameter,
  value: unknown,
): { sent: unknown; warnings: Warning[] }[] {
  return surfaces.map((surface) => {
    const policy = policyFor(platform, surface, row);
    const warnings: Warning[] = [];
    const config = applyPolicy(
      { [name]: value },
      {
        policy,
        model: row,
        platform: platform.id,
        surface: surface.wire,
        tools: true,
        stream: false,
        output: false,
        warn: (warning) => warnings.push(warning),
      },
    );
    return { sent: config[name], warnings };
  });
}

describe("the filter of the run time", () => {
  it("never sends what the types refuse, and says so", async () => {
    const wrong: string[] = [];
    let refusals = 0;
    for (const named of await allRows()) {
      for (const [name, fact] of factsOf(named)) {
        if (!("refused" in fact)) continue;
        refusals += 1;
        for (const { sent, warnings } of send(named, name, SAMPLES[name])) {
          if (sent !== undefined || warnings.length === 0)
            wrong.push(`${named.platform.id}/${named.row.id} ${name}`);
        }
      }
    }
    expect(refusals).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
  });

  it("treats a snapshot that no table holds as its model", async () => {
    const wrong: string[] = [];
    for (const named of await namedRows()) {
      const modelType = `${named.row.id}-2031-02-03`;
      const { platform } = named;
      const { row } = await resolveModel({ platform, modelType, loadModels, findPlatform });
      const snapshot = { platform, row, surfaces: servingSurfaces(platform, modelType) };
      if (!isDeepStrictEqual(factsOf(snapshot), factsOf(named)))
        wrong.push(`${platform.id}/${modelType}`);
    }
    expect(wrong).toEqual([]);
  });

  it("takes every effort of the types unchanged on at least one surface, or turns it into a budget", async () => {
    const wrong: string[] = [];
    for (const named of await allRows()) {
      const fact = factsOf(named).get("reasoningEffort") ?? { values: [SAMPLES.reasoningEffort] };
      if ("refused" in fact) continue;
      for (const effort of fact.values) {
        const taken = send(named, "reasoningEffort", effort).some(
          ({ sent, warnings }) =>
            sent === effort ||
            warnings.some(
              ({ code, path }) =>
                ["translated", "clamped"].includes(code) && path === "config.reasoningEffort",
            ),
        );
        if (!taken) wrong.push(`${named.platform.id}/${named.row.id} ${String(effort)}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("takes a budget wherever the types do, or turns it into an effort", async () => {
    const wrong: string[] = [];
    for (const named of await allRows()) {
      const fact = factsOf(named).get("reasoningBudgetTokens");
      if (fact !== undefined && "refused" in fact) continue;
      const taken = send(named, "reasoningBudgetTokens", SAMPLES.reasoningBudgetTokens).some(
        ({ sent, warnings }) =>
          sent !== undefined || warnings.some(({ code }) => code === "translated"),
      );
      if (!taken) wrong.push(`${named.platform.id}/${named.row.id}`);
    }
    expect(wrong).toEqual([]);
  });

  it("sends what no rule speaks of", async () => {
    const wrong: string[] = [];
    for (const named of await allRows()) {
      const silent = Object.keys(SAMPLES).filter(
        (name) =>
          // Effort and budget may each be said as the other: the tests above hold them.
          !["reasoningEffort", "reasoningBudgetTokens"].includes(name) &&
          named.surfaces.every((surface) => {
            const { params, rules } = policyFor(named.platform, surface, named.row);
            const rule: ParamRule | undefined = params?.[name as NeutralParameter];
            return rule === undefined && rules === undefined;
          }),
      );
      for (const name of silent as NeutralParameter[]) {
        if (send(named, name, SAMPLES[name]).some(({ sent }) => sent === undefined))
          wrong.push(`${named.platform.id}/${named.row.id} ${name}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

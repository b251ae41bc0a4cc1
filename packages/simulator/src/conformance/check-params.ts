import { expect } from "vitest";
import { findPlatform, loadModels, UnsupportedParameterError } from "@byok/core";
import type { JsonValue, NeutralParameter, ParamRule, Policy } from "@byok/core/provider";
import { fieldOf, WIRE_FIELDS } from "../expect/fields.ts";
import { expectedPolicy } from "../expect/merge.ts";
import { wireValue } from "../expect/neutral-value.ts";
import { at } from "../json.ts";
import type { Bench } from "./bench.ts";
import type { ConformanceCheck } from "./check.ts";
import { effortOf, VALUES, valueFor } from "./sample-values.ts";
import type { SampleModel } from "./subject.ts";

/** Parameters: left out, renamed, set, mapped. */
export const PARAM_CHECKS: readonly ConformanceCheck[] = [
  {
    name: "leaves refused parameters out, each with one warning, or refuses them when asked to",
    applies: ({ samples }) => samples.some(({ policy }) => refusedNames(policy).length > 0),
    async run(bench) {
      for (const sample of bench.subject.samples) await checkRefused(bench, sample);
    },
  },
  {
    name: "sends accepted parameters in the platform's fields, with the platform's values",
    async run(bench) {
      for (const sample of bench.subject.samples) await checkAccepted(bench, sample);
    },
  },
  {
    name: "asks for reasoning in the platform's way",
    async run(bench) {
      for (const sample of bench.subject.samples) {
        await checkReasoning(bench, sample);
        await checkSwitchedOff(bench, sample);
      }
    },
  },
  {
    name: "sends an effort or a budget, where the platform refuses both at once",
    applies: ({ samples }) => samples.some(isExclusive),
    async run(bench) {
      for (const sample of bench.subject.samples.filter(isExclusive))
        await checkExclusive(bench, sample);
    },
  },
  {
    name: "refuses of a maker's model what its maker refuses",
    applies: ({ platform, surface }) =>
      platform.upstream !== undefined && surface.models === undefined,
    async run(bench) {
      const { upstream } = bench.subject.platform;
      for (const [prefix, maker] of Object.entries(upstream?.makers ?? {})) {
        const refusing = await refusingModel(maker);
        if (refusing === undefined) continue;
        const id = `${prefix}${upstream?.split ?? "/"}${refusing}`;
        const sample: SampleModel = { id, row: undefined, policy: {} };
        const { warnings } = await bench.model(sample, { temperature: 0.5 }).generate("Hello");
        expect(warnings, id).toMatchObject([{ code: "unsupported", path: "config.temperature" }]);
        expect(bench.body()["temperature"], id).toBeUndefined();
      }
    },
  },
];

/** A model whose maker says that it takes no temperature. */
async function refusingModel(maker: string): Promise<string | undefined> {
  const platform = findPlatform(maker);
  const [surface] = platform?.surfaces ?? [];
  if (platform === undefined || surface === undefined) return undefined;
  const { models } = await loadModels(maker);
  return Object.values(models).find((row) => {
    const policy = expectedPolicy({ ...platform, params: {} }, { ...surface, params: {} }, row);
    return row.status === undefined && policy.params?.temperature?.unsupported !== undefined;
  })?.id;
}

function refusedNames(policy: Policy): NeutralParameter[] {
  return names().filter((name) => policy.params?.[name]?.unsupported !== undefined);
}

function names(): NeutralParameter[] {
  return Object.keys(VALUES) as NeutralParameter[];
}

async function checkRefused(bench: Bench, sample: SampleModel): Promise<void> {
  const { wire } = bench.subject;
  const refused = refusedNames(sample.policy);
  if (refused.length === 0) return;
  const config = Object.fromEntries(refused.map((name) => [name, VALUES[name]]));
  const { warnings } = await bench.model(sample, config).generate("Hello");
  for (const name of refused) {
    const about = warnings.filter(({ path }) => path === `config.${name}`);
    expect(about, `${sample.id}: warnings about ${name}`).toHaveLength(1);
    expect(about[0]).toMatchObject({ code: "unsupported" });
    expect(about[0]?.message).toContain(sample.policy.params?.[name]?.unsupported);
    for (const field of [fieldOf(wire, name, sample.policy), WIRE_FIELDS[wire]?.[name]]) {
      if (field !== undefined) expectDefaultAt(bench, sample, name, field);
    }
    const sent = bench.simulator.requests.length;
    const strict = bench.model(sample, { [name]: VALUES[name] }, { onUnsupported: "error" });
    const error = await strict.generate("Hello").catch((thrown: unknown) => thrown);
    expect(error, `${sample.id}: ${name}`).toBeInstanceOf(UnsupportedParameterError);
    expect((error as Error).message).toContain(name);
    expect(bench.simulator.requests, "nothing is sent").toHaveLength(sent);
  }
}

// maxTokens goes out even where the user's own was refused, if the wire cannot do without.
function expectDefaultAt(
  bench: Bench,
  sample: SampleModel,
  name: NeutralParameter,
  field: string,
): void {
  const value = at(bench.body(), field);
  if (name === "maxTokens" && bench.subject.wire === "anthropic-messages") return;
  expect(value, `${sample.id}: ${field} is on the wire`).toBeUndefined();
}

async function checkAccepted(bench: Bench, sample: SampleModel): Promise<void> {
  const { wire } = bench.subject;
  const { policy } = sample;
  const ruled = ruledNames(policy);
  const sent = names().filter(
    (name) => policy.params?.[name]?.unsupported === undefined && !ruled.has(name),
  );
  const config = Object.fromEntries(
    sent.map((name) => [name, valueFor(name, policy.params?.[name])]),
  );
  // Top probabilities are part of all of them.
  if (config["logprobs"] !== true && sent.includes("logprobs")) delete config["topLogprobs"];
  const result = await bench.model(sample, config).generate("Hello");
  const body = bench.body();
  for (const name of sent) {
    if (config[name] === undefined) continue;
    const field = fieldOf(wire, name, policy);
    const label = `${sample.id}: ${name}`;
    if (field === undefined) {
      const codes = result.warnings
        .filter(({ path }) => path === `config.${name}`)
        .map(({ code }) => code)
        .filter((code) => code === "unsupported" || code === "clamped");
      expect(codes, label).not.toEqual([]);
      expect(codes, `${label}: told twice`).toHaveLength(new Set(codes).size);
      continue;
    }
    expect(at(body, field), label).toEqual(
      expectedValue(name, config[name] ?? null, policy.params?.[name], sample),
    );
    const own = WIRE_FIELDS[wire]?.[name];
    if (own !== undefined && own !== field)
      expect(at(body, own), `${label}: the usual field`).toBeUndefined();
  }
}

/** Parameters that depend on others. */
export function ruledNames({ rules = [] }: Policy): Set<string> {
  return new Set(
    rules.flatMap((rule) => [
      ...(rule.forbid ?? []),
      ...(rule.drop ?? []),
      ...Object.keys(rule.set ?? {}),
    ]),
  );
}

/** What must stand on the wire for a value. */
export function expectedValue(
  name: NeutralParameter,
  value: JsonValue,
  rule: ParamRule | undefined,
  { row }: SampleModel,
): JsonValue {
  if (rule?.fixed !== undefined) return wireValue(rule.fixed, rule);
  if (name === "maxTokens" && row?.maxOutput !== undefined && typeof value === "number")
    return wireValue(Math.min(value, row.maxOutput), rule);
  return wireValue(value, rule);
}

async function checkReasoning(bench: Bench, sample: SampleModel): Promise<void> {
  const { policy, row } = sample;
  if (row?.reasoning === false) {
    await checkNoReasoning(bench, sample);
    return;
  }
  const effort = effortOf(sample);
  if (effort === undefined) return;
  const { warnings } = await bench
    .model(sample, {
      reasoningEffort: effort,
      maxTokens: Math.min(16_000, policy.params?.maxTokens?.range?.max ?? 16_000),
    })
    .generate("Hello");
  if (bench.subject.wire !== "openai-chat") return;
  const send = policy.reasoning?.send;
  const toggle = send?.toggle;
  if (toggle !== undefined)
    expect(at(bench.body(), toggle.field), `${sample.id}: the switch`).toEqual(toggle.on);
  const field = fieldOf("openai-chat", "reasoningEffort", policy);
  const translated = warnings.some(
    ({ code, path }) => code === "translated" && path === "config.reasoningEffort",
  );
  if (field === undefined) {
    expect(bench.body()["reasoning_effort"], `${sample.id}: reasoning_effort`).toBeUndefined();
    expect(
      translated || warnings.some(({ path }) => path === "config.reasoningEffort"),
      `${sample.id}: the effort is lost without a word`,
    ).toBe(true);
  } else if (!translated) {
    expect(at(bench.body(), field), `${sample.id}: the effort`).toEqual(
      policy.params?.reasoningEffort?.values?.[effort] ?? effort,
    );
  }
}

function isExclusive({ policy, row }: SampleModel): boolean {
  return policy.reasoning?.send?.exclusive === true && row?.reasoning !== false;
}

async function checkExclusive(bench: Bench, sample: SampleModel): Promise<void> {
  const { policy } = sample;
  const { warnings } = await bench
    .model(sample, {
      reasoningEffort: "low",
      reasoningBudgetTokens: 2048,
      maxTokens: Math.min(16_000, policy.params?.maxTokens?.range?.max ?? 16_000),
    })
    .generate("Hello");
  const [effort, budget] = (["reasoningEffort", "reasoningBudgetTokens"] as const).map((name) => {
    const field = fieldOf(bench.subject.wire, name, policy);
    return field === undefined ? undefined : at(bench.body(), field);
  });
  expect([effort, budget], `${sample.id}: effort and budget`).toEqual([undefined, 2048]);
  expect(
    warnings.map(({ path }) => path),
    `${sample.id}: the effort is lost without a word`,
  ).toContain("config.reasoningEffort");
}

// A model that does not reason is asked for nothing: some platforms answer 400 to an effort.
async function checkNoReasoning(bench: Bench, sample: SampleModel): Promise<void> {
  for (const effort of ["low", "none"]) {
    const { warnings } = await bench.model(sample, { reasoningEffort: effort }).generate("Hello");
    const sent = JSON.stringify(bench.body());
    const label = `${sample.id} does not reason, effort ${effort}`;
    expect(sent, label).not.toMatch(/effort|thinking|"reasoning"/);
    expect(
      warnings.map(({ path }) => path),
      label,
    ).toContain("config.reasoningEffort");
  }
}

async function checkSwitchedOff(bench: Bench, sample: SampleModel): Promise<void> {
  const { id, policy, row } = sample;
  if (policy.params?.reasoningEffort?.unsupported !== undefined || row?.reasoning === false) return;
  const { canDisable, send } = policy.reasoning ?? {};
  const toggle = send?.toggle;
  const works = toggle !== undefined && JSON.stringify(toggle.on) !== JSON.stringify(toggle.off);
  if (canDisable === undefined && toggle === undefined) return;
  const { warnings } = await bench.model(sample, { reasoningEffort: "none" }).generate("Hello");
  if (!(canDisable ?? works))
    expect(
      warnings.map(({ path }) => path),
      `${id}: cannot be switched off, without a word`,
    ).toContain("config.reasoningEffort");
  else if (works)
    expect(at(bench.body(), toggle.field), `${id}: the switch, off`).toEqual(toggle.off);
  else if (bench.subject.wire === "anthropic-messages")
    expect(at(bench.body(), "thinking.type"), `${id}: thinking`).toBe("disabled");
}

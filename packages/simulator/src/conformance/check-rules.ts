import { expect } from "vitest";
import { InvalidRequestError, UnsupportedParameterError } from "@byok/core";
import type { Result } from "@byok/core";
import type { JsonValue, NeutralParameter, ParamCondition } from "@byok/core/provider";
import { fitsGlob } from "../expect/check-params.ts";
import { fieldOf } from "../expect/fields.ts";
import { wireValue } from "../expect/neutral-value.ts";
import { at, same } from "../json.ts";
import type { Bench } from "./bench.ts";
import type { ConformanceCheck } from "./check.ts";
import { effortOf, sampleValue, type Config } from "./sample-values.ts";
import type { SampleModel } from "./subject.ts";
import { WEATHER } from "./weather-tool.ts";

const OUTPUT = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
  additionalProperties: false,
};

/** Rules that depend on other settings. */
export const RULE_CHECKS: readonly ConformanceCheck[] = [
  {
    name: "keeps the rules between parameters",
    applies: ({ samples }) => samples.some(({ policy }) => (policy.rules ?? []).length > 0),
    async run(bench) {
      for (const sample of bench.subject.samples)
        for (const rule of sample.policy.rules ?? []) await checkRule(bench, sample, rule);
    },
  },
];

async function checkRule(bench: Bench, sample: SampleModel, rule: ParamCondition): Promise<void> {
  const condition = meet(bench, sample, rule);
  if (condition === undefined) return;
  const label = `${sample.id}: ${rule.why}`;
  const barred = [...(rule.forbid ?? []), ...(rule.drop ?? [])];
  const given: Config = {
    ...Object.fromEntries(
      [...barred, ...(rule.require ?? [])].map((name) => [name, sampleValue(sample, name)]),
    ),
    ...Object.fromEntries(
      Object.entries(rule.set ?? {}).map(([name, value]) => [name, otherThan(sample, name, value)]),
    ),
    ...condition,
  };
  const { warnings } = await call(bench, sample, rule, given);
  const body = bench.body();
  const place = (name: string): string | undefined =>
    fieldOf(bench.subject.wire, name as NeutralParameter, sample.policy);
  for (const name of barred) {
    const field = place(name);
    if (field !== undefined) expect(at(body, field), `${label} (${name})`).toBeUndefined();
    if (given[name] !== undefined)
      expect(
        warnings.filter(({ path }) => path === `config.${name}`).length,
        `${label}: ${name} is lost without a word`,
      ).toBeGreaterThan(0);
  }
  for (const [name, value] of Object.entries(rule.set ?? {})) {
    const field = place(name);
    const own = sample.policy.params?.[name as NeutralParameter];
    if (field !== undefined && given[name as NeutralParameter] !== undefined)
      expect(at(body, field), `${label} (${name})`).toEqual(wireValue(value, own));
  }
  for (const name of rule.forbid ?? [])
    expect(
      await failure(() => call(bench, sample, rule, { ...given }, "error")),
      `${label}: ${name}, onUnsupported "error"`,
    ).toBeInstanceOf(UnsupportedParameterError);
  for (const name of rule.require ?? []) {
    const rest = { ...given, [name]: null };
    const before = bench.simulator.requests.length;
    expect(
      await failure(() => call(bench, sample, rule, rest)),
      `${label}: without ${name}`,
    ).toBeInstanceOf(InvalidRequestError);
    expect(bench.simulator.requests, "nothing is sent").toHaveLength(before);
  }
}

/** Settings that make a rule hold; undefined where this model or surface can never meet it. */
function meet(bench: Bench, sample: SampleModel, { when }: ParamCondition): Config | undefined {
  const { policy, row } = sample;
  if (when.surface !== undefined && when.surface !== bench.subject.wire) return undefined;
  if (when.model !== undefined && !fitsGlob(when.model, sample.id)) return undefined;
  const usesTools = when.tools === true || when.forcedTool === true;
  if (usesTools && (policy.tools?.supported === false || row?.tools === false)) return undefined;
  if (when.output === true && (policy.structuredOutput ?? "schema") !== "schema") return undefined;
  const effort = when.reasoning === true ? effortOf(sample) : undefined;
  if (when.reasoning === true && effort === undefined) return undefined;
  if (when.reasoning === false && policy.reasoning?.default === "on") return undefined;
  const { toolChoice } = when.equals ?? {};
  if (toolChoice !== undefined && policy.tools?.supported === false) return undefined;
  return {
    ...Object.fromEntries((when.set ?? []).map((name) => [name, sampleValue(sample, name)])),
    ...when.equals,
    ...(effort === undefined ? {} : { reasoningEffort: effort }),
    ...(when.forcedTool === true ? { toolChoice: "required" } : {}),
  };
}

async function call(
  bench: Bench,
  sample: SampleModel,
  { when }: ParamCondition,
  config: Config,
  onUnsupported: "warn" | "error" = "warn",
): Promise<Result<unknown>> {
  const needsTools =
    when.tools === true || when.forcedTool === true || when.equals?.toolChoice !== undefined;
  const request = {
    messages: "Hello",
    ...(needsTools ? { tools: [WEATHER] } : {}),
    ...(when.output === true ? { output: { schema: OUTPUT } } : {}),
  };
  // The rule may take away what tells the server which form is wanted.
  bench.simulator.set(when.output === true ? { text: '{"city":"Oslo"}' } : {});
  const model = bench.model(sample, config, { onUnsupported });
  return when.stream === true
    ? await model.stream(request).result()
    : await model.generate(request);
}

async function failure(run: () => Promise<unknown>): Promise<unknown> {
  return await run().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
}

/** A value that is not the one that the rule sets. */
function otherThan(sample: SampleModel, name: string, value: JsonValue): JsonValue {
  const usual = sampleValue(sample, name as NeutralParameter);
  if (!same(usual, value) || typeof usual !== "number") return usual;
  return usual + 1;
}

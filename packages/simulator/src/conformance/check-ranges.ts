import { expect } from "vitest";
import { InvalidRequestError } from "@byok/core";
import type { JsonValue, NeutralParameter, ParamRule } from "@byok/core/provider";
import { fieldOf } from "../expect/fields.ts";
import { fromKey } from "../expect/neutral-value.ts";
import { at } from "../json.ts";
import type { Bench } from "./bench.ts";
import { expectedValue, ruledNames } from "./check-params.ts";
import type { ConformanceCheck } from "./check.ts";
import { VALUES } from "./sample-values.ts";
import type { SampleModel } from "./subject.ts";
import { WEATHER } from "./weather-tool.ts";

const WHOLE: readonly NeutralParameter[] = ["topK", "maxTokens", "seed", "n", "topLogprobs"];

/** Limits of parameters. */
export const RANGE_CHECKS: readonly ConformanceCheck[] = [
  {
    name: "refuses values outside a parameter's limits before anything is sent, and sends those at the edge",
    applies: ({ samples }) => samples.some((sample) => limited(sample).length > 0),
    async run(bench) {
      for (const sample of bench.subject.samples) {
        for (const [name, rule] of limited(sample)) {
          for (const value of outside(name, rule)) await expectRefused(bench, sample, name, value);
        }
        for (const edge of [0, 1]) await expectSent(bench, sample, edge);
      }
    },
  },
  {
    name: "writes the platform's own words for values",
    applies: ({ samples }) => samples.some((sample) => mapped(sample).length > 0),
    async run(bench) {
      for (const sample of bench.subject.samples) {
        for (const [name, values] of mapped(sample)) {
          for (const [value, wanted] of Object.entries(values)) {
            const config = { [name]: fromKey(name, value) };
            await bench
              .model(sample, config)
              .generate({ messages: "Hello", ...(OF_TOOLS.has(name) ? { tools: [WEATHER] } : {}) });
            const field = fieldOf(bench.subject.wire, name, sample.policy) ?? EFFORT;
            expect(at(bench.body(), field), `${sample.id}: ${name} ${value}`).toEqual(wanted);
          }
        }
      }
    },
  },
];

/** Parameters that mean nothing without tools. */
const OF_TOOLS: ReadonlySet<string> = new Set(["toolChoice", "parallelToolCalls"]);

/** Where the other wire has the effort, if the policy names no place. */
const EFFORT = "output_config.effort";

type Ruled = [name: NeutralParameter, rule: ParamRule];

function limited({ policy }: SampleModel): Ruled[] {
  return Object.entries(policy.params ?? {}).flatMap(([name, rule]): Ruled[] => {
    const has =
      rule.range !== undefined || rule.allowed !== undefined || rule.maxItems !== undefined;
    // Values of reasoningEffort are efforts: another one becomes the nearest, as check-params.ts holds.
    const isLimit = has && name !== "reasoningEffort";
    return isLimit && rule.unsupported === undefined && rule.fixed === undefined
      ? [[name as NeutralParameter, rule]]
      : [];
  });
}

function mapped({
  policy,
}: SampleModel): [NeutralParameter, Readonly<Record<string, JsonValue>>][] {
  const ruled = ruledNames(policy);
  return Object.entries(policy.params ?? {}).flatMap(
    ([name, { values, unsupported, fixed }]): [
      NeutralParameter,
      Readonly<Record<string, JsonValue>>,
    ][] =>
      values === undefined || unsupported !== undefined || fixed !== undefined || ruled.has(name)
        ? []
        : [[name as NeutralParameter, values]],
  );
}

/** One value beyond each limit. */
function outside(name: NeutralParameter, { range, allowed, maxItems }: ParamRule): JsonValue[] {
  const step = WHOLE.includes(name) ? 1 : 0.01;
  const { min, max, exclusiveMin } = range ?? {};
  const numbers = [
    ...(min === undefined ? [] : [min - step]),
    ...(max === undefined ? [] : [max + step]),
    ...(exclusiveMin === undefined ? [] : [exclusiveMin]),
  ];
  return [
    ...numbers.map((value) => (name === "logitBias" ? { "50256": value } : value)),
    ...(allowed === undefined ? [] : [typeof allowed[0] === "string" ? "no-such-word" : -12_345]),
    ...(maxItems === undefined ? [] : [words(maxItems + 1)]),
  ];
}

/** The value at the lower edge (0) or the upper edge (1); undefined where the rule has none. */
function inside(
  name: NeutralParameter,
  { range, allowed, maxItems }: ParamRule,
  edge: number,
): JsonValue | undefined {
  const { min, max, exclusiveMin } = range ?? {};
  const step = WHOLE.includes(name) ? 1 : 0.01;
  const low = min ?? (exclusiveMin === undefined ? undefined : exclusiveMin + step);
  const number = edge === 0 ? low : max;
  if (number !== undefined) return name === "logitBias" ? { "50256": number } : number;
  if (allowed !== undefined) return edge === 0 ? allowed[0] : allowed.at(-1);
  return maxItems === undefined || edge === 0 ? undefined : words(maxItems);
}

function words(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `@@${index}`);
}

async function expectRefused(
  bench: Bench,
  sample: SampleModel,
  name: NeutralParameter,
  value: JsonValue,
): Promise<void> {
  const before = bench.simulator.requests.length;
  const label = `${sample.id}: ${name} ${JSON.stringify(value)}`;
  const error: unknown = await (async () =>
    await bench.model(sample, { [name]: value }).generate("Hello"))().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error, label).toBeInstanceOf(InvalidRequestError);
  expect((error as Error).message, label).toContain(name);
  expect(bench.simulator.requests, `${label}: nothing is sent`).toHaveLength(before);
}

async function expectSent(bench: Bench, sample: SampleModel, edge: number): Promise<void> {
  const ruled = ruledNames(sample.policy);
  const config = Object.fromEntries(
    limited(sample).flatMap(([name, rule]): [NeutralParameter, JsonValue][] => {
      const value = inside(name, rule, edge);
      return value === undefined || ruled.has(name) || VALUES[name] === undefined
        ? []
        : [[name, value]];
    }),
  );
  // Top probabilities are part of all of them.
  if (config["topLogprobs"] !== undefined) config["logprobs"] = true;
  await bench.model(sample, config).generate("Hello");
  for (const [name, value] of Object.entries(config) as [NeutralParameter, JsonValue][]) {
    const field = fieldOf(bench.subject.wire, name, sample.policy);
    if (field === undefined) continue;
    expect(at(bench.body(), field), `${sample.id}: ${name} ${JSON.stringify(value)}`).toEqual(
      expectedValue(name, value, sample.policy.params?.[name], sample),
    );
  }
}

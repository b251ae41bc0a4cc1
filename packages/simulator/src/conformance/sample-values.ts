import type { JsonValue, NeutralParameter, ParamRule } from "@byok/core/provider";
import { fitsGlob } from "../expect/check-params.ts";
import type { SampleModel } from "./subject.ts";

/** Parameters and their values. */
export type Config = Partial<Record<NeutralParameter, JsonValue>>;

/** A value of each parameter that is sent as a field of its own and needs no tools. */
export const VALUES: Readonly<Partial<Record<NeutralParameter, JsonValue>>> = {
  temperature: 0.5,
  topP: 0.9,
  topK: 20,
  maxTokens: 512,
  stop: ["@@"],
  presencePenalty: 0.5,
  frequencyPenalty: 0.5,
  seed: 7,
  n: 2,
  logprobs: true,
  topLogprobs: 2,
  logitBias: { "50256": -1 },
  serviceTier: "auto",
  user: "user-1",
};

/** A value that a parameter's rule allows. */
export function valueFor(
  name: NeutralParameter,
  rule: ParamRule | undefined,
  value: JsonValue = VALUES[name] ?? null,
): JsonValue {
  const [allowed] = rule?.allowed ?? [];
  if (allowed !== undefined && Array.isArray(value)) return [allowed];
  if (allowed !== undefined && typeof value !== "object") return allowed;
  const range = rule?.range;
  if (range === undefined || typeof value !== "number") return value;
  const { min = -Infinity, max = Infinity, exclusiveMin } = range;
  const fitted = Math.min(Math.max(value, min), max);
  return exclusiveMin !== undefined && fitted <= exclusiveMin ? max : fitted;
}

/** The highest effort of a model; undefined where it takes none: a model that does not reason is asked for nothing. */
export function effortOf({ policy, row }: SampleModel): string | undefined {
  if (policy.params?.reasoningEffort?.unsupported !== undefined || row?.reasoning === false)
    return undefined;
  const listed = policy.params?.reasoningEffort?.allowed?.map(String);
  const efforts = row?.efforts ?? policy.reasoning?.efforts ?? listed;
  return efforts?.findLast((each) => each !== "none") ?? "high";
}

/** A value of any parameter that a model takes. */
export function sampleValue(sample: SampleModel, name: NeutralParameter): JsonValue {
  const { policy, row } = sample;
  const others: Config = {
    toolChoice: "auto",
    parallelToolCalls: true,
    responseFormat: { type: "json_object" },
    reasoningEffort: effortOf(sample) ?? "high",
    reasoningBudgetTokens: Math.max(2048, policy.reasoning?.budget?.min ?? 0),
    reasoningSummary: "auto",
    extraHeaders: { "x-conformance": "kit" },
    extraBody: {},
  };
  const value = valueFor(name, policy.params?.[name], VALUES[name] ?? others[name] ?? null);
  return name === "maxTokens" && typeof value === "number" && row?.maxOutput !== undefined
    ? Math.min(value, row.maxOutput)
    : value;
}

/** What a model demands of requests that are not about parameters: what its rules require under conditions met by any of them. */
export function demandedOf(sample: SampleModel, wire: string): Config {
  const rules = (sample.policy.rules ?? []).filter(
    ({ when }) =>
      when.set === undefined &&
      when.equals === undefined &&
      (when.surface === undefined || when.surface === wire) &&
      (when.model === undefined || fitsGlob(when.model, sample.id)),
  );
  return Object.fromEntries(
    rules.flatMap(({ require = [] }) => require).map((name) => [name, sampleValue(sample, name)]),
  );
}

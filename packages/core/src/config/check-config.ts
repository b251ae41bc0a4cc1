import { NEUTRAL_PARAMETERS, type NeutralParameter } from "../catalog/neutral-parameter.ts";
import type { ParamRule, Policy } from "../catalog/policy.ts";
import { InvalidRequestError } from "../errors/errors.ts";
import { isPlainObject } from "./check-json.ts";
import { show, valueProblems } from "./check-value.ts";
import { adviseKey } from "./foreign-names.ts";

/** Whom a config is for, for error texts. */
export interface ConfigPlace {
  platform: string;
  model?: string | undefined;
}

/** A config whose keys and values have been checked; null and undefined mean not set. */
export type CheckedConfig = Readonly<Partial<Record<NeutralParameter, unknown>>>;

const KNOWN: ReadonlySet<string> = new Set(NEUTRAL_PARAMETERS);

/** Parameters whose values are objects, of which `allowed` says nothing. */
const STRUCTURED: ReadonlySet<NeutralParameter> = new Set([
  "responseFormat",
  "extraHeaders",
  "logitBias",
  "extraBody",
]);

/**
 * Checks a user's config before anything is sent: unknown keys, wrong types, values outside the platform's range.
 * All problems are told at once, each with what to write instead.
 *
 * @throws InvalidRequestError
 */
export function checkConfig(
  config: unknown,
  policy: Policy,
  place: ConfigPlace,
): asserts config is CheckedConfig | undefined | null {
  const problems = configProblems(config, policy, place);
  if (problems.length === 0) return;
  const message =
    problems.length === 1
      ? `The config is not valid: ${problems[0] ?? ""}`
      : `The config has ${problems.length} problems:\n${problems.map((each) => `- ${each}`).join("\n")}`;
  throw new InvalidRequestError(message, {
    platform: place.platform,
    model: place.model,
    hint: "Correct the config; nothing was sent.",
  });
}

/** The problems of a config, one sentence each; empty when it is sound. */
export function configProblems(config: unknown, policy: Policy, place: ConfigPlace): string[] {
  if (config === undefined || config === null) return [];
  if (!isPlainObject(config)) return [`it must be an object, not ${show(config)}.`];
  const problems: string[] = [];
  for (const [key, value] of Object.entries(config)) {
    if (!KNOWN.has(key)) {
      problems.push(`unknown key ${show(key)}: ${adviseKey(key)}.`.replace(/\?\.$/, "?"));
      continue;
    }
    if (value === undefined || value === null) continue;
    const name = key as NeutralParameter;
    const wrong = valueProblems(name, value);
    const rule = policy.params?.[name];
    if (wrong.length > 0) problems.push(...wrong);
    // A refused parameter is filtered with its own reason, whatever its value.
    else if (rule !== undefined && rule.unsupported === undefined) {
      problems.push(...ruleProblems(name, value, rule, place));
    }
  }
  return problems;
}

function ruleProblems(
  name: NeutralParameter,
  value: unknown,
  rule: ParamRule,
  place: ConfigPlace,
): string[] {
  const who = place.model === undefined ? place.platform : `${place.platform}/${place.model}`;
  const { range, allowed, maxItems, fixed } = rule;
  if (fixed !== undefined) return [];
  if (range !== undefined) {
    // Of a map, such as logitBias, the range is that of each entry.
    const numbers: [string, unknown][] = isPlainObject(value)
      ? Object.entries(value).map(([key, each]) => [`${name}[${show(key)}]`, each])
      : [[name, value]];
    for (const [what, each] of numbers) {
      if (typeof each === "number" && isOutside(each, range))
        return [`${what} is ${each}, but ${who} takes ${describeRange(range)}.`];
    }
  }
  // An effort that is not among them becomes the nearest once the model is known (reasoning-abilities.ts).
  if (allowed !== undefined && !STRUCTURED.has(name) && name !== "reasoningEffort") {
    // Of a list, such as stop, each entry is one of them; a named tool is none.
    const single: readonly unknown[] = Array.isArray(value) ? value : [value];
    const other = single.find((each) => !allowed.some((one) => one === each));
    if (other !== undefined)
      return [`${name} is ${say(other)}, but ${who} takes only ${allowed.map(show).join(", ")}.`];
  }
  if (maxItems !== undefined && Array.isArray(value) && value.length > maxItems) {
    return [`${name} has ${value.length} entries, but ${who} takes at most ${maxItems}.`];
  }
  return [];
}

function isOutside(
  value: number,
  { min, max, exclusiveMin }: NonNullable<ParamRule["range"]>,
): boolean {
  return (
    (min !== undefined && value < min) ||
    (max !== undefined && value > max) ||
    (exclusiveMin !== undefined && value <= exclusiveMin)
  );
}

function say(value: unknown): string {
  return isPlainObject(value) && typeof value["tool"] === "string"
    ? `{ tool: ${show(value["tool"])} }`
    : show(value);
}

function describeRange({ min, max, exclusiveMin }: NonNullable<ParamRule["range"]>): string {
  const low = exclusiveMin === undefined ? min : exclusiveMin;
  const more = exclusiveMin === undefined ? "at least" : "more than";
  if (low !== undefined && max !== undefined) {
    return exclusiveMin === undefined ? `${low} to ${max}` : `more than ${low}, up to ${max}`;
  }
  return low === undefined ? `at most ${max}` : `${more} ${low}`;
}

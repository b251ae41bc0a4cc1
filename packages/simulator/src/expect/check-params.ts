import type {
  JsonObject,
  JsonValue,
  NeutralParameter,
  ParamCondition,
  ParamRule,
} from "@byok/core/provider";
import { at, isObject, same, show } from "../json.ts";
import { addedFields, BODY_FIELDS, fieldOf, WIRE_FIELDS } from "./fields.ts";
import { fromWire, neutralValue, wireValue } from "./neutral-value.ts";
import { refuse } from "./refusal.ts";
import type { Expectations } from "./expectations.ts";

/** Checks every parameter of a body against the policy: what is refused, renamed, out of range or missing. */
export function checkParams(body: JsonObject, expected: Expectations): void {
  checkNames(body, expected);
  for (const [key, rule] of Object.entries(expected.policy.params ?? {})) {
    if (rule !== undefined) checkRule(key as NeutralParameter, rule, body, expected);
  }
  for (const rule of expected.policy.rules ?? []) checkCondition(rule, body, expected);
  if (expected.policy.reasoning?.send?.exclusive === true) checkExclusive(body, expected);
}

const DEGREES = ["reasoningEffort", "reasoningBudgetTokens"] as const;

function checkExclusive(body: JsonObject, expected: Expectations): void {
  if (DEGREES.every((name) => valueOf(name, body, expected) !== undefined))
    refuse("Only one of reasoning effort and reasoning budget can be specified.");
}

// Where a request may have an effort or a budget, one stands for the other that is demanded.
function isSaidOtherwise(
  name: NeutralParameter,
  body: JsonObject,
  expected: Expectations,
): boolean {
  const other = DEGREES.find((each) => each !== name);
  return (
    expected.policy.reasoning?.send?.exclusive === true &&
    DEGREES.some((each) => each === name) &&
    other !== undefined &&
    valueOf(other, body, expected) !== undefined
  );
}

// What a rule takes away, or what is about tools that are not there, is demanded of nobody.
function isMeaningless(name: NeutralParameter, body: JsonObject, expected: Expectations): boolean {
  if (OF_TOOLS.has(name) && body["tools"] === undefined) return true;
  return (expected.policy.rules ?? []).some(
    (rule) =>
      [...(rule.drop ?? []), ...(rule.forbid ?? [])].includes(name) && holds(rule, body, expected),
  );
}

/** Parameters that mean nothing without tools. */
const OF_TOOLS: ReadonlySet<NeutralParameter> = new Set(["toolChoice", "parallelToolCalls"]);

/** The value of a neutral parameter in a body; undefined where the wire has no place for it. */
export function valueOf(
  name: NeutralParameter,
  body: JsonObject,
  expected: Expectations,
): JsonValue | undefined {
  const field = fieldOf(expected.wire, name, expected.policy);
  return field === undefined ? undefined : at(body, field);
}

/** Whether a body asks the model to reason. */
export function asksForReasoning(body: JsonObject, expected: Expectations): boolean {
  const effort = valueOf("reasoningEffort", body, expected) ?? at(body, "output_config.effort");
  const budget = valueOf("reasoningBudgetTokens", body, expected);
  const thinking = at(body, "thinking.type");
  const reasonsUnasked = expected.policy.reasoning?.default === "on";
  if (expected.wire === "anthropic-messages")
    return thinking === undefined
      ? reasonsUnasked
      : thinking === "enabled" || thinking === "adaptive";
  const toggle = expected.policy.reasoning?.send?.toggle;
  const switched = toggle === undefined ? undefined : at(body, toggle.field);
  if (toggle !== undefined && switched !== undefined) return same(switched, toggle.on);
  if (effort === undefined && budget === undefined) return reasonsUnasked;
  return (effort !== undefined && effort !== "none") || (typeof budget === "number" && budget > 0);
}

/** Whether a body demands a tool call. */
function forcesTool(body: JsonObject, expected: Expectations): boolean {
  const choice = neutralValue("toolChoice", body, expected);
  if (expected.wire === "anthropic-messages")
    return ["any", "tool"].includes(show(at(choice, "type")));
  const required = expected.policy.tools?.choice?.["required"] ?? "required";
  return same(choice, required) || isObject(choice);
}

function checkNames(body: JsonObject, { wire, policy }: Expectations): void {
  const known = new Set([...(BODY_FIELDS[wire] ?? []), ...addedFields(policy)]);
  for (const name of Object.keys(body)) {
    if (known.has(name)) continue;
    if (wire === "anthropic-messages") refuse(`${name}: Extra inputs are not permitted`);
    refuse(`Unrecognized request argument supplied: ${name}`);
  }
}

function checkRule(
  name: NeutralParameter,
  rule: ParamRule,
  body: JsonObject,
  expected: Expectations,
): void {
  const { wire, policy } = expected;
  const own = WIRE_FIELDS[wire]?.[name];
  const field = fieldOf(wire, name, policy);
  if (field !== undefined && own !== undefined && own !== field && at(body, own) !== undefined) {
    refuse(
      `Unsupported parameter: '${own}' is not supported with this model. Use '${field}' instead.`,
      own,
      "unsupported_parameter",
    );
  }
  if (field === undefined) return;
  const value = at(body, field);
  if (value === undefined) {
    const isDemanded = rule.requiredDefault !== undefined && rule.unsupported === undefined;
    if (
      isDemanded &&
      !isSaidOtherwise(name, body, expected) &&
      !isMeaningless(name, body, expected)
    )
      missing(field, wire);
    return;
  }
  if (rule.unsupported !== undefined) {
    if (wire === "anthropic-messages")
      refuse(`\`${field}\` is not supported for this model.`, field);
    refuse(
      `Unsupported parameter: '${field}' is not supported with this model.`,
      field,
      "unsupported_parameter",
    );
  }
  const only = rule.fixed === undefined ? undefined : wireValue(rule.fixed, rule);
  if (only !== undefined && !same(value, only)) {
    refuse(
      `Unsupported value: '${field}' does not support ${JSON.stringify(value)} with this model. Only the default (${JSON.stringify(only)}) value is supported.`,
      field,
      "unsupported_value",
    );
  }
  const known = fromWire(name, value, rule);
  const isOff = name === "reasoningEffort" && known === "none";
  // No effort is not one of the efforts.
  if (!isOff || policy.reasoning?.canDisable !== true) checkRange(field, value, known, rule);
}

/** Limits are of values as users know them; `sent` is what the platform reads. */
function checkRange(field: string, sent: JsonValue, value: JsonValue, rule: ParamRule): void {
  const { range, allowed, maxItems } = rule;
  if (range !== undefined && isObject(value)) {
    for (const each of Object.values(value)) checkRange(field, each, each, { range });
    return;
  }
  const kind = Number.isInteger(value) ? "integer" : "decimal";
  if (range !== undefined && typeof value === "number") {
    const { min, max, exclusiveMin } = range;
    if (max !== undefined && value > max) {
      refuse(
        `Invalid '${field}': ${kind} above maximum value. Expected a value <= ${max}, but got ${value} instead.`,
        field,
        `${kind}_above_max_value`,
      );
    }
    if (
      (min !== undefined && value < min) ||
      (exclusiveMin !== undefined && value <= exclusiveMin)
    ) {
      refuse(
        `Invalid '${field}': ${kind} below minimum value. Expected a value >= ${min ?? exclusiveMin}, but got ${value} instead.`,
        field,
        `${kind}_below_min_value`,
      );
    }
  }
  if (maxItems !== undefined && Array.isArray(value) && value.length > maxItems) {
    refuse(
      `Invalid '${field}': array too long. Expected an array with maximum length ${maxItems}, but got an array with length ${value.length} instead.`,
      field,
      "array_above_max_length",
    );
  }
  const isScalar =
    typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  if (
    allowed !== undefined &&
    isScalar &&
    !allowed.map((each) => wireValue(each, rule)).some((each) => same(each, sent))
  ) {
    refuse(
      `Invalid value: ${JSON.stringify(sent)}. Supported values are: ${allowed.map((each) => `'${each}'`).join(", ")}.`,
      field,
      "invalid_value",
    );
  }
}

function missing(field: string, wire: string): never {
  if (wire === "anthropic-messages") refuse(`${field}: Field required`);
  return refuse(`Missing required parameter: '${field}'.`, field, "missing_required_parameter");
}

function checkCondition(rule: ParamCondition, body: JsonObject, expected: Expectations): void {
  if (!holds(rule, body, expected)) return;
  for (const name of [...(rule.forbid ?? []), ...(rule.drop ?? [])]) {
    const field = fieldOf(expected.wire, name, expected.policy);
    if (field !== undefined && at(body, field) !== undefined) {
      refuse(`'${field}' cannot be used here: ${rule.why}`, field, "unsupported_parameter");
    }
  }
  for (const [name, value] of Object.entries(rule.set ?? {})) {
    const field = fieldOf(expected.wire, name as NeutralParameter, expected.policy);
    const wanted = wireValue(value, expected.policy.params?.[name as NeutralParameter]);
    if (field !== undefined && !same(at(body, field), wanted)) {
      refuse(
        `'${field}' must be ${JSON.stringify(wanted)} here: ${rule.why}`,
        field,
        "unsupported_value",
      );
    }
  }
  for (const name of rule.require ?? []) {
    const field = fieldOf(expected.wire, name, expected.policy);
    if (field !== undefined && at(body, field) === undefined) missing(field, expected.wire);
  }
}

function holds({ when }: ParamCondition, body: JsonObject, expected: Expectations): boolean {
  const is = (wanted: boolean | undefined, fact: boolean): boolean =>
    wanted === undefined || wanted === fact;
  const tools = body["tools"];
  return (
    is(when.reasoning, asksForReasoning(body, expected)) &&
    is(when.tools, Array.isArray(tools) && tools.length > 0) &&
    is(when.stream, body["stream"] === true) &&
    is(
      when.output,
      at(valueOf("responseFormat", body, expected), "type") === "json_schema" ||
        at(body, "output_config.format") !== undefined,
    ) &&
    is(when.forcedTool, forcesTool(body, expected)) &&
    (when.surface === undefined || when.surface === expected.wire) &&
    (when.model === undefined || fitsGlob(when.model, show(body["model"]))) &&
    (when.set ?? []).every((name) => valueOf(name, body, expected) !== undefined) &&
    Object.entries(when.equals ?? {}).every(([name, value]) =>
      same(neutralValue(name as NeutralParameter, body, expected), value),
    )
  );
}

/** Whether a glob (`*` any text, `?` one character) fits a whole id. */
export function fitsGlob(glob: string, id: string): boolean {
  const pattern = glob
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${pattern}$`).test(id);
}

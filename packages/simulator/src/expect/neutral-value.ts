import type { JsonObject, JsonValue, NeutralParameter, ParamRule } from "@byok/core/provider";
import { at, same } from "../json.ts";
import { fieldOf } from "./fields.ts";
import type { Expectations } from "./expectations.ts";

/** What a rule writes for a value that users know: its own word, or the value itself. */
export function wireValue(value: JsonValue, rule: ParamRule | undefined): JsonValue {
  if (typeof value === "object") return value;
  const { values = {} } = rule ?? {};
  const key = String(value);
  // A word of the platform's own may be null.
  return Object.hasOwn(values, key) ? (values[key] ?? null) : value;
}

/** The value of a parameter as users know it, whatever the platform writes for it; undefined where a body has none. */
export function neutralValue(
  name: NeutralParameter,
  body: JsonObject,
  { wire, policy }: Expectations,
): JsonValue | undefined {
  const field = fieldOf(wire, name, policy);
  const value = field === undefined ? undefined : at(body, field);
  return value === undefined ? undefined : fromWire(name, value, policy.params?.[name]);
}

/** The value that users know for one on the wire. */
export function fromWire(
  name: NeutralParameter,
  value: JsonValue,
  rule: ParamRule | undefined,
): JsonValue {
  const own = Object.entries(rule?.values ?? {}).find(([, written]) => same(written, value));
  return own === undefined ? value : fromKey(name, own[0]);
}

const TEXTS: readonly NeutralParameter[] = [
  "reasoningEffort",
  "reasoningSummary",
  "serviceTier",
  "stop",
  "toolChoice",
  "user",
];

/** The value that a key of `values` stands for: keys are texts, values may be numbers and switches. */
export function fromKey(name: NeutralParameter, key: string): JsonValue {
  if (TEXTS.includes(name)) return key;
  if (key === "true" || key === "false") return key === "true";
  return key.trim() === "" || Number.isNaN(Number(key)) ? key : Number(key);
}

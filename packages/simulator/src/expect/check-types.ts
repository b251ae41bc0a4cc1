import type { JsonObject, JsonValue } from "@byok/core/provider";
import { at, isObject } from "../json.ts";
import type { Expectations } from "./expectations.ts";
import { fieldOf, WIRE_FIELDS } from "./fields.ts";
import { refuse } from "./refusal.ts";

type Kind = "decimal" | "integer" | "boolean" | "string" | "object";

/** What a wire takes for a parameter, whatever the platform: its type, and the least value that means anything. */
const KINDS: Readonly<Record<string, { kind: Kind; min?: number }>> = {
  temperature: { kind: "decimal" },
  topP: { kind: "decimal" },
  topK: { kind: "integer" },
  maxTokens: { kind: "integer", min: 1 },
  presencePenalty: { kind: "decimal" },
  frequencyPenalty: { kind: "decimal" },
  seed: { kind: "integer" },
  n: { kind: "integer", min: 1 },
  logprobs: { kind: "boolean" },
  topLogprobs: { kind: "integer", min: 0 },
  logitBias: { kind: "object" },
  parallelToolCalls: { kind: "boolean" },
  responseFormat: { kind: "object" },
  serviceTier: { kind: "string" },
  user: { kind: "string" },
};

/** What a language of error texts calls each type. */
const NAMES: Readonly<Record<string, Readonly<Record<Kind, string>>>> = {
  "openai-chat": {
    decimal: "a decimal",
    integer: "an integer",
    boolean: "a boolean",
    string: "a string",
    object: "an object",
  },
  "anthropic-messages": {
    decimal: "number",
    integer: "integer",
    boolean: "boolean",
    string: "string",
    object: "dictionary",
  },
};

/** Checks the types of the parameters that a wire knows. Values of a platform's own (`values`, `fixed`) are its business. */
export function checkTypes(body: JsonObject, { wire, policy }: Expectations): void {
  for (const name of Object.keys(WIRE_FIELDS[wire] ?? {}) as (keyof NonNullable<
    typeof policy.params
  >)[]) {
    const wanted = KINDS[name];
    const field = fieldOf(wire, name, policy);
    const rule = policy.params?.[name];
    if (wanted === undefined || field === undefined || rule?.values !== undefined) continue;
    const value = at(body, field);
    if (value === undefined || rule?.fixed !== undefined) continue;
    if (!isKind(value, wanted.kind)) refuseType(field, value, wanted.kind, wire);
    if (wanted.min !== undefined && typeof value === "number" && value < wanted.min)
      refuseMin(field, value, wanted.min, wire);
  }
}

/** What a value is called in OpenAI's error texts. */
export function nameOf(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object") return "an object";
  return typeof value === "number"
    ? Number.isInteger(value)
      ? "an integer"
      : "a decimal"
    : `a ${typeof value}`;
}

function isKind(value: JsonValue, kind: Kind): boolean {
  if (kind === "decimal") return typeof value === "number";
  if (kind === "integer") return Number.isInteger(value);
  return kind === "object" ? isObject(value) : typeof value === kind;
}

function refuseType(field: string, value: JsonValue, kind: Kind, wire: string): never {
  const name = NAMES[wire]?.[kind] ?? kind;
  if (wire === "anthropic-messages") refuse(`${field}: Input should be a valid ${name}`);
  return refuse(
    `Invalid type for '${field}': expected ${name}, but got ${nameOf(value)} instead.`,
    field,
    "invalid_type",
  );
}

function refuseMin(field: string, value: number, min: number, wire: string): never {
  if (wire === "anthropic-messages")
    refuse(`${field}: Input should be greater than or equal to ${min}`);
  return refuse(
    `Invalid '${field}': integer below minimum value. Expected a value >= ${min}, but got ${value} instead.`,
    field,
    "integer_below_min_value",
  );
}

import type { JsonObject, JsonValue } from "../json.ts";

/** What strict mode knows, beside what narrows. */
const KEPT: ReadonlySet<string> = new Set([
  "type",
  "title",
  "description",
  "enum",
  "const",
  "properties",
  "required",
  "additionalProperties",
  "items",
  "anyOf",
  "oneOf",
  "$ref",
  "pattern",
  "format",
  "multipleOf",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "minItems",
  "maxItems",
]);

/** What narrows values and can be said in words instead, because the answer is checked after it has arrived. */
const NARROWING: ReadonlySet<string> = new Set([
  "minLength",
  "maxLength",
  "uniqueItems",
  "minProperties",
  "maxProperties",
  "contentEncoding",
  "contentMediaType",
]);

/** What changes nothing for values. */
const IGNORED: ReadonlySet<string> = new Set([
  "$schema",
  "$id",
  "$anchor",
  "$comment",
  "id",
  "default",
  "example",
  "examples",
  "deprecated",
  "readOnly",
  "writeOnly",
]);

const FORMATS: ReadonlySet<unknown> = new Set([
  "date-time",
  "time",
  "date",
  "duration",
  "email",
  "hostname",
  "ipv4",
  "ipv6",
  "uuid",
]);

/** Longer patterns are of no use as words. */
const MAX_NOTED_PATTERN = 100;
const TYPES: readonly string[] = [
  "string",
  "number",
  "integer",
  "boolean",
  "null",
  "array",
  "object",
];

/**
 * A schema's own keywords as strict mode takes them: what only narrows moves into the description; anything else that is
 * not known there is refused.
 *
 * @see https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
 */
export function noteDropped(node: JsonObject, refuse: (why: string) => never): JsonObject {
  const kept: JsonObject = {};
  const notes: string[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (IGNORED.has(key) || key.startsWith("x-")) continue;
    if (NARROWING.has(key)) {
      if (value !== false) notes.push(`${key} ${JSON.stringify(value)}`);
    } else if (key === "format" && !FORMATS.has(value)) {
      notes.push(`format ${typeof value === "string" ? value : JSON.stringify(value)}`);
    } else if (key === "pattern" && typeof value === "string" && /\(\?[=!<]/.test(value)) {
      // Looking around is not taken there.
      if (value.length <= MAX_NOTED_PATTERN) notes.push(`pattern ${value}`);
    } else if (KEPT.has(key)) kept[key] = value;
    else refuse(`uses ${key}, which strict mode does not know`);
  }
  if (notes.length > 0) {
    const before = typeof kept["description"] === "string" ? `${kept["description"]} ` : "";
    kept["description"] = `${before}(${notes.join(", ")})`;
  }
  return kept;
}

/** The types that a schema's values have, said or following from its other keywords. */
export function typesOf(node: JsonObject, refuse: (why: string) => never): string[] {
  const said = node["type"];
  if (said !== undefined) {
    const types = asArray(Array.isArray(said) ? said : [said]).map(String);
    const unknown = types.find((each) => !TYPES.includes(each));
    if (unknown !== undefined || types.length === 0)
      refuse(`has the unknown type ${unknown ?? ""}`);
    return types;
  }
  if (node["enum"] !== undefined || node["const"] !== undefined) {
    const values = node["const"] === undefined ? asArray(node["enum"]) : [node["const"]];
    return [...new Set(values.map((each) => typeOfValue(each, refuse)))];
  }
  if (node["properties"] !== undefined) return ["object"];
  if (node["items"] !== undefined) return ["array"];
  return refuse("accepts anything");
}

/** The value where it is an array, else an empty one. */
export function asArray(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function typeOfValue(value: JsonValue, refuse: (why: string) => never): string {
  if (value === null) return "null";
  if (typeof value === "object") return refuse("has an object among its fixed values");
  return typeof value;
}

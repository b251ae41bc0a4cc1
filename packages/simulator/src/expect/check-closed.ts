import type { JsonObject, JsonValue } from "@byok/core/provider";
import { isObject } from "../json.ts";

/** Keywords that hold a schema, a list of schemas, or schemas by name. */
const INNER = ["items", "anyOf", "allOf", "oneOf", "not", "prefixItems"];
const NAMED = ["properties", "$defs", "definitions"];

/** What keeps a schema from being strict, and where. */
export interface OpenPlace {
  /** Names on the way to the object, such as `properties`, `city`. */
  path: readonly string[];
  /** Undefined: other properties are not refused. */
  missing?: string;
}

/**
 * The first object of a schema that is not closed: it allows other properties, or does not require one of its own.
 *
 * @see https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
 */
export function findOpen(
  schema: JsonValue | undefined,
  path: readonly string[] = [],
): OpenPlace | undefined {
  if (!isObject(schema)) return undefined;
  const own = openness(schema, path);
  if (own !== undefined) return own;
  for (const [step, inner] of innerOf(schema)) {
    const found = findOpen(inner, [...path, ...step]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function openness(schema: JsonObject, path: readonly string[]): OpenPlace | undefined {
  const { type, properties } = schema;
  const isObjectType = type === "object" || (Array.isArray(type) && type.includes("object"));
  if (!isObjectType) return undefined;
  if (schema["additionalProperties"] !== false) return { path };
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const missing = Object.keys(isObject(properties) ? properties : {}).find(
    (name) => !required.includes(name),
  );
  return missing !== undefined ? { path, missing } : undefined;
}

function innerOf(schema: JsonObject): [step: string[], inner: JsonValue][] {
  const plain = INNER.flatMap((key): [string[], JsonValue][] => {
    const value = schema[key];
    if (Array.isArray(value)) return value.map((each, index) => [[key, String(index)], each]);
    return value === undefined ? [] : [[[key], value]];
  });
  const named = NAMED.flatMap((key) => {
    const value = schema[key];
    return isObject(value)
      ? Object.entries(value).map(([name, each]): [string[], JsonValue] => [[key, name], each])
      : [];
  });
  return [...plain, ...named];
}

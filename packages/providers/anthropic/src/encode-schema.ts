import { isJsonObject, type JsonObject, type JsonValue, setOwn } from "@byok/core/provider";
import { keepTaken } from "./schema-keywords.ts";

/** Keywords whose values are maps of schemas; their keys are names. */
const MAPS: ReadonlySet<string> = new Set(["properties", "$defs", "definitions"]);
/** Keywords whose values are schemas, or lists of schemas. */
const SCHEMAS: ReadonlySet<string> = new Set(["items", "anyOf", "allOf"]);
const MAX_DEPTH = 64;

/**
 * A schema as the platform holds a model to it, for outputs and strict tools. Every object that names properties and says
 * nothing of others is closed, as the platform demands; what it refuses to hear of is said in the description. An
 * answer is checked by the user's own schema, not by this one. Pure.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations
 */
export function encodeSchema(schema: JsonObject, depth = 0): JsonObject {
  if (depth > MAX_DEPTH) return schema;
  const encoded: JsonObject = {};
  for (const [key, value] of Object.entries(keepTaken(schema))) {
    setOwn(encoded, key, MAPS.has(key) ? encodeMap(value, depth) : encodeUnder(key, value, depth));
  }
  const { type } = schema;
  const isObject = Array.isArray(type) ? type.includes("object") : type === "object";
  // Closed without properties, an object could only be empty: the platform's own refusal says more.
  const known = isJsonObject(schema["properties"]);
  if (isObject && known && encoded["additionalProperties"] === undefined) {
    encoded["additionalProperties"] = false;
  }
  return encoded;
}

function encodeMap(map: JsonValue, depth: number): JsonValue {
  if (!isJsonObject(map)) return map;
  const encoded: JsonObject = {};
  for (const [name, value] of Object.entries(map)) {
    setOwn(encoded, name, isJsonObject(value) ? encodeSchema(value, depth + 1) : value);
  }
  return encoded;
}

function encodeUnder(key: string, value: JsonValue, depth: number): JsonValue {
  if (!SCHEMAS.has(key)) return value;
  const encode = (each: JsonValue): JsonValue =>
    isJsonObject(each) ? encodeSchema(each, depth + 1) : each;
  return Array.isArray(value) ? value.map(encode) : encode(value);
}

import { isJsonObject, type JsonObject, type JsonValue, setOwn } from "@byok/core/provider";

/** Keywords whose values are maps of schemas; their keys are names. */
const MAPS: ReadonlySet<string> = new Set(["properties", "$defs", "definitions"]);
/** Keywords whose values are schemas, or lists of schemas. */
const SCHEMAS: ReadonlySet<string> = new Set(["items", "anyOf", "oneOf", "allOf"]);
const MAX_DEPTH = 64;

/**
 * Closes every object of a schema that names properties and says nothing of others, as the platform demands. Pure.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/structured-outputs
 */
export function closeSchema(schema: JsonObject, depth = 0): JsonObject {
  if (depth > MAX_DEPTH) return schema;
  const closed: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    setOwn(closed, key, MAPS.has(key) ? closeMap(value, depth) : closeUnder(key, value, depth));
  }
  const { type } = schema;
  const isObject = Array.isArray(type) ? type.includes("object") : type === "object";
  // Closed without properties, an object could only be empty: the platform's own refusal says more.
  const known = isJsonObject(schema["properties"]);
  if (isObject && known && closed["additionalProperties"] === undefined) {
    closed["additionalProperties"] = false;
  }
  return closed;
}

function closeMap(map: JsonValue, depth: number): JsonValue {
  if (!isJsonObject(map)) return map;
  const closed: JsonObject = {};
  for (const [name, value] of Object.entries(map)) {
    setOwn(closed, name, isJsonObject(value) ? closeSchema(value, depth + 1) : value);
  }
  return closed;
}

function closeUnder(key: string, value: JsonValue, depth: number): JsonValue {
  if (!SCHEMAS.has(key)) return value;
  const close = (each: JsonValue): JsonValue =>
    isJsonObject(each) ? closeSchema(each, depth + 1) : each;
  return Array.isArray(value) ? value.map(close) : close(value);
}

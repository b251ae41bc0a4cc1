import { type JsonObject, type JsonValue, setOwn } from "@byok/core/provider";

/** Keywords that the platform takes, whatever their value. */
const TAKEN: ReadonlySet<string> = new Set([
  "type",
  "title",
  "description",
  "const",
  "default",
  "properties",
  "required",
  "additionalProperties",
  "items",
  "anyOf",
  "allOf",
  "$ref",
  "$defs",
  "definitions",
]);

/** Keywords that say nothing of values. */
const IGNORED: ReadonlySet<string> = new Set([
  "$schema",
  "$id",
  "$anchor",
  "$comment",
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
  "uri",
  "ipv4",
  "ipv6",
  "uuid",
]);

/** The parts that the platform's page lists for patterns: characters, classes, groups, small counts, the two ends. */
const SIMPLE_PATTERN =
  /^\^?(?:(?:[\w\s\-,:;@#%&=<>~"'!/.()]|\\[dws]|\\[^\w\s]|\[(?:[^[\]\\]|\\[dws]|\\[^\w\s])+\])(?:[*+?]|\{\d\d?(?:,\d\d?)?\})?)*\$?$/;

/**
 * A schema's own keywords as the platform takes them: `oneOf` becomes `anyOf`, and what would be answered with 400, such
 * as `minimum`, moves into the description.
 */
export function keepTaken(node: JsonObject): JsonObject {
  const kept: JsonObject = {};
  const notes: string[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (isTaken(key, value)) setOwn(kept, key, value);
    else if (key === "oneOf" && node["anyOf"] === undefined) kept["anyOf"] = value;
    else if (isTold(key, value, node)) notes.push(`${key} ${asWords(value)}`);
  }
  if (notes.length > 0) {
    const before = typeof kept["description"] === "string" ? `${kept["description"]} ` : "";
    kept["description"] = `${before}(${notes.join(", ")})`;
  }
  return kept;
}

function isTaken(key: string, value: JsonValue): boolean {
  if (key === "format") return FORMATS.has(value);
  if (key === "minItems") return value === 0 || value === 1;
  if (key === "pattern") return typeof value === "string" && isSimple(value);
  if (key === "enum") return Array.isArray(value) && value.every((each) => !isCompound(each));
  return TAKEN.has(key);
}

// An integer's usual bounds and the pattern behind a known format would only be noise.
function isTold(key: string, value: JsonValue, node: JsonObject): boolean {
  if (IGNORED.has(key) || key.startsWith("x-") || value === false) return false;
  if (key === "minimum") return value !== Number.MIN_SAFE_INTEGER;
  if (key === "maximum") return value !== Number.MAX_SAFE_INTEGER;
  return key !== "pattern" || !FORMATS.has(node["format"]);
}

function isSimple(pattern: string): boolean {
  // Groups that begin with a question mark look around or have names.
  return !pattern.includes("(?") && SIMPLE_PATTERN.test(pattern);
}

function isCompound(value: JsonValue): boolean {
  return typeof value === "object" && value !== null;
}

function asWords(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

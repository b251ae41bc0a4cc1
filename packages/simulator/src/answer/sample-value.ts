import type { JsonObject, JsonValue } from "@byok/core/provider";

const MAX_DEPTH = 12;

/** Words for strings, by what the property's name contains; the first that fits. */
const WORDS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/city|location|place|town|destination/i, ["Paris", "Rome"]],
  [/country/i, ["France", "Italy"]],
  [/time_?zone/i, ["Europe/Paris", "Europe/Rome"]],
  [/date|day/i, ["2026-11-21", "2026-11-22"]],
  [/time/i, ["09:30", "10:30"]],
  [/mail/i, ["ada@example.com", "alan@example.com"]],
  [/url|uri|link/i, ["https://example.com/", "https://example.org/"]],
  [/name|author|person/i, ["Ada", "Alan"]],
  [/unit/i, ["celsius", "celsius"]],
  [/currency/i, ["EUR", "USD"]],
  [/code/i, ["print('hello')", "print('hi')"]],
  [/expression|formula/i, ["2 + 2", "3 * 3"]],
  [/query|question|search|topic|text/i, ["the byok simulator", "deterministic answers"]],
];

const FORMATS: Readonly<Record<string, readonly [string, string]>> = {
  date: ["2026-11-21", "2026-11-22"],
  "date-time": ["2026-11-21T09:30:00Z", "2026-11-22T09:30:00Z"],
  time: ["09:30:00Z", "10:30:00Z"],
  email: ["ada@example.com", "alan@example.com"],
  uri: ["https://example.com/", "https://example.org/"],
  uuid: ["123e4567-e89b-42d3-a456-426614174000", "123e4567-e89b-42d3-a456-426614174001"],
  ipv4: ["192.0.2.1", "192.0.2.2"],
};

/** What values are made from beside the schema. */
export interface SampleOptions {
  /** Which of two sets of words: 0, or 1 for a second parallel call. */
  variant?: number;
  /** The user's words; a name after "in" fills a place. */
  prompt?: string;
}

/** Makes a plausible value that fits a JSON schema: all properties of objects that name none as required, else those. */
export function sampleValue(schema: JsonValue, options: SampleOptions = {}): JsonValue {
  return sample(schema, "", schema, options, 0);
}

function sample(
  schema: JsonValue,
  name: string,
  root: JsonValue,
  options: SampleOptions,
  depth: number,
): JsonValue {
  if (!isObject(schema) || depth > MAX_DEPTH) return null;
  const ref = schema["$ref"];
  if (typeof ref === "string") return sample(resolve(ref, root), name, root, options, depth + 1);
  if (schema["const"] !== undefined) return schema["const"];
  const choices = schema["enum"];
  const variant = options.variant ?? 0;
  if (Array.isArray(choices) && choices.length > 0)
    return choices[variant % choices.length] ?? null;
  if (schema["default"] !== undefined) return schema["default"];
  for (const key of ["anyOf", "oneOf"]) {
    const list = schema[key];
    if (Array.isArray(list) && list.length > 0)
      return sample(list[0] ?? null, name, root, options, depth + 1);
  }
  const all = schema["allOf"];
  if (Array.isArray(all)) {
    const merged = all.map((each) => sample(each, name, root, options, depth + 1));
    return Object.assign({}, ...merged.filter(isObject)) as JsonObject;
  }
  switch (typeOf(schema)) {
    case "object":
      return sampleObject(schema, root, options, depth);
    case "array":
      return sampleArray(schema, name, root, options, depth);
    case "integer":
      return clamp(schema, 20 + variant, 1);
    case "number":
      return clamp(schema, 21.5 + variant, 0.5);
    case "boolean":
      return true;
    case "null":
      return null;
    default:
      return sampleText(schema, name, options);
  }
}

function sampleObject(
  schema: JsonObject,
  root: JsonValue,
  options: SampleOptions,
  depth: number,
): JsonObject {
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  const required = schema["required"];
  const names = Array.isArray(required) && required.length > 0 ? required : Object.keys(properties);
  const entries = names
    .filter((each) => typeof each === "string")
    .map((each) => [each, sample(properties[each] ?? {}, each, root, options, depth + 1)] as const);
  return Object.fromEntries(entries);
}

function sampleArray(
  schema: JsonObject,
  name: string,
  root: JsonValue,
  options: SampleOptions,
  depth: number,
): JsonValue[] {
  const prefix = schema["prefixItems"];
  if (Array.isArray(prefix))
    return prefix.map((each) => sample(each, name, root, options, depth + 1));
  const count = Math.max(numberOf(schema["minItems"]) ?? 1, 1);
  return Array.from(
    { length: Math.min(count, numberOf(schema["maxItems"]) ?? count) },
    (_, index) =>
      sample(
        schema["items"] ?? {},
        name,
        root,
        { ...options, variant: (options.variant ?? 0) + index },
        depth + 1,
      ),
  );
}

function sampleText(schema: JsonObject, name: string, options: SampleOptions): string {
  const variant = (options.variant ?? 0) % 2;
  const format = typeof schema["format"] === "string" ? FORMATS[schema["format"]] : undefined;
  const words = WORDS.find(([pattern]) => pattern.test(name));
  const place = words === WORDS[0] ? placeIn(options.prompt ?? "", variant) : undefined;
  let text =
    format?.[variant] ??
    place ??
    words?.[1][variant] ??
    (name === "" ? "simulated" : `simulated ${name}`);
  const min = numberOf(schema["minLength"]) ?? 0;
  while (text.length < min) text += "x";
  return text.slice(0, numberOf(schema["maxLength"]) ?? text.length);
}

/** "weather in Oslo and in Rome" → Oslo, and Rome for the second. */
function placeIn(prompt: string, variant: number): string | undefined {
  const found = [
    ...prompt.matchAll(/\b(?:in|and|at|for) (\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+)?)/gu),
  ];
  return found[variant]?.[1];
}

function typeOf(schema: JsonObject): string {
  const { type } = schema;
  const first = Array.isArray(type) ? type.find((each) => each !== "null") : type;
  if (typeof first === "string") return first;
  if (schema["properties"] !== undefined) return "object";
  return schema["items"] === undefined ? "string" : "array";
}

function clamp(schema: JsonObject, wanted: number, step: number): number {
  const above = numberOf(schema["exclusiveMinimum"]);
  const below = numberOf(schema["exclusiveMaximum"]);
  const min = numberOf(schema["minimum"]) ?? (above === undefined ? -Infinity : above + step);
  const max = numberOf(schema["maximum"]) ?? (below === undefined ? Infinity : below - step);
  const of = numberOf(schema["multipleOf"]);
  const value = Math.min(Math.max(wanted, min), max);
  return of === undefined ? value : Math.floor(value / of) * of;
}

function resolve(ref: string, root: JsonValue): JsonValue {
  let at: JsonValue = root;
  for (const step of ref.replace(/^#\/?/, "").split("/")) {
    if (step === "") continue;
    if (!isObject(at)) return null;
    at = at[step.replaceAll("~1", "/").replaceAll("~0", "~")] ?? null;
  }
  return at;
}

function numberOf(value: JsonValue | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

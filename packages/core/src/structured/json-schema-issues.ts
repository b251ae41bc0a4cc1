import type { JsonObject } from "../json.ts";
import { isPlainObject } from "../config/check-json.ts";
import type { SchemaIssue } from "./schema.ts";

const MAX_DEPTH = 200;
const MAX_ISSUES = 20;
/** Longer patterns and texts are not matched: a regular expression may take exponential time. */
const MAX_PATTERN = 500;
const MAX_MATCHED_TEXT = 10_000;

interface Walk {
  root: JsonObject;
  issues: SchemaIssue[];
}

type Path = readonly PropertyKey[];

/**
 * Checks a value by a plain JSON schema and lists what is wrong, at most 20 problems.
 *
 * The subset that models are asked for: `type`, `properties`, `required`, `additionalProperties`, `items`,
 * `prefixItems`, `enum`, `const`, `anyOf`, `oneOf`, `allOf`, local `$ref`, `minimum`, `maximum`,
 * `exclusiveMinimum`, `exclusiveMaximum`, `multipleOf`, `minLength`, `maxLength`, `pattern`, `minItems`,
 * `maxItems`, `uniqueItems`. Other keywords are ignored.
 * References are looked up in `root`, which is the schema itself when absent.
 */
export function jsonSchemaIssues(
  schema: JsonObject,
  value: unknown,
  root: JsonObject = schema,
): SchemaIssue[] {
  const walk: Walk = { root, issues: [] };
  visit(walk, schema, value, [], 0);
  return walk.issues.slice(0, MAX_ISSUES);
}

function visit(walk: Walk, schema: unknown, value: unknown, path: Path, depth: number): void {
  if (walk.issues.length >= MAX_ISSUES || schema === true || !isSchema(schema)) {
    if (schema === false) report(walk, path, "is not allowed here");
    return;
  }
  if (depth > MAX_DEPTH) {
    report(walk, path, `is nested deeper than ${MAX_DEPTH} levels`);
    return;
  }
  const deeper = (inner: unknown, item: unknown, at: Path): void =>
    visit(walk, inner, item, at, depth + 1);
  if (typeof schema["$ref"] === "string") deeper(resolve(walk.root, schema["$ref"]), value, path);
  checkType(walk, schema, value, path);
  checkValues(walk, schema, value, path);
  checkCombinations(walk, schema, value, path, depth);
  if (typeof value === "number") checkNumber(walk, schema, value, path);
  else if (typeof value === "string") checkText(walk, schema, value, path);
  else if (Array.isArray(value)) checkArray(walk, schema, value, path, deeper);
  else if (typeof value === "object" && value !== null)
    checkObject(walk, schema, value, path, deeper);
}

type Schema = Readonly<Record<string, unknown>>;

function isSchema(schema: unknown): schema is Schema {
  return isPlainObject(schema);
}

function report(walk: Walk, path: Path, message: string): void {
  walk.issues.push({ message: path.length === 0 ? `the value ${message}` : message, path });
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value;
}

function checkType(walk: Walk, schema: Schema, value: unknown, path: Path): void {
  const wanted = schema["type"];
  if (wanted === undefined) return;
  const types: unknown[] = Array.isArray(wanted) ? wanted : [wanted];
  const fits = types.some(
    (type) => type === typeOf(value) || (type === "integer" && Number.isInteger(value)),
  );
  if (!fits) report(walk, path, `must be ${types.join(" or ")}, not ${typeOf(value)}`);
}

function checkValues(walk: Walk, schema: Schema, value: unknown, path: Path): void {
  if ("const" in schema && !same(schema["const"], value)) {
    report(walk, path, `must be ${JSON.stringify(schema["const"])}`);
  }
  const values = schema["enum"];
  if (Array.isArray(values) && !values.some((each) => same(each, value))) {
    report(walk, path, `must be one of ${JSON.stringify(values).slice(0, 200)}`);
  }
}

function checkCombinations(
  walk: Walk,
  schema: Schema,
  value: unknown,
  path: Path,
  depth: number,
): void {
  const fits = (inner: unknown): boolean => {
    const trial: Walk = { root: walk.root, issues: [] };
    visit(trial, inner, value, path, depth + 1);
    return trial.issues.length === 0;
  };
  const { allOf, anyOf, oneOf } = schema;
  if (Array.isArray(allOf)) for (const inner of allOf) visit(walk, inner, value, path, depth + 1);
  if (Array.isArray(anyOf) && !anyOf.some(fits))
    report(walk, path, "fits none of the allowed forms");
  if (Array.isArray(oneOf)) {
    const matches = oneOf.filter(fits).length;
    if (matches !== 1)
      report(walk, path, `must fit exactly one of the allowed forms, but fits ${matches}`);
  }
}

function checkNumber(walk: Walk, schema: Schema, value: number, path: Path): void {
  const bound = (key: string, holds: (limit: number) => boolean, words: string): void => {
    const limit = schema[key];
    if (typeof limit === "number" && !holds(limit)) report(walk, path, `must be ${words} ${limit}`);
  };
  bound("minimum", (limit) => value >= limit, "at least");
  bound("maximum", (limit) => value <= limit, "at most");
  bound("exclusiveMinimum", (limit) => value > limit, "more than");
  bound("exclusiveMaximum", (limit) => value < limit, "less than");
  bound("multipleOf", (limit) => limit <= 0 || isMultiple(value, limit), "a multiple of");
}

function isMultiple(value: number, of: number): boolean {
  const quotient = value / of;
  return Math.abs(quotient - Math.round(quotient)) < 1e-9;
}

function checkText(walk: Walk, schema: Schema, value: string, path: Path): void {
  const { minLength, maxLength, pattern } = schema;
  if (typeof minLength === "number" || typeof maxLength === "number") {
    const length = Array.from(value).length;
    if (typeof minLength === "number" && length < minLength)
      report(walk, path, `must have at least ${minLength} characters`);
    if (typeof maxLength === "number" && length > maxLength)
      report(walk, path, `must have at most ${maxLength} characters`);
  }
  if (
    typeof pattern !== "string" ||
    pattern.length > MAX_PATTERN ||
    value.length > MAX_MATCHED_TEXT
  )
    return;
  const expression = compile(pattern);
  if (expression !== undefined && !expression.test(value))
    report(walk, path, `must match ${pattern}`);
}

function compile(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, "u");
  } catch {
    return undefined;
  }
}

function checkArray(
  walk: Walk,
  schema: Schema,
  value: readonly unknown[],
  path: Path,
  deeper: (schema: unknown, value: unknown, path: Path) => void,
): void {
  const { minItems, maxItems, uniqueItems, items, prefixItems } = schema;
  if (typeof minItems === "number" && value.length < minItems)
    report(walk, path, `must have at least ${minItems} items`);
  if (typeof maxItems === "number" && value.length > maxItems)
    report(walk, path, `must have at most ${maxItems} items`);
  if (uniqueItems === true && new Set(value.map(canonical)).size < value.length)
    report(walk, path, "must not repeat an item");
  const prefix: unknown[] = Array.isArray(prefixItems) ? prefixItems : [];
  value.forEach((item, index) => {
    const inner = index < prefix.length ? prefix[index] : items;
    if (inner !== undefined) deeper(inner, item, [...path, index]);
  });
}

function checkObject(
  walk: Walk,
  schema: Schema,
  value: object,
  path: Path,
  deeper: (schema: unknown, value: unknown, path: Path) => void,
): void {
  const { required, additionalProperties } = schema;
  const properties = isSchema(schema["properties"]) ? schema["properties"] : {};
  if (Array.isArray(required)) {
    for (const key of required) {
      if (typeof key === "string" && !Object.hasOwn(value, key))
        report(walk, [...path, key], "is missing");
    }
  }
  for (const [key, item] of Object.entries(value)) {
    if (Object.hasOwn(properties, key)) deeper(properties[key], item, [...path, key]);
    else if (additionalProperties === false)
      report(walk, [...path, key], "is not a known property");
    else if (additionalProperties !== undefined) deeper(additionalProperties, item, [...path, key]);
  }
}

/** Follows a reference inside the schema; other references are ignored. */
function resolve(root: JsonObject, reference: string): unknown {
  if (!reference.startsWith("#")) return true;
  let target: unknown = root;
  for (const step of reference.slice(1).split("/").slice(1)) {
    const key = decode(step).replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof target !== "object" || target === null || !Object.hasOwn(target, key)) return true;
    target = (target as Record<string, unknown>)[key];
  }
  return target;
}

function decode(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

function same(a: unknown, b: unknown): boolean {
  return (
    a === b || (typeof a === "object" && typeof b === "object" && canonical(a) === canonical(b))
  );
}

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isPlainObject(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

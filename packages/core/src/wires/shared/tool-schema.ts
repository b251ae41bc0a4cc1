import type { ToolPolicy } from "../../catalog/policy.ts";
import type { JsonObject, JsonValue } from "../../json.ts";
import { getPath, isJsonObject, setOwn } from "./json-path.ts";

/** Nesting below which a schema is cut to `{}`, which accepts anything. */
const MAX_DEPTH = 48;
/** Schemas after which references are no longer opened: references to references grow exponentially. */
const MAX_NODES = 20_000;

const MAPS: ReadonlySet<string> = new Set([
  "properties",
  "patternProperties",
  "dependentSchemas",
  "$defs",
  "definitions",
]);
const SINGLE: ReadonlySet<string> = new Set([
  "items",
  "additionalItems",
  "additionalProperties",
  "unevaluatedItems",
  "unevaluatedProperties",
  "propertyNames",
  "contains",
  "not",
  "if",
  "then",
  "else",
]);
const LISTS: ReadonlySet<string> = new Set(["anyOf", "oneOf", "allOf", "prefixItems", "items"]);

/**
 * Rewrites a tool's JSON schema as the platform needs it: references opened, `null` types written as
 * `nullable: true`, keywords left out. Pure; the schema given is not changed. A recursive reference is
 * opened once on each way and then accepts anything.
 */
export function transformToolSchema(schema: JsonObject, policy: ToolPolicy["schema"]): JsonObject {
  if (policy === undefined) return schema;
  let result = schema;
  if (policy.refs === "inline") result = inlineRefs(result);
  if (policy.nullable === "collapse") result = mapSchema(result, collapseNullable);
  if (policy.dropKeywords !== undefined && policy.dropKeywords.length > 0) {
    const dropped = new Set(policy.dropKeywords);
    result = mapSchema(result, (node) => without(node, dropped));
  }
  return result;
}

/** Replaces every `$ref` by what it points to, and drops the definitions. */
export function inlineRefs(root: JsonObject): JsonObject {
  const budget = { nodes: 0 };
  const open = (node: JsonObject, trail: readonly string[], depth: number): JsonObject => {
    if (depth > MAX_DEPTH || ++budget.nodes > MAX_NODES) return {};
    const ref = node["$ref"];
    if (typeof ref === "string") {
      const rest = without(node, REF);
      const target = trail.includes(ref) ? undefined : resolvePointer(root, ref);
      const siblings = eachSchema(rest, (child) => open(child, trail, depth + 1));
      return target === undefined
        ? siblings
        : { ...open(target, [...trail, ref], depth + 1), ...siblings };
    }
    return eachSchema(without(node, DEFINITIONS), (child) => open(child, trail, depth + 1));
  };
  return open(root, ["#"], 0);
}

const REF: ReadonlySet<string> = new Set(["$ref", "$defs", "definitions"]);
const DEFINITIONS: ReadonlySet<string> = new Set(["$defs", "definitions"]);

function resolvePointer(root: JsonObject, ref: string): JsonObject | undefined {
  if (ref === "#") return root;
  if (!ref.startsWith("#/")) return undefined;
  let value: JsonValue | undefined = root;
  for (const raw of ref.slice(2).split("/")) {
    let key: string;
    try {
      key = decodeURIComponent(raw).replaceAll("~1", "/").replaceAll("~0", "~");
    } catch {
      return undefined;
    }
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as JsonObject)[key];
  }
  return isJsonObject(value) ? value : undefined;
}

function mapSchema(root: JsonObject, change: (node: JsonObject) => JsonObject): JsonObject {
  const budget = { nodes: 0 };
  const visit = (node: JsonObject, depth: number): JsonObject => {
    if (depth > MAX_DEPTH || ++budget.nodes > MAX_NODES) return {};
    return change(eachSchema(node, (child) => visit(child, depth + 1)));
  };
  return visit(root, 0);
}

// Only schema positions are visited: a property may be named `$ref`, and `default` may hold anything.
function eachSchema(node: JsonObject, visit: (child: JsonObject) => JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const key of Object.keys(node)) {
    const value = node[key] as JsonValue;
    if (LISTS.has(key) && Array.isArray(value)) {
      setOwn(
        result,
        key,
        value.map((child) => (isJsonObject(child) ? visit(child) : child)),
      );
    } else if (SINGLE.has(key) && isJsonObject(value)) {
      setOwn(result, key, visit(value));
    } else if (MAPS.has(key) && isJsonObject(value)) {
      const map: JsonObject = {};
      for (const name of Object.keys(value)) {
        const child = value[name] as JsonValue;
        setOwn(map, name, isJsonObject(child) ? visit(child) : child);
      }
      setOwn(result, key, map);
    } else {
      setOwn(result, key, value);
    }
  }
  return result;
}

function without(node: JsonObject, dropped: ReadonlySet<string>): JsonObject {
  const result: JsonObject = {};
  for (const key of Object.keys(node)) {
    if (!dropped.has(key)) setOwn(result, key, node[key] as JsonValue);
  }
  return result;
}

function collapseNullable(node: JsonObject): JsonObject {
  const type = node["type"];
  if (Array.isArray(type) && type.includes("null")) {
    const rest = type.filter((each) => each !== "null");
    if (rest.length > 0)
      return nullable(node, { type: rest.length === 1 ? (rest[0] as JsonValue) : rest });
  }
  for (const key of ["anyOf", "oneOf"]) {
    const options = node[key];
    if (!Array.isArray(options)) continue;
    const rest = options.filter((each) => getPath(each, "type") !== "null");
    if (rest.length === options.length || rest.length === 0) continue;
    const only = rest[0];
    if (rest.length === 1 && isJsonObject(only)) {
      return nullable({ ...only, ...without(node, new Set([key])) }, {});
    }
    return nullable(node, { [key]: rest });
  }
  return node;
}

function nullable(node: JsonObject, changes: JsonObject): JsonObject {
  const result: JsonObject = { ...node, ...changes, nullable: true };
  const values = result["enum"];
  if (Array.isArray(values)) result["enum"] = values.filter((each) => each !== null);
  return result;
}

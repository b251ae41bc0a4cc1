import { isPlainObject } from "../config/check-json.ts";
import type { JsonObject } from "../json.ts";
import { asArray, noteDropped, typesOf } from "./strict-keywords.ts";
import { jsonSchemaIssues } from "./json-schema-issues.ts";

/** A schema as strict mode takes it, and the way back from its values to those of the schema that was given. */
export interface StrictSchema {
  /** To be sent. */
  schema: JsonObject;
  /** Whether a platform may be held to it. */
  strict: boolean;
  /** Why it cannot be strict; `schema` is then the given one. */
  reason?: string;
  /** Whether the value stands in `{ value: … }`, because strict mode takes only objects at the root. */
  wrapped: boolean;
  /** Takes a value out of the wrapper, and nulls out of keys that were optional. Never throws; also for values in part. */
  restore(value: unknown): unknown;
}

/** What a platform's strict mode takes beyond the usual. */
export interface StrictForm {
  /** Keys may be left out: optional ones stay as they are. By default each is required, and nullable instead. */
  optionalKeys?: boolean;
}

/** The key of the wrapper around a value that is no object. */
const WRAPPED_KEY = "value";
const ROOT = "wrapped_root";
const MAX_OBJECT_LEVELS = 10;
const MAX_PROPERTIES = 5000;
const MAX_ENUM_VALUES = 1000;

/**
 * Rewrites a JSON schema so that strict mode takes it: every object closed, every key required, an optional key nullable
 * instead (where it may not stay optional), an object at the root. Keywords that only narrow values and are not known there become words of the
 * description, for the answer is checked by the given schema anyway. What cannot be said that way, such as open records
 * and `allOf`, makes the whole schema not strict, with the reason.
 *
 * @see https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
 * @see https://platform.claude.com/docs/en/build-with-claude/structured-outputs
 */
export function toStrictSchema(given: JsonObject, form: StrictForm = {}): StrictSchema {
  const wrapped = given["type"] !== "object" || "anyOf" in given || "oneOf" in given;
  try {
    return rewrite(given, wrapped, form);
  } catch (error) {
    if (!(error instanceof NotStrict)) throw error;
    const schema = wrapped ? wrapLoosely(given) : given;
    const restore = wrapped ? unwrap : (value: unknown): unknown => value;
    return { schema, strict: false, reason: error.message, wrapped, restore };
  }
}

/**
 * Like {@link toStrictSchema} for the input of a tool, which is always an object: nothing is wrapped.
 *
 * @see https://platform.openai.com/docs/guides/function-calling#strict-mode
 */
export function toStrictToolSchema(given: JsonObject, form: StrictForm = {}): StrictSchema {
  const strict = toStrictSchema(given, form);
  if (!strict.wrapped) return strict;
  const reason = 'its type is not "object"';
  return { schema: given, strict: false, reason, wrapped: false, restore: (value) => value };
}

/** Takes a value, whole or in part, out of the wrapper; undefined while it has not begun. */
function unwrap(value: unknown): unknown {
  if (!isPlainObject(value)) return value;
  const keys = Object.keys(value);
  if (keys.length === 0) return undefined;
  return keys.length === 1 && keys[0] === WRAPPED_KEY ? value[WRAPPED_KEY] : value;
}

function wrapLoosely(given: JsonObject): JsonObject {
  const { $defs, definitions, ...value } = given;
  return {
    ...wrapper(value),
    ...($defs === undefined ? {} : { $defs }),
    ...(definitions === undefined ? {} : { definitions }),
  };
}

function wrapper(value: JsonObject): JsonObject {
  return {
    type: "object",
    properties: { [WRAPPED_KEY]: value },
    required: [WRAPPED_KEY],
    additionalProperties: false,
  };
}

class NotStrict extends Error {}

type Restore = (value: unknown) => unknown;

interface Strict {
  schema: JsonObject;
  restore: Restore;
}

interface Rewriting {
  given: JsonObject;
  form: StrictForm;
  /** What `#` becomes. */
  rootRef: string;
  usesRoot: boolean;
  /** The whole strict schema, once it is made: unions look up references in it. */
  result: JsonObject;
  restoreOf: Map<string, Restore>;
  properties: number;
  enumValues: number;
}

function rewrite(given: JsonObject, wrapped: boolean, form: StrictForm): StrictSchema {
  const rewriting: Rewriting = {
    given,
    form,
    rootRef: wrapped ? `#/$defs/${ROOT}` : "#",
    usesRoot: false,
    result: {},
    restoreOf: new Map(),
    properties: 0,
    enumValues: 0,
  };
  const { $defs, definitions, ...body } = given;
  const defs: JsonObject = {};
  for (const group of [definitions, $defs]) {
    if (!isPlainObject(group)) continue;
    for (const [name, def] of Object.entries(group)) {
      const made = visit(rewriting, def, `$defs.${name}`, 0);
      own(defs, name, made.schema);
      rewriting.restoreOf.set(`#/$defs/${name}`, made.restore);
    }
  }
  const root = visit(rewriting, body, "", wrapped ? 1 : 0);
  rewriting.restoreOf.set(rewriting.rootRef, root.restore);
  if (wrapped && rewriting.usesRoot) own(defs, ROOT, root.schema);
  const value = wrapped && rewriting.usesRoot ? { $ref: rewriting.rootRef } : root.schema;
  const schema = wrapped ? wrapper(value) : { ...root.schema };
  if (Object.keys(defs).length > 0) schema["$defs"] = defs;
  rewriting.result = schema;
  const restore: Restore = wrapped ? (each) => root.restore(unwrap(each)) : root.restore;
  return { schema, strict: true, wrapped, restore };
}

const same: Restore = (value) => value;

function visit(at: Rewriting, node: unknown, path: string, level: number): Strict {
  const refuse = (why: string): never => {
    throw new NotStrict(`${path === "" ? "the schema" : path} ${why}`);
  };
  if (!isPlainObject(node)) return refuse("accepts anything");
  const kept = noteDropped(node as JsonObject, refuse);
  if (kept["$ref"] !== undefined) return reference(at, kept, refuse);
  if (kept["anyOf"] !== undefined || kept["oneOf"] !== undefined)
    return union(at, kept, path, level, refuse);
  const types = typesOf(kept, refuse);
  const schema: JsonObject = { ...kept };
  if (schema["type"] === undefined) schema["type"] = types.length === 1 ? types[0]! : types;
  at.enumValues += asArray(kept["enum"]).length;
  if (at.enumValues > MAX_ENUM_VALUES) refuse(`brings more than ${MAX_ENUM_VALUES} enum values`);
  const restores: Restore[] = [];
  const literal = kept["enum"] !== undefined || kept["const"] !== undefined;
  if (types.includes("object") && !literal) {
    const made = object(at, kept, path, level + 1, refuse);
    Object.assign(schema, made.schema);
    restores.push(made.restore);
  }
  if (types.includes("array") && !literal) {
    const made = visit(at, kept["items"], `${path}[]`, level);
    schema["items"] = made.schema;
    restores.push((value) => (Array.isArray(value) ? value.map(made.restore) : value));
  }
  return { schema, restore: (value) => restores.reduce((each, restore) => restore(each), value) };
}

type Refuse = (why: string) => never;

function object(
  at: Rewriting,
  node: JsonObject,
  path: string,
  level: number,
  refuse: Refuse,
): Strict {
  const { properties, additionalProperties } = node;
  if (additionalProperties !== undefined && additionalProperties !== false)
    refuse("is open: it takes keys that are not named");
  if (!isPlainObject(properties)) return refuse("names no properties");
  if (level > MAX_OBJECT_LEVELS) refuse(`is nested deeper than ${MAX_OBJECT_LEVELS} levels`);
  const names = Object.keys(properties);
  at.properties += names.length;
  if (at.properties > MAX_PROPERTIES) refuse(`brings more than ${MAX_PROPERTIES} properties`);
  const required = new Set(asArray(node["required"]));
  for (const name of required)
    if (typeof name === "string" && !names.includes(name))
      refuse(`demands the key "${name}", of which nothing is said`);
  const strict: JsonObject = {};
  const restores = new Map<string, { restore: Restore; optional: boolean }>();
  for (const name of names) {
    const inner = properties[name];
    const made = visit(at, inner, path === "" ? name : `${path}.${name}`, level);
    // A key that may be null anyway keeps its null: nobody could say which of the two was meant.
    const nullable = takesNull(at, inner);
    const optional = !required.has(name) && !nullable;
    const asNull = optional && at.form.optionalKeys !== true;
    own(strict, name, asNull ? { anyOf: [made.schema, { type: "null" }] } : made.schema);
    restores.set(name, { restore: made.restore, optional });
  }
  return {
    schema: {
      properties: strict,
      required: at.form.optionalKeys === true ? names.filter((name) => required.has(name)) : names,
      additionalProperties: false,
    },
    restore(value) {
      if (!isPlainObject(value)) return value;
      const result: Record<string, unknown> = {};
      for (const [name, each] of Object.entries(value)) {
        const known = restores.get(name);
        if (known?.optional === true && each === null) continue;
        own(result, name, known === undefined ? each : known.restore(each));
      }
      return result;
    },
  };
}

function takesNull(at: Rewriting, schema: unknown, seen: Set<unknown> = new Set()): boolean {
  if (!isPlainObject(schema) || seen.has(schema)) return false;
  seen.add(schema);
  const { $ref, type, const: only } = schema as JsonObject;
  const branches = asArray((schema["anyOf"] ?? schema["oneOf"]) as JsonObject["anyOf"]);
  if (typeof $ref === "string") {
    const name = $ref
      .slice($ref.lastIndexOf("/") + 1)
      .replaceAll("~1", "/")
      .replaceAll("~0", "~");
    const groups: unknown[] = [at.given["$defs"], at.given["definitions"]];
    const group = groups.filter(isPlainObject).find((each) => Object.hasOwn(each, name));
    return takesNull(at, $ref === "#" ? at.given : group?.[name], seen);
  }
  if (branches.length > 0) return branches.some((each) => takesNull(at, each, seen));
  if (schema["enum"] !== undefined)
    return asArray(schema["enum"] as JsonObject["enum"]).includes(null);
  return only === null || type === "null" || asArray(type).includes("null");
}

function union(
  at: Rewriting,
  node: JsonObject,
  path: string,
  level: number,
  refuse: Refuse,
): Strict {
  const { anyOf, oneOf, type: _type, title, description, ...rest } = node;
  if (Object.keys(rest).length > 0 || (anyOf !== undefined && oneOf !== undefined))
    refuse(`joins a union with ${Object.keys(rest).join(", ") || "another"}`);
  const branches = asArray(anyOf ?? oneOf).map((each) => visit(at, each, path, level));
  if (branches.length === 0) refuse("is a union of nothing");
  return {
    schema: {
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      anyOf: branches.map((each) => each.schema),
    },
    restore(value) {
      // A strict branch is closed and complete, so the one that fits is the one that was meant.
      const meant = branches.find(
        (each) => jsonSchemaIssues(each.schema, value, at.result).length === 0,
      );
      return meant === undefined ? value : meant.restore(value);
    },
  };
}

function reference(at: Rewriting, node: JsonObject, refuse: Refuse): Strict {
  const { $ref, title, description, ...rest } = node;
  if (Object.keys(rest).length > 0) refuse(`joins $ref with ${Object.keys(rest).join(", ")}`);
  const named = /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(
    typeof $ref === "string" ? $ref : "",
  )?.[1];
  if (named === undefined && $ref !== "#") refuse("has a $ref that points to no definition");
  const name = named?.replaceAll("~1", "/").replaceAll("~0", "~");
  const groups = [at.given["$defs"], at.given["definitions"]];
  if (
    name !== undefined &&
    !groups.some((each) => isPlainObject(each) && Object.hasOwn(each, name))
  )
    refuse("has a $ref that points to no definition");
  if (name === undefined) at.usesRoot = true;
  const target = named === undefined ? at.rootRef : `#/$defs/${named}`;
  const key = name === undefined ? at.rootRef : `#/$defs/${name}`;
  const words = {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
  };
  return {
    // Strict mode takes no words beside a reference.
    schema:
      Object.keys(words).length === 0 ? { $ref: target } : { ...words, anyOf: [{ $ref: target }] },
    restore: (value) => (at.restoreOf.get(key) ?? same)(value),
  };
}

// A property may be named __proto__.
function own<T>(target: Record<string, T>, key: string, value: T): void {
  Object.defineProperty(target, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

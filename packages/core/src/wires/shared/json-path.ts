import type { JsonObject, JsonValue } from "../../json.ts";

/** Tells whether a value is a JSON object: not null, not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// Paths are the code's and the catalog's, so there are few; servers that count with every chunk have many of them looked up.
const keysByPath = new Map<string, readonly string[]>();

/**
 * Reads the own field at a dotted path; undefined where any step is missing. Array steps are indexes. Only for paths of
 * the code and the catalog: each is remembered.
 */
export function getPath(root: unknown, path: string): JsonValue | undefined {
  let keys = keysByPath.get(path);
  if (keys === undefined) keysByPath.set(path, (keys = path.split(".")));
  let value: unknown = root;
  for (const key of keys) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value as JsonValue;
}

/** Writes the field at a dotted path and makes the objects on the way; what is no object there is replaced. */
export function setPath(root: JsonObject, path: string, value: JsonValue): void {
  const keys = path.split(".");
  let object = root;
  for (const key of keys.slice(0, -1)) {
    const next = Object.hasOwn(object, key) ? object[key] : undefined;
    if (isJsonObject(next)) {
      object = next;
    } else {
      const made: JsonObject = {};
      setOwn(object, key, made);
      object = made;
    }
  }
  setOwn(object, keys[keys.length - 1] ?? path, value);
}

/** Merges `extra` into `root`: objects field by field, everything else replaced. The values of `extra` are never written to. */
export function mergeJson(root: JsonObject, extra: Readonly<Record<string, JsonValue>>): void {
  for (const key of Object.keys(extra)) {
    const value = extra[key];
    if (value === undefined) continue;
    const old = Object.hasOwn(root, key) ? root[key] : undefined;
    if (isJsonObject(old) && isJsonObject(value)) {
      // A copy, because the old object may be the caller's own tool schema or the catalog's.
      const copy: JsonObject = { ...old };
      mergeJson(copy, value);
      setOwn(root, key, copy);
    } else {
      setOwn(root, key, value);
    }
  }
}

/** Sets an own field, whatever its name: plain assignment of `__proto__` would set the prototype. */
export function setOwn(object: JsonObject, key: string, value: JsonValue): void {
  if (key === "__proto__") {
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else {
    object[key] = value;
  }
}

/** Writes a value as JSON; "" when it is nested too deep for that. */
export function stringifyJson(value: JsonValue): string {
  try {
    return JSON.stringify(value);
  } catch {
    return "";
  }
}

import { setOwn } from "../wires/shared/json-path.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import { isPlainObject } from "./check-json.ts";

/**
 * Copies arrays and plain objects all the way down; everything else is taken as it is. Unlike `structuredClone` it
 * takes proxies, and leaves it to the checks to say what is no JSON.
 */
export function copyJson<T>(value: T): T {
  return copy(value, new Map()) as T;
}

function copy(value: unknown, copies: Map<object, unknown>): unknown {
  if (!Array.isArray(value) && !isPlainObject(value)) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    copies.set(value, items);
    for (const item of value as unknown[]) items.push(copy(item, copies));
    return items;
  }
  const object: JsonObject = {};
  copies.set(value, object);
  for (const [key, each] of Object.entries(value))
    setOwn(object, key, copy(each, copies) as JsonValue);
  return object;
}

import type { JsonObject, JsonValue } from "@byok/core/provider";

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a dotted path; a key that itself holds the dots wins. */
export function at(value: JsonValue | undefined, path: string): JsonValue | undefined {
  if (isObject(value) && Object.hasOwn(value, path)) return value[path];
  let place: JsonValue | undefined = value;
  for (const step of path.split(".")) {
    if (!isObject(place) || !Object.hasOwn(place, step)) return undefined;
    place = place[step];
  }
  return place;
}

/** Writes a value at a dotted path, making objects on the way. */
export function put(target: JsonObject, path: string, value: JsonValue): void {
  const steps = path.split(".");
  const last = steps.pop() ?? path;
  let place = target;
  for (const step of steps) {
    const inner = place[step];
    const next: JsonObject = isObject(inner) ? inner : {};
    place[step] = next;
    place = next;
  }
  place[last] = value;
}

/** Whether two JSON values are the same, whatever the order of keys. */
export function same(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "undefined";
  const keys = Object.keys(value).toSorted();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

/** A value as text: texts as they are, everything else as JSON. */
export function show(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "undefined");
}

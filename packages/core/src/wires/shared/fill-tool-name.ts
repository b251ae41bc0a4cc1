import type { JsonValue } from "../../json.ts";

/** Puts the name of a forced tool where a platform's own word for that choice says `{tool}`. */
export function fillToolName(value: JsonValue, name: string): JsonValue {
  if (value === "{tool}") return name;
  if (Array.isArray(value)) return value.map((each) => fillToolName(each, name));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, fillToolName(each, name)]),
  );
}

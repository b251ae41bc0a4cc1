import type { JsonValue } from "../json.ts";
import { scanJson } from "./parse-partial-json.ts";

/** The parsed input of a tool call, or why it must not be run. */
export type ToolInput =
  | { ok: true; value: JsonValue }
  | { ok: false; reason: "truncated" | "not-json"; detail: string };

/** The deepest nesting of a tool input when the caller sets none. */
const MAX_DEPTH = 200;

/**
 * Parses the input of a tool call strictly. Refused beside texts that are not JSON: one that breaks off, one with a
 * key twice in an object (which of the two was meant?), numbers beyond what JSON can carry, too deep nesting.
 * No text at all is an input without parameters. `__proto__` is a key like any other.
 */
export function parseToolInput(raw: string, options: { maxDepth?: number } = {}): ToolInput {
  if (raw.trim() === "") return { ok: true, value: {} };
  const { depth, members } = measure(raw);
  const maxDepth = options.maxDepth ?? MAX_DEPTH;
  if (depth > maxDepth) return refuse("not-json", `It is nested deeper than ${maxDepth} levels.`);
  let value: JsonValue;
  try {
    value = JSON.parse(raw) as JsonValue;
  } catch {
    return scanJson(raw).state === "partial"
      ? refuse("truncated", "It breaks off.")
      : refuse("not-json", "It is not valid JSON.");
  }
  const found = countMembers(value);
  if (found === undefined)
    return refuse("not-json", "It has a number beyond the range of JSON numbers.");
  if (found < members) return refuse("not-json", "It has the same key twice in one object.");
  return { ok: true, value };
}

function refuse(reason: "truncated" | "not-json", detail: string): ToolInput {
  return { ok: false, reason, detail };
}

/** The nesting of a JSON text, and its colons outside of texts: one per member of an object. */
function measure(raw: string): { depth: number; members: number } {
  let open = 0;
  let depth = 0;
  let members = 0;
  let quoted = false;
  for (let i = 0; i < raw.length; i += 1) {
    const code = raw.charCodeAt(i);
    if (quoted) {
      if (code === 0x5c) i += 1;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) quoted = true;
    else if (code === 0x7b || code === 0x5b) {
      open += 1;
      if (open > depth) depth = open;
    } else if (code === 0x7d || code === 0x5d) open -= 1;
    else if (code === 0x3a) members += 1;
  }
  return { depth, members };
}

/** Members of all objects in a value; undefined when a number overflowed. */
function countMembers(value: JsonValue): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? 0 : undefined;
  if (typeof value !== "object" || value === null) return 0;
  const items: JsonValue[] = Array.isArray(value) ? value : Object.values(value);
  let members = Array.isArray(value) ? 0 : items.length;
  for (const item of items) {
    const inside = countMembers(item);
    if (inside === undefined) return undefined;
    members += inside;
  }
  return members;
}

import { isByokError, type ByokError } from "../errors/byok-error.ts";
import type { Scrub } from "./scrub.ts";

/** How deep causes and the values in them are looked into; what lies deeper is left out. */
const MAX_DEPTH = 8;
/** How many values are looked at behind one error; the rest is left out. */
const MAX_VALUES = 1_000;
/** Characters that are kept of one text. */
const MAX_TEXT = 20_000;
const LEFT_OUT = "[left out]";
/** Where errors of other libraries keep whole requests and answers. */
const RAW = /^(?:data|body)$|headers$/i;

/** Escape sequences of a terminal with all that belongs to them: window titles, colours, movements. */
const SEQUENCES =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]{0,8192}(?:\u0007|\u009c|\u001b\\)?|\u001b[ -/]*[0-~]/g;
/** Control characters but new line and tab, and marks that turn the direction of text: a terminal would obey them. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Scrubs a byok error in place, with its stack: a parser quotes what it could not read, and what it could not read may
 * be a page that repeats the key. What a server says is often printed as it is, so control characters go too. Its
 * cause becomes what {@link cleanCause} makes of it. The cause of an abort is the caller's own object, and stays.
 */
export function scrubError(error: ByokError, scrub: Scrub): void {
  scrubOwn(error, { scrub, left: MAX_VALUES }, 0);
}

/**
 * What may be shown of an error that another library or a user's `fetch` has thrown: no key, no headers, no raw data,
 * in its causes and properties neither. It comes back as it is where nothing has to go. Else as a copy with the same
 * name, message, stack and codes, since the object may be the caller's.
 */
export function cleanCause(cause: unknown, scrub: Scrub): unknown {
  return clean(cause, { scrub, left: MAX_VALUES }, 0);
}

interface Walk {
  scrub: Scrub;
  /** Values that may still be looked at. */
  left: number;
}

function scrubOwn(error: ByokError, walk: Walk, depth: number): void {
  if (error.code === "aborted") return;
  for (const name of ["message", "stack", "hint", "requestId"]) {
    const text: unknown = Reflect.get(error, name);
    if (typeof text === "string") replace(error, name, text, words(text, walk.scrub));
  }
  replace(error, "cause", error.cause, clean(error.cause, walk, depth + 1));
}

// Some errors of the runtime cannot be written to; then there is nothing to be done.
function replace(error: ByokError, name: string, before: unknown, after: unknown): void {
  if (!Object.is(before, after)) Reflect.set(error, name, after);
}

// Controls first: what they divide would be joined behind the scrubber's back.
function words(text: string, scrub: Scrub): string {
  return scrub(text.replace(SEQUENCES, "").replace(CONTROLS, ""));
}

function clean(value: unknown, walk: Walk, depth: number): unknown {
  if (walk.left-- <= 0) return LEFT_OUT;
  if (typeof value === "string") return words(value.slice(0, MAX_TEXT), walk.scrub);
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return value;
  if (depth > MAX_DEPTH) return LEFT_OUT;
  if (isByokError(value)) {
    scrubOwn(value, walk, depth);
    return value;
  }
  if (value instanceof Error) return cleanError(value, walk, depth);
  if (Array.isArray(value)) return cleanList(value, walk, depth);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    const kept = cleanProperties(value, walk, depth);
    return kept === undefined ? value : Object.defineProperties({}, kept);
  }
  // A request, an answer, a buffer, a socket: nobody knows what such an object prints.
  return `[${Object.prototype.toString.call(value).slice(8, -1)} left out]`;
}

function cleanError(error: Error, walk: Walk, depth: number): Error {
  const kept = cleanProperties(error, walk, depth);
  if (kept === undefined) return error;
  // Some classes have both on their prototype.
  const copy = new Error(words(asText(error.message), walk.scrub));
  Object.defineProperty(copy, "name", { value: asText(error.name), configurable: true });
  return Object.defineProperties(copy, kept);
}

function cleanList(list: readonly unknown[], walk: Walk, depth: number): readonly unknown[] {
  const items = list.slice(0, walk.left).map((item) => clean(item, walk, depth + 1));
  const isSame = items.length === list.length && items.every((item, at) => item === list[at]);
  return isSame ? list : items;
}

// The properties that may be shown; undefined when they are the ones that are there.
function cleanProperties(
  value: object,
  walk: Walk,
  depth: number,
): PropertyDescriptorMap | undefined {
  const kept: PropertyDescriptorMap = {};
  let isSame = true;
  for (const name of Reflect.ownKeys(value)) {
    const before = read(value, name);
    if (walk.left <= 0 || isRaw(name, before)) {
      isSame = false;
      continue;
    }
    const key = typeof name === "string" ? walk.scrub(name) : name;
    const after = clean(before, walk, depth + 1);
    isSame &&= key === name && Object.is(before, after);
    const enumerable = Object.prototype.propertyIsEnumerable.call(value, name);
    kept[key] = { value: after, enumerable, writable: true, configurable: true };
  }
  return isSame ? undefined : kept;
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function isRaw(name: PropertyKey, value: unknown): boolean {
  return typeof name === "string" && RAW.test(name) && value !== undefined && value !== null;
}

function read(value: object, name: PropertyKey): unknown {
  try {
    return Reflect.get(value, name);
  } catch {
    return undefined;
  }
}

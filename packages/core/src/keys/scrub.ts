import type { Secret } from "./secret.ts";

/** Replaces every form of a secret in a text. */
export type Scrub = (text: string) => string;

const SHORTEST = 4;

// A model's calls all scrub the same key, whose forms take longer to make than a short answer to read.
const formsBySecret = new WeakMap<Secret, readonly string[]>();

function formsOf(secret: Secret): readonly string[] {
  const known = formsBySecret.get(secret);
  if (known !== undefined) return known;
  const forms = makeForms(secret.reveal());
  formsBySecret.set(secret, forms);
  return forms;
}

function makeForms(value: string): readonly string[] {
  if (value.length < SHORTEST) return [];
  const bytes = new TextEncoder().encode(value);
  const base64 = btoa(String.fromCharCode(...bytes));
  return [
    value,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    base64,
    base64.replace(/=+$/, ""),
    base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, ""),
    Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""),
  ];
}

/** Makes a scrubber that works by value: the key as it is, URL-, base64-, hex- and JSON-encoded. */
export function createScrub(secrets: readonly Secret[]): Scrub {
  const forms = new Set(secrets.flatMap(formsOf));
  // Longest first, so that a form that holds another is replaced whole.
  const ordered = [...forms].toSorted((a, b) => b.length - a.length);
  return (text) => {
    let result = text;
    for (const form of ordered)
      if (result.includes(form)) result = result.replaceAll(form, "[key removed]");
    return result;
  };
}

/** How many causes behind an error are looked at. */
const MAX_CAUSES = 8;

/** Escape sequences of a terminal with all that belongs to them: window titles, colours, movements. */
const SEQUENCES =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]{0,8192}(?:\u0007|\u009c|\u001b\\)?|\u001b[ -/]*[0-~]/g;
/** Control characters but new line and tab, and marks that turn the direction of text: a terminal would obey them. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Scrubs an error in place, with its stack and its causes: a parser quotes what it could not read, and what it could
 * not read may be a page that repeats the key. What a server says is often printed as it is, so control characters
 * go too.
 */
export function scrubError(error: unknown, scrub: Scrub): void {
  let current = error;
  for (let depth = 0; depth < MAX_CAUSES && current instanceof Error; depth++) {
    for (const name of ["message", "stack", "hint", "requestId"]) {
      const text: unknown = Reflect.get(current, name);
      if (typeof text !== "string") continue;
      const clean = scrub(text).replace(SEQUENCES, "").replace(CONTROLS, "");
      // Some errors of the runtime cannot be written to; then there is nothing to be done.
      if (clean !== text) Reflect.set(current, name, clean);
    }
    current = current.cause;
  }
}

/** Scrubs every string inside a JSON-like value, and leaves the rest as it is. */
export function scrubValue<T>(value: T, scrub: Scrub): T {
  if (typeof value === "string") return scrub(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => scrubValue(item, scrub)) as T;
  if (
    typeof value === "object" &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype
  ) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [scrub(key), scrubValue(item, scrub)]),
    ) as T;
  }
  return value;
}

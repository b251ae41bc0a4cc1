import type { Secret } from "./secret.ts";

/** Replaces every form of a secret in a text. */
export type Scrub = (text: string) => string;

/** Shorter ones are no secrets, and would be found in every text. */
const SHORTEST = 4;
/** From this length on a piece of a key counts as the key; a shorter one would be found by chance. */
const PIECE = 8;
/** Every piece has a probe of this length at one of its first places. */
const PROBE = 4;
const STEP = PIECE - PROBE + 1;
const REMOVED = "[key removed]";

interface Forms {
  /** Forms that are shorter than a piece, to be found whole. */
  short: readonly string[];
  /** All pieces of the others. */
  pieces: ReadonlySet<string>;
  /** All parts of the others that are as long as a probe: most texts hold none of them. */
  probes: ReadonlySet<string>;
}

// A model's calls all scrub the same key, whose forms take longer to make than a short answer to read.
const formsBySecret = new WeakMap<Secret, Forms>();

function formsOf(secret: Secret): Forms {
  const known = formsBySecret.get(secret);
  if (known !== undefined) return known;
  const value = secret.reveal();
  const all = [...new Set(value.length < SHORTEST ? [] : makeForms(value))];
  const long = all.filter((form) => form.length >= PIECE);
  const forms = {
    short: all.filter((form) => form.length < PIECE),
    pieces: partsOf(long, PIECE),
    probes: partsOf(long, PROBE),
  };
  formsBySecret.set(secret, forms);
  return forms;
}

function partsOf(forms: readonly string[], length: number): Set<string> {
  const parts = new Set<string>();
  for (const form of forms)
    for (let at = 0; at + length <= form.length; at++) parts.add(form.slice(at, at + length));
  return parts;
}

function makeForms(value: string): string[] {
  const bytes = new TextEncoder().encode(value);
  const forms = [value, encodeURIComponent(value)];
  for (let nested = value, depth = 0; depth < 3; depth++) {
    nested = JSON.stringify(nested).slice(1, -1);
    forms.push(nested);
  }
  const binary = String.fromCharCode(...bytes);
  forms.push(btoa(binary));
  // Behind other words ("user:", "Bearer ") base64 begins at another place of its three, and looks different.
  for (const shift of [0, 1, 2]) {
    const base64 = btoa("\0".repeat(shift) + binary).slice(shift === 0 ? 0 : shift + 1);
    // The last letter before the padding is another one when more follows.
    const inner = base64.replace(/.=+$/, "");
    forms.push(inner, inner.replaceAll("+", "-").replaceAll("/", "_"));
  }
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  forms.push(hex, hex.toUpperCase());
  return forms;
}

/**
 * Makes a scrubber that works by value: the key as it is, URL-, base64-, hex- and JSON-encoded. Pieces of 8 characters
 * and more are removed as well: whoever quotes a text cuts it, a wire or a parser, and does not know the key. What
 * everybody knows (`common`), such as the beginning that all keys of a platform have, stays.
 */
export function createScrub(secrets: readonly Secret[], common: readonly string[] = []): Scrub {
  const forms = secrets.map(formsOf);
  const short = forms.flatMap((each) => each.short);
  return (text) => {
    let result = text;
    for (const form of short) result = result.replaceAll(form, REMOVED);
    for (const each of forms) result = withoutPieces(result, each, common);
    return result;
  };
}

function withoutPieces(text: string, { pieces, probes }: Forms, common: readonly string[]): string {
  let result = "";
  let kept = 0;
  let at = 0;
  while (at + PROBE <= text.length) {
    const start = probes.has(text.slice(at, at + PROBE))
      ? pieceAround(text, pieces, Math.max(kept, at - STEP + 1), at)
      : undefined;
    if (start === undefined) {
      at += STEP;
      continue;
    }
    let end = start + PIECE;
    while (end < text.length && pieces.has(text.slice(end - PIECE + 1, end + 1))) end++;
    if (!common.some((each) => each.includes(text.slice(start, end)))) {
      result += text.slice(kept, start) + REMOVED;
      kept = end;
    }
    at = end;
  }
  return kept === 0 ? text : result + text.slice(kept);
}

// Where a piece begins that has the probe at `probe`, if one does.
function pieceAround(
  text: string,
  pieces: ReadonlySet<string>,
  from: number,
  probe: number,
): number | undefined {
  for (let start = from; start <= probe && start + PIECE <= text.length; start++)
    if (pieces.has(text.slice(start, start + PIECE))) return start;
  return undefined;
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

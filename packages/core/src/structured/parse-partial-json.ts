import type { JsonValue } from "../json.ts";

/** How far a text is JSON: all of it, the beginning of it, or not at all. */
export type JsonState = "complete" | "partial" | "invalid";

type Container =
  | { kind: "array"; value: JsonValue[] }
  | { kind: "object"; value: { [key: string]: JsonValue }; key: string | undefined };

/** What stands next: a value, the first item or key of a container, a key, a colon, a comma or the end. */
type Expect = "value" | "first-item" | "first-key" | "key" | "colon" | "comma" | "end";

const LITERALS: readonly [string, JsonValue][] = [
  ["true", true],
  ["false", false],
  ["null", null],
];
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const NUMBER_BEGINNING = /^-?(?:(?:0|[1-9]\d*)(?:\.\d*)?(?:[eE][+-]?\d*)?)?$/;

/**
 * Reads as much of a JSON text as has arrived: objects and arrays are closed, a text ends where it breaks off, an
 * unfinished key, number or literal is left out. Undefined while there is no value yet. Never throws; linear time;
 * nesting is limited by memory only. The whole text gives what JSON.parse gives.
 */
export function parsePartialJson(text: string): JsonValue | undefined {
  return scanJson(text).value;
}

/** Like {@link parsePartialJson}, and says how far the text is JSON. After an error the value is what stood before it. */
export function scanJson(text: string): { value: JsonValue | undefined; state: JsonState } {
  return new Scanner(text).run();
}

class Scanner {
  readonly #text: string;
  readonly #stack: Container[] = [];
  #at = 0;
  #root: JsonValue | undefined;
  #expect: Expect = "value";

  constructor(text: string) {
    this.#text = text;
  }

  run(): { value: JsonValue | undefined; state: JsonState } {
    for (;;) {
      this.#skipSpace();
      if (this.#at >= this.#text.length) {
        return { value: this.#root, state: this.#expect === "end" ? "complete" : "partial" };
      }
      const state = this.#step(this.#text.charCodeAt(this.#at));
      if (state !== undefined) return { value: this.#root, state };
    }
  }

  #step(code: number): JsonState | undefined {
    switch (this.#expect) {
      case "end":
        return "invalid";
      case "colon":
        if (code !== 0x3a) return "invalid";
        this.#at += 1;
        this.#expect = "value";
        return undefined;
      case "comma":
        return this.#afterValue(code);
      case "first-key":
      case "key":
        if (code === 0x7d && this.#expect === "first-key") return this.#close();
        return code === 0x22 ? this.#key() : "invalid";
      case "first-item":
        if (code === 0x5d) return this.#close();
        return this.#value(code);
      default:
        return this.#value(code);
    }
  }

  #afterValue(code: number): JsonState | undefined {
    const top = this.#stack.at(-1);
    if (top === undefined) return "invalid";
    if (code === (top.kind === "array" ? 0x5d : 0x7d)) return this.#close();
    if (code !== 0x2c) return "invalid";
    this.#at += 1;
    this.#expect = top.kind === "array" ? "value" : "key";
    return undefined;
  }

  #value(code: number): JsonState | undefined {
    if (code === 0x7b)
      return this.#open({ kind: "object", value: {}, key: undefined }, "first-key");
    if (code === 0x5b) return this.#open({ kind: "array", value: [] }, "first-item");
    if (code === 0x22) return this.#textValue();
    if (code === 0x2d || (code >= 0x30 && code <= 0x39)) return this.#number();
    for (const [word, value] of LITERALS) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return this.#put(value);
      }
      if (word.startsWith(this.#text.slice(this.#at, this.#at + word.length))) return "partial";
    }
    return "invalid";
  }

  #number(): JsonState | undefined {
    NUMBER.lastIndex = this.#at;
    const match = NUMBER.exec(this.#text)?.[0] ?? "";
    const end = this.#at + match.length;
    // More digits may follow, so a number counts only once something else does; alone, it may be all there is.
    if (end >= this.#text.length && match !== "" && this.#stack.length === 0) {
      this.#at = end;
      return this.#put(JSON.parse(match) as number);
    }
    const rest = this.#text.slice(this.#at, end + 2);
    const beginning =
      end + 2 >= this.#text.length && NUMBER_BEGINNING.test(this.#text.slice(this.#at));
    if (beginning) return "partial";
    if (match === "" || /^[.eE\d]/.test(rest.slice(match.length))) return "invalid";
    this.#at = end;
    return this.#put(JSON.parse(match) as number);
  }

  #textValue(): JsonState | undefined {
    const { value, state } = this.#string();
    if (value !== undefined) this.#put(value);
    return state;
  }

  #key(): JsonState | undefined {
    const { value, state } = this.#string();
    if (state !== undefined) return state;
    const top = this.#stack.at(-1);
    if (top?.kind === "object") top.key = value;
    this.#expect = "colon";
    return undefined;
  }

  /** Reads a text from its opening quote; `state` is set when it does not end, or is none. */
  #string(): { value: string | undefined; state: JsonState | undefined } {
    const start = this.#at;
    let end = start + 1;
    for (; end < this.#text.length; end += 1) {
      const code = this.#text.charCodeAt(end);
      if (code === 0x22) break;
      if (code === 0x5c) end += 1;
    }
    if (end < this.#text.length) {
      this.#at = end + 1;
      const value = decodeText(this.#text.slice(start, end + 1));
      return { value, state: value === undefined ? "invalid" : undefined };
    }
    const open = this.#text.slice(start).replace(unfinishedEscape(this.#text, start), "");
    const value = decodeText(`${open}"`);
    // A high surrogate is half a character until its low one arrives.
    return {
      value: value?.replace(/[\uD800-\uDBFF]$/, ""),
      state: value === undefined ? "invalid" : "partial",
    };
  }

  #open(container: Container, expect: Expect): undefined {
    this.#at += 1;
    this.#put(container.value);
    this.#stack.push(container);
    this.#expect = expect;
  }

  #close(): undefined {
    this.#at += 1;
    this.#stack.pop();
    this.#expect = this.#stack.length === 0 ? "end" : "comma";
  }

  #put(value: JsonValue): undefined {
    const top = this.#stack.at(-1);
    if (top === undefined) this.#root = value;
    else if (top.kind === "array") top.value.push(value);
    else if (top.key !== undefined) setOwn(top.value, top.key, value);
    this.#expect = top === undefined ? "end" : "comma";
  }

  #skipSpace(): void {
    for (; this.#at < this.#text.length; this.#at += 1) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    }
  }
}

/** Sets a property as JSON.parse does: `__proto__` becomes a plain property. */
function setOwn(object: { [key: string]: JsonValue }, key: string, value: JsonValue): void {
  if (key !== "__proto__") object[key] = value;
  else
    Object.defineProperty(object, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
}

function decodeText(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}

/** Matches the escape that breaks off at the end of a text, if there is one. */
function unfinishedEscape(text: string, start: number): RegExp | string {
  const tail = text.slice(Math.max(start, text.length - 6));
  const match = /\\(?:u[0-9a-fA-F]{0,3})?$/.exec(tail);
  if (match === null) return "";
  const position = text.length - match[0].length;
  let slashes = 0;
  while (position - 1 - slashes > start && text[position - 1 - slashes] === "\\") slashes += 1;
  // Behind an odd number of backslashes this one is escaped itself.
  return slashes % 2 === 0 ? /\\(?:u[0-9a-fA-F]{0,3})?$/ : "";
}

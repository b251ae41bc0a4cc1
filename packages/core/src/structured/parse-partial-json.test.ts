import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../json.ts";
import { parsePartialJson, scanJson } from "./parse-partial-json.ts";

const spaced = fc
  .tuple(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 1, "\t"))
  .map(([value, space]) => JSON.stringify(value, null, space));

/** Tells whether a partial value may still grow into the whole one. */
function isPartOf(part: unknown, whole: unknown): boolean {
  if (typeof part === "string") return typeof whole === "string" && whole.startsWith(part);
  if (Array.isArray(part)) {
    return (
      Array.isArray(whole) &&
      part.length <= whole.length &&
      part.every((item, i) => isPartOf(item, whole[i]))
    );
  }
  if (typeof part === "object" && part !== null) {
    return (
      typeof whole === "object" &&
      whole !== null &&
      Object.entries(part).every(
        ([key, item]) =>
          Object.hasOwn(whole, key) && isPartOf(item, (whole as Record<string, unknown>)[key]),
      )
    );
  }
  return Object.is(part, whole);
}

describe("parsePartialJson", () => {
  it("gives what JSON.parse gives for the whole text", () => {
    fc.assert(
      fc.property(spaced, (text) => {
        expect(scanJson(text)).toEqual({ value: JSON.parse(text) as JsonValue, state: "complete" });
      }),
    );
  });

  it("gives a part of the value for every beginning of the text, and never throws", () => {
    fc.assert(
      fc.property(spaced, (text) => {
        const whole = JSON.parse(text) as JsonValue;
        // A number alone may end anywhere, so its beginnings are other numbers.
        fc.pre(typeof whole !== "number");
        for (let end = 0; end < text.length; end += 1) {
          const { value, state } = scanJson(text.slice(0, end));
          expect(state).toBe("partial");
          if (value !== undefined) expect(isPartOf(value, whole), text.slice(0, end)).toBe(true);
        }
      }),
    );
  });

  it("never throws on any text, and is complete exactly where JSON.parse accepts it", () => {
    const almost = fc.array(
      fc.constantFrom(
        "{",
        "}",
        "[",
        "]",
        '"',
        ":",
        ",",
        "\\",
        "u",
        "00",
        "1",
        "-",
        ".",
        "e5",
        "true",
        "nul",
        " ",
        "\n",
        "a",
        "\ud83d",
      ),
      { maxLength: 14 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          almost.map((parts) => parts.join("")),
        ),
        (text) => {
          let accepted = true;
          try {
            JSON.parse(text);
          } catch {
            accepted = false;
          }
          expect(scanJson(text).state === "complete").toBe(accepted);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it.each<[string, JsonValue | undefined]>([
    ["", undefined],
    ["{", {}],
    ['{"na', {}],
    ['{"name"', {}],
    ['{"name": ', {}],
    ['{"name": "An', { name: "An" }],
    ['{"name": "Ann\\', { name: "Ann" }],
    ['{"name": "Ann\\\\', { name: "Ann\\" }],
    ['{"name": "Ann\\u00', { name: "Ann" }],
    ['{"a": "x\\ud83d', { a: "x" }],
    ['{"a": "x\\ud83d\\ude0', { a: "x" }],
    ['{"a": "x\\ud83d\\ude00', { a: "x😀" }],
    ['{"age": 4', {}],
    ['{"age": 42,', { age: 42 }],
    ['{"ok": tru', {}],
    ["[1, [2, {", [1, [2, {}]]],
    ["[1, 2", [1]],
    ['```json\n{"a":1}', undefined],
    ['{"a":1} and more', { a: 1 }],
    ['{"a":1,"a":2}', { a: 2 }],
    ["-1.5e", undefined],
    ["12", 12],
  ])("%j", (text, value) => {
    expect(parsePartialJson(text)).toEqual(value);
  });

  it("keeps __proto__ a plain property", () => {
    const value = parsePartialJson('{"__proto__": {"polluted": true}, "constructor": 1}') as object;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.hasOwn(value, "__proto__")).toBe(true);
    expect((value as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("takes any nesting", () => {
    const text = "[".repeat(100_000);
    expect(scanJson(text).state).toBe("partial");
    expect(scanJson(text + "]".repeat(100_000)).state).toBe("complete");
  });
});

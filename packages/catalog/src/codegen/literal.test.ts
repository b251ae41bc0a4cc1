import { runInThisContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commentText, literal, pascalCase, unionType } from "./literal.ts";

const evaluateLiteral = (text: string): unknown => runInThisContext(`(${text})`) as unknown;

describe("literal", () => {
  it("gives back every JSON value, at every depth of layout", () => {
    const keys = fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.constantFrom("__proto__", "constructor", "a-b", "*/", "`${x}`", "\u2028"),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        fc.constant(null),
        fc.boolean(),
        fc
          .double({ noNaN: true, noDefaultInfinity: true })
          .map((number) => (number === 0 ? 0 : number)),
        keys,
        fc.array(tie("value"), { maxLength: 4 }),
        fc
          .array(fc.tuple(keys, tie("value")), { maxLength: 4 })
          .map((entries) => Object.fromEntries(entries)),
      ),
    }));
    fc.assert(
      fc.property(value, fc.integer({ min: 0, max: 3 }), (json, depth) => {
        expect(JSON.stringify(evaluateLiteral(literal(json, depth)))).toBe(JSON.stringify(json));
      }),
    );
  });

  it("keeps __proto__ an own field and leaves the prototype alone", () => {
    const read = evaluateLiteral(
      literal(JSON.parse('{"__proto__": {"polluted": true}}')),
    ) as object;
    expect(Object.keys(read)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  it("shows invisible characters as escapes", () => {
    expect(literal("a\u2028b\u202ec\u0007d\u200be")).toBe('"a\\u2028b\\u202ec\\u0007d\\u200be"');
  });

  it("leaves out undefined fields and refuses what JSON cannot carry", () => {
    expect(literal({ a: undefined, b: 1 })).toBe("{ b: 1 }");
    expect(() => literal(() => 1)).toThrow(TypeError);
    expect(() => literal(Number.NaN)).toThrow(TypeError);
  });
});

describe("commentText", () => {
  it("never ends the comment and never starts a line", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("*/", "*", "/", "\n", "\r", "\u2028", "x", "\\")),
        (pieces) => {
          const text = commentText(pieces.join(""));
          expect(text).not.toMatch(/\*\/|[\n\r\u2028\u2029]/u);
        },
      ),
    );
  });
});

describe("names", () => {
  it("makes Pascal case and unions", () => {
    expect(pascalCase("aws-bedrock")).toBe("AwsBedrock");
    expect(unionType(["low", "high", "low", 1, true])).toBe('"low" | "high" | 1 | true');
    expect(unionType([])).toBe("never");
  });
});

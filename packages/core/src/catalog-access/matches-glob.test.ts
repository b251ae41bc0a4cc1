import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesGlob } from "./matches-glob.ts";

describe("matchesGlob", () => {
  it("agrees with a regular expression", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "."), maxLength: 8 });
    const glob = fc.string({ unit: fc.constantFrom("a", "b", ".", "*"), maxLength: 6 });
    fc.assert(
      fc.property(glob, text, (pattern, id) => {
        const expression = new RegExp(
          `^${pattern.replaceAll(".", String.raw`\.`).replaceAll("*", ".*")}$`,
          "u",
        );
        expect(matchesGlob(pattern, id)).toBe(expression.test(id));
      }),
      { numRuns: 500 },
    );
  });
});

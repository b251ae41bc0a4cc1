import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  add,
  compare,
  multiply,
  parseCount,
  parseDecimal,
  toDecimal,
  toExactDecimal,
} from "./rational.ts";

/** A decimal string and its value in units of 10⁻⁹, from two whole numbers. */
const decimal = fc
  .record({ whole: fc.nat(1_000_000), nano: fc.nat(999_999_999) })
  .map(({ whole, nano }) => ({
    text: `${whole}.${String(nano).padStart(9, "0")}`,
    nanos: BigInt(whole) * 1_000_000_000n + BigInt(nano),
  }));

describe("rational", () => {
  it("reads and writes any decimal without loss", () => {
    fc.assert(
      fc.property(decimal, ({ text, nanos }) => {
        const value = parseDecimal(text);
        expect(value).toBeDefined();
        if (value === undefined) return;
        expect((value.n * 1_000_000_000n) / value.d).toBe(nanos);
        const trimmed = text.replace(/0+$/, "").replace(/\.$/, "");
        expect(toDecimal(value)).toBe(trimmed);
        expect(toExactDecimal(value)).toBe(trimmed);
      }),
    );
  });

  it("adds, multiplies and compares exactly", () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const left = parseDecimal(a.text);
        const right = parseDecimal(b.text);
        if (left === undefined || right === undefined) throw new Error("not parsed");
        const sum = add(left, right);
        expect((sum.n * 1_000_000_000n) / sum.d).toBe(a.nanos + b.nanos);
        const product = multiply(left, right);
        expect((product.n * 10n ** 18n) / product.d).toBe(a.nanos * b.nanos);
        expect(Math.sign(compare(left, right))).toBe(
          a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0,
        );
      }),
    );
  });

  it.each([
    ["0.5e-12", "0"],
    ["1.5e-12", "0.000000000002"],
    ["2.5e-12", "0.000000000002"],
    ["2.500001e-12", "0.000000000003"],
    ["-1.5e-12", "-0.000000000002"],
    ["-0.4e-12", "0"],
    ["0.1", "0.1"],
    ["100", "100"],
  ])("rounds %s half to even at 12 places: %s", (text, rounded) => {
    const value = parseDecimal(text);
    expect(value && toDecimal(value)).toBe(rounded);
  });

  it.each(["", "abc", "1,5", "0x10", "1.", ".5", "NaN", "Infinity", " 1", "1e9999"])(
    "does not read %j",
    (text) => {
      expect(parseDecimal(text)).toBeUndefined();
    },
  );

  it("reads counts of any size, and refuses what is no count", () => {
    expect(parseCount(1.5)).toEqual({ n: 15n, d: 10n });
    expect(parseCount(1e21)).toEqual({ n: 10n ** 21n, d: 1n });
    for (const bad of [-1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(parseCount(bad)).toBeUndefined();
  });
});

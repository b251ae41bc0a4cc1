import * as fc from "fast-check";
import { expect, test } from "vitest";
import { toDecimal } from "./to-decimal.ts";

test.each([
  [0.16000000000000003, "0.16"],
  [0.30000000000000004, "0.3"],
  [2.5, "2.5"],
  [10, "10"],
  [1200, "1200"],
  [0.0028, "0.0028"],
  [1e-7, "0.0000001"],
  [123456.789, "123456.789"],
  [0.9999999999999999, "1"],
])("writes %d as %s", (value, text) => {
  expect(toDecimal(value)).toBe(text);
});

test("is a plain decimal of the same value for every price", () => {
  const prices = fc
    .integer({ min: 1, max: 999_999_999 })
    .chain((digits) => fc.integer({ min: 0, max: 9 }).map((places) => ({ digits, places })));
  fc.assert(
    fc.property(prices, ({ digits, places }) => {
      const text = toDecimal(digits / 10 ** places);
      expect(text).toMatch(/^(0|[1-9]\d*)(\.\d*[1-9])?$/);
      expect(Number(text)).toBe(Number(`${digits}e-${places}`));
    }),
  );
});

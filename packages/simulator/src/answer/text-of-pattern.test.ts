import { expect, it } from "vitest";
import { createRandom } from "./random.ts";
import { fittingText, textOfPattern } from "./text-of-pattern.ts";

it.each([
  "^call_[a-z0-9]{24}$",
  "^[a-zA-Z0-9]{9}$",
  "^fc\\.[\\w-]+$",
  "^[A-F0-9]{8}-[A-F0-9]{4,6}-x?\\d{3,}$",
  "^[^a-z]{10}$",
  "^t.{5}$",
])("makes a text that fits %s, another each time", (pattern) => {
  const random = createRandom(1, "ids");
  const made = Array.from({ length: 20 }, () => textOfPattern(pattern, random));
  for (const text of made) expect(text).toMatch(new RegExp(pattern));
  expect(new Set(made).size).toBe(20);
});

it("refuses a pattern that it cannot make texts of", () => {
  expect(() => textOfPattern("^(call|tool)_[0-9]{9}$", createRandom(1, "ids"))).toThrow(
    /\(call\|tool\)/,
  );
});

it("takes the first text that fits", () => {
  const random = createRandom(1, "ids");
  expect(fittingText(["call_1", "abc"], "^[a-z]{3}$", random)).toBe("abc");
  expect(fittingText(["call_1", "abc"], undefined, random)).toBe("call_1");
  expect(fittingText(["call_1"], "^x[0-9]{3}$", random)).toMatch(/^x\d{3}$/);
});

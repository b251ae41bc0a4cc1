import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesGlob } from "./glob.ts";
import { didYouMean, editDistance, nearNames } from "./near-names.ts";

describe("editDistance", () => {
  it.each([
    ["", "", 0],
    ["abc", "", 3],
    ["kitten", "sitting", 3],
    ["temperature", "tempreature", 1],
    ["topP", "topK", 1],
  ])("%s → %s is %i", (a, b, edits) => {
    expect(editDistance(a, b)).toBe(edits);
    expect(editDistance(b, a)).toBe(edits);
  });

  it("is 0 only for equal texts and never more than the longer one", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(editDistance(a, b) === 0).toBe(a === b);
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});

describe("nearNames", () => {
  const names = ["gpt-4o-mini", "gpt-4o", "claude-sonnet-5-5", "o3"];
  it("finds misspellings, parts and other spellings, nearest first", () => {
    expect(nearNames("gpt4o-mini", names)).toEqual(["gpt-4o-mini"]);
    expect(nearNames("GPT_4O", names)).toEqual(["gpt-4o", "gpt-4o-mini"]);
    expect(nearNames("sonnet", names)).toEqual(["claude-sonnet-5-5"]);
  });
  it("finds nothing far away", () => {
    expect(nearNames("llama", names)).toEqual([]);
    expect(nearNames("", names)).toEqual([]);
    expect(nearNames("x", ["a", "b"])).toEqual([]);
  });
  it("asks in plain words", () => {
    expect(didYouMean([])).toBe("");
    expect(didYouMean(["a"])).toBe('Did you mean "a"?');
    expect(didYouMean(["a", "b", "c"])).toBe('Did you mean "a", "b" or "c"?');
  });
});

describe("matchesGlob", () => {
  it.each([
    ["claude-*", "claude-x", true],
    ["claude-*", "xclaude-", false],
    ["*", "", true],
    ["a*b*c", "a1b2c", true],
    ["a*b*c", "a1c2b", false],
    ["ab*ba", "aba", false],
    ["gpt-4.1", "gpt-4x1", false],
    ["*-mini*", "gpt-4o-mini-2024", true],
  ])("%s on %s: %s", (pattern, text, expected) => {
    expect(matchesGlob(pattern, text)).toBe(expected);
  });
});

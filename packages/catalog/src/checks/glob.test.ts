import { describe, expect, it } from "vitest";
import { matchesGlob } from "./glob.ts";

describe("matchesGlob", () => {
  it.each([
    ["claude-*", "claude-3", true],
    ["claude-*", "claude-", true],
    ["claude-*", "anthropic.claude-3", false],
    ["*claude*", "anthropic.claude-3", true],
    ["*-pro", "gpt-5-pro", true],
    ["*-pro", "gpt-5-pro-2", false],
    ["a*b*c", "aXbYc", true],
    ["a*b*c", "aXcYb", false],
    ["a*a", "a", false],
    ["a.c", "abc", false],
    ["*", "", true],
    ["gpt-4o", "gpt-4o", true],
    ["gpt-4o", "gpt-4o-mini", false],
  ])("%s and %s: %s", (glob, text, matches) => {
    expect(matchesGlob(glob, text)).toBe(matches);
  });

  it("answers at once for a glob that makes regular expressions explode", () => {
    expect(matchesGlob(`${"*a".repeat(40)}b`, "a".repeat(10_000))).toBe(false);
  });
});

import { findPlatform } from "@byok/core/keys";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkPrefix } from "./check-prefix.ts";
import { cleanLabel, freeLabel } from "./clean-label.ts";
import { maskKey } from "./mask-key.ts";
import { catalogOrigins, cleanOrigins, platformOf, regionOf } from "./platform-origins.ts";

describe("masks", () => {
  test.each([
    ["sk-0123456789abcdefghijabcd", "sk-...abcd"],
    ["sk-ant-api03-0123456789abcdefghijklmnopq", "sk-ant-...nopq"],
    ["gsk_0123456789abcdefghijklmnopq", "gsk_...nopq"],
    ["AIzaSy0123456789abcdefghijklmnopq", "AIza...nopq"],
    ["xai-0123456789abcdefghijklmnopq", "xai-...nopq"],
    ["0123456789abcdefghijklmnopq", "012...nopq"],
    // Too short for the whole prefix beside the last four.
    ["sk-0123456789abcd", "s...abcd"],
    ["sk-0123456789abc", "...9abc"],
    ["sk-0123456789ab", "****"],
    ["", "****"],
    ["sk-proj-abcdefghijklmnopqrstuvwxyz1234", "sk-...1234"],
    ["sk-ant-api03-abcdefghijklmnopqr1234", "sk-...1234"],
  ])("%s is shown as %s", (key, mask) => {
    expect(maskKey(key)).toBe(mask);
  });

  test("no mask shows more than 30 percent of a key", () => {
    const prefix = fc.constantFrom("", "sk-", "sk-ant-", "sk-proj-", "bce-v3/", "gsk_");
    fc.assert(
      fc.property(prefix, fc.stringMatching(/^[!-~]{0,200}$/), (start, rest) => {
        const key = start + rest;
        const mask = maskKey(key);
        if (key.length < 16) return mask === "****";
        return mask.length - 3 <= 0.3 * key.length && mask.endsWith(`...${key.slice(-4)}`);
      }),
    );
  });
});

describe("prefixes", () => {
  const codes = (platform: string, key: string): string[] => {
    const row = findPlatform(platform);
    if (row === undefined) throw new Error(platform);
    return checkPrefix(key, row).map(({ code }) => code);
  };

  test.each([
    ["openai", "sk-proj-0123", []],
    ["anthropic", "sk-ant-0123", []],
    ["openai", "sk-ant-0123", ["other_platform"]],
    ["deepseek", "sk-or-v1-0123", ["other_platform"]],
    ["anthropic", "sk-0123", ["unusual_prefix"]],
    ["groq", "gsk-0123", ["unusual_prefix"]],
    ["mistral", "gsk_0123", ["other_platform"]],
    ["mistral", "sk-0123", []],
    ["mistral", "0123456789", []],
  ])("%s with %s: %j", (platform, key, expected) => {
    expect(codes(platform, key)).toEqual(expected);
  });
});

describe("labels", () => {
  test("are trimmed; hidden characters, empty and long ones are refused", () => {
    expect(cleanLabel("  work \n")).toBe("work");
    expect(cleanLabel("büro ☕")).toBe("büro ☕");
    for (const bad of ["", "  ", "a\u001bb", "a\u202eb", "a\nb", "a\ud800", "x".repeat(65)]) {
      expect(() => cleanLabel(bad)).toThrow("label");
    }
  });

  test("the first free one", () => {
    expect(freeLabel([])).toBe("default");
    expect(freeLabel(["default", "key-2", "key-4"])).toBe("key-3");
  });
});

describe("regions and origins", () => {
  test("an endpoint's id or region names a region; the first is the default", () => {
    const moonshot = platformOf("moonshot");
    expect(regionOf(moonshot, undefined)).toBe("intl");
    expect(regionOf(moonshot, "cn")).toBe("cn");
    expect(() => regionOf(moonshot, "mars")).toThrow("no region");
    expect(regionOf(platformOf("openai"), undefined)).toBeUndefined();
  });

  test("origins are those of the region, without addresses that the user completes", () => {
    expect(catalogOrigins(platformOf("moonshot"), "cn")).toEqual(["https://api.moonshot.cn"]);
    expect(catalogOrigins(platformOf("azure"), undefined)).toEqual([]);
    expect(
      cleanOrigins(
        ["https://b.example/v1", "https://a.example:8443", "https://b.example"],
        "openai",
      ),
    ).toEqual(["https://a.example:8443", "https://b.example"]);
    expect(cleanOrigins(["http://127.0.0.1:8080/v1"], "vllm")).toEqual(["http://127.0.0.1:8080"]);
    for (const bad of [
      "http://10.0.0.1",
      "ftp://a.example",
      "a.example",
      "https://user:pw@a.example",
      "http://127.0.0.1.evil.example",
    ]) {
      expect(() => cleanOrigins([bad], "openai"), bad).toThrow("https");
    }
  });
});

import { describe, expect, it } from "vitest";
import { PLATFORM_ALIASES, PLATFORMS } from "../generated/platforms.ts";
import { findPlatform, nearPlatforms } from "./find-platform.ts";

describe("findPlatform", () => {
  it("finds every platform by its id and by every alias, in any case, with underscores or hyphens", () => {
    const names: [string, string][] = [
      ...Object.keys(PLATFORMS).map((id): [string, string] => [id, id]),
      ...Object.entries(PLATFORM_ALIASES),
    ];
    for (const [name, id] of names) {
      for (const spelling of [
        name,
        name.toUpperCase(),
        name.replaceAll("-", "_"),
        name.toUpperCase().replaceAll("_", "-"),
        ` ${name} `,
      ]) {
        expect(findPlatform(spelling)?.id, spelling).toBe(id);
      }
    }
  });

  it("finds the seed's spellings", () => {
    expect(findPlatform("OpenAI")).toBe(PLATFORMS["openai"]);
    expect(findPlatform("stub")?.id).toBe("simulator");
    expect(findPlatform("openai_compatible_model")?.id).toBe("openai-compatible-model");
  });

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty", "", " "])(
    "finds nothing under %j",
    (name) => {
      expect(findPlatform(name)).toBeUndefined();
    },
  );
});

describe("nearPlatforms", () => {
  it.each([
    ["opnai", "openai"],
    ["Anthropics", "anthropic"],
    ["deep-seek", "deepseek"],
    ["open_ai", "openai"],
    ["openai-compatible", "openai-compatible-model"],
  ])("%s is near to %s", (name, id) => {
    expect(nearPlatforms(name)).toContain(id);
  });

  it("gives the nearest first, and nothing for a name that is like none", () => {
    expect(nearPlatforms("anthropi")[0]).toBe("anthropic");
    expect(nearPlatforms("zzzzzzzzzzzz")).toEqual([]);
    expect(nearPlatforms("x").length).toBeLessThanOrEqual(3);
  });
});

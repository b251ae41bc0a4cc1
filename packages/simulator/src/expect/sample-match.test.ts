import { describe, expect, it } from "vitest";
import { listPlatforms } from "@byok/core";
import { sampleMatch } from "./sample-match.ts";

describe("sampleMatch", () => {
  it.each([
    ["^insufficient_quota$", "insufficient_quota"],
    ["^(1302|1303)$", "1302"],
    ["^100[0-5]$", "1000"],
    ["[Dd]ata_?[Ii]nspection", "Data_Inspection"],
    ["a\\.b\\d{3}", "a.b111"],
    ["one|two", "one"],
  ])("%s", (pattern, text) => {
    expect(sampleMatch(pattern)).toBe(text);
  });

  it("serves every pattern of the catalog", () => {
    for (const platform of listPlatforms()) {
      const policies = [platform, ...platform.surfaces, ...Object.values(platform.families ?? {})];
      for (const { match } of policies.flatMap(({ errors = [] }) => errors)) {
        if (match !== undefined) expect(sampleMatch(match)).toMatch(new RegExp(match, "i"));
      }
    }
  });

  it("refuses what it cannot serve", () => {
    expect(() => sampleMatch("(?=a)b")).toThrow(/No sample/);
  });
});

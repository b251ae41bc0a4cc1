import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { PLATFORM_ALIASES, PLATFORMS } from "../generated/platforms.ts";

describe("the platform table, which is in every bundle", () => {
  it("stays under 1,360 bytes for each platform, and under 250 compressed", () => {
    const text = JSON.stringify([PLATFORMS, PLATFORM_ALIASES]);
    // Per platform, so that a new one does not go red for the size of the others.
    const count = Object.keys(PLATFORMS).length;
    expect(text.length / count).toBeLessThan(1360);
    expect(gzipSync(text, { level: 9 }).length / count).toBeLessThan(250);
  });

  it("has every platform of the seed", () => {
    expect(Object.keys(PLATFORMS).length).toBeGreaterThanOrEqual(48);
    for (const [key, platform] of Object.entries(PLATFORMS)) expect(platform.id).toBe(key);
  });

  it("carries no provenance and no code-generation field", () => {
    for (const platform of Object.values(PLATFORMS)) {
      for (const field of ["configName", "sources", "confidence", "waivers", "aliases"])
        expect(platform).not.toHaveProperty(field);
    }
  });
});

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { findKeyPlace } from "./key-place.ts";

describe("findKeyPlace", () => {
  const file = join(mkdtempSync(join(tmpdir(), "byok-place-")), "keys.env");
  writeFileSync(file, "GEMINI_API_KEY=from-file\nGROQ_API_KEY=\n");

  it("names the variable and where it is, never the key", () => {
    vi.stubEnv("GOOGLE_API_KEY", "canary");
    expect(findKeyPlace("gemini")).toEqual({ name: "GOOGLE_API_KEY", source: "environment" });
  });

  it("reads a file only when it is asked for, and the environment first", () => {
    expect(findKeyPlace("gemini")).toBeUndefined();
    expect(findKeyPlace("gemini", { envFile: file })).toEqual({
      name: "GEMINI_API_KEY",
      source: "env-file",
    });
    vi.stubEnv("GOOGLE_API_KEY", "canary");
    expect(findKeyPlace("gemini", { envFile: file })?.source).toBe("environment");
  });

  it("counts a region's own variable, and no blank one", () => {
    vi.stubEnv("ZAI_API_KEY", "key");
    expect(findKeyPlace("zhipu")?.name).toBe("ZAI_API_KEY");
    expect(findKeyPlace("groq", { envFile: file })).toBeUndefined();
    expect(findKeyPlace("no-such-platform")).toBeUndefined();
  });
});

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { findUrlPlace } from "../index.ts";

describe("findUrlPlace", () => {
  const file = join(mkdtempSync(join(tmpdir(), "byok-place-")), "servers.env");
  writeFileSync(file, "VLLM_BASE_URL=http://127.0.0.1:9/v1\nOLLAMA_BASE_URL=\n");

  it("names the variable that gives an address, and where it is", () => {
    expect(findUrlPlace("vllm")).toBeUndefined();
    expect(findUrlPlace("vllm", { envFile: file })).toEqual({
      name: "VLLM_BASE_URL",
      source: "env-file",
    });
    vi.stubEnv("VLLM_BASE_URL", "http://localhost:8000/v1");
    expect(findUrlPlace("vllm", { envFile: file })?.source).toBe("environment");
  });

  it("counts no blank one, and knows no platform that the catalog does not", () => {
    expect(findUrlPlace("ollama", { envFile: file })).toBeUndefined();
    expect(findUrlPlace("no-such-platform")).toBeUndefined();
  });
});

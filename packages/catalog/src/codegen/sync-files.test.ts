import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { generatedFile } from "./literal.ts";
import { applyDrift, findDrift } from "./sync-files.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "byok-sync-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const files = new Map([
  ["gen/a.ts", generatedFile("a")],
  ["gen/deep/b.ts", generatedFile("b")],
  ["c.md", "c"],
]);

describe("sync", () => {
  it("writes what is missing, then nothing more", () => {
    const drift = findDrift(root, files, ["gen"]);
    expect(drift).toEqual({ changed: ["c.md", "gen/a.ts", "gen/deep/b.ts"], stale: [] });
    applyDrift(root, files, drift);
    const before = statSync(join(root, "gen/a.ts"), { bigint: true }).mtimeNs;
    expect(findDrift(root, files, ["gen"])).toEqual({ changed: [], stale: [] });
    applyDrift(root, files, findDrift(root, files, ["gen"]));
    expect(statSync(join(root, "gen/a.ts"), { bigint: true }).mtimeNs).toBe(before);
  });

  it("repairs a hand edit and deletes stale files", () => {
    applyDrift(root, files, findDrift(root, files, ["gen"]));
    writeFileSync(join(root, "gen/a.ts"), `${files.get("gen/a.ts")}// by hand\n`);
    writeFileSync(join(root, "gen/old.ts"), generatedFile("old"));
    const drift = findDrift(root, files, ["gen"]);
    expect(drift).toEqual({ changed: ["gen/a.ts"], stale: ["gen/old.ts"] });
    applyDrift(root, files, drift);
    expect(readFileSync(join(root, "gen/a.ts"), "utf8")).toBe(files.get("gen/a.ts"));
    expect(findDrift(root, files, ["gen"])).toEqual({ changed: [], stale: [] });
  });

  it("never deletes a file that somebody wrote by hand", () => {
    mkdirSync(join(root, "gen"));
    writeFileSync(join(root, "gen/mine.ts"), "export const mine = 1;\n");
    expect(() => applyDrift(root, files, findDrift(root, files, ["gen"]))).toThrow("gen/mine.ts");
    expect(readFileSync(join(root, "gen/mine.ts"), "utf8")).toContain("mine");
  });
});

import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ACME } from "./__fixtures__/acme.ts";
import { CATALOG_DIR, loadCatalog } from "./load-catalog.ts";
import { formatProblem } from "./problem.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "byok-catalog-"));
  mkdirSync(join(dir, "platforms"));
  writeFileSync(join(dir, "platforms/acme.yaml"), ACME);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const problems = (): string[] => loadCatalog(dir).problems.map(formatProblem);

describe("loadCatalog", () => {
  it("reads a folder", () => {
    cpSync(join(CATALOG_DIR, "plugins.yaml"), join(dir, "plugins.yaml"));
    const { catalog, plugins } = loadCatalog(dir);
    expect(problems()).toEqual([]);
    expect([...catalog.keys()]).toEqual(["acme"]);
    expect(plugins.find((plugin) => plugin.package === "@byok/anthropic")).toEqual({
      package: "@byok/anthropic",
      export: "anthropic",
      id: "anthropic",
      wires: ["anthropic-messages"],
      authenticators: [],
      framings: [],
      exists: true,
    });
  });

  it("refuses what is no plain, small UTF-8 file, and goes on with the rest", () => {
    writeFileSync(join(dir, "platforms/latin.yaml"), Buffer.from("name: \xe4\n", "latin1"));
    writeFileSync(join(dir, "platforms/large.yaml"), "#".repeat(1_048_577));
    mkdirSync(join(dir, "platforms/folder.yaml"));
    symlinkSync("/etc/hostname", join(dir, "platforms/link.yaml"));
    writeFileSync(join(dir, "platforms/.hidden"), "");
    expect(problems()).toEqual([
      "platforms/folder.yaml:1:1 is not a plain file",
      "platforms/large.yaml:1:1 is larger than 1 MiB",
      "platforms/latin.yaml:1:1 is not UTF-8 text",
      "platforms/link.yaml:1:1 is not a plain file",
    ]);
    expect([...loadCatalog(dir).catalog.keys()]).toEqual(["acme"]);
  });

  it("sees a byte order mark", () => {
    writeFileSync(join(dir, "platforms/acme.yaml"), `\ufeff${ACME}`);
    expect(problems()).toEqual([
      "platforms/acme.yaml:1:1 has a byte order mark (U+FEFF): save the file as UTF-8 without it",
    ]);
  });

  it("throws where there is no folder at all", () => {
    expect(() => loadCatalog(join(dir, "nowhere"))).toThrow(/nowhere/);
  });
});

describe("byok's own catalog", () => {
  it("has no problems", () => {
    const { catalog, problems: found } = loadCatalog();
    expect(found.map(formatProblem)).toEqual([]);
    expect(catalog.size).toBeGreaterThanOrEqual(48);
  });
});

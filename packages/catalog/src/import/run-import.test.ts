import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { factOf } from "./__fixtures__/fact-of.ts";
import { runImport } from "./run-import.ts";

let dir = "";
let facts = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "byok-import-"));
  facts = join(dir, "facts.json");
  const row = { context: 1000, input_usd_per_mtok: 1, output_usd_per_mtok: 2 };
  const rows = [
    factOf({ platform: "aws_bedrock", id: "m", ...row }),
    factOf({ platform: "acme", id: "n", ...row }),
    factOf({ platform: "acme", id: "n-image", kind: "image" }),
  ];
  writeFileSync(facts, JSON.stringify(rows));
  mkdirSync(join(dir, "platforms"));
  writePlatform(dir, "acme", "Acme");
  writePlatform(dir, "aws-bedrock", "Bedrock");
});
afterEach(() => rmSync(dir, { recursive: true }));

function writePlatform(folder: string, id: string, name: string): void {
  const env = `${name.toUpperCase()}_API_KEY`;
  writeFileSync(
    join(folder, "platforms", `${id}.yaml`),
    `name: ${name}\nkind: direct\nconfigName: ${name}Config\nenv: [${env}]\nendpoints: [{ id: default, baseUrl: "https://api.${id}.example" }]\nsurfaces: [{ wire: openai-chat, auth: bearer }]\n`,
  );
}

function run(...args: string[]): { code: number; out: string; err: string } {
  const result = { code: 0, out: "", err: "" };
  result.code = runImport(args, dir, {
    out: (text) => (result.out += text),
    err: (text) => (result.err += text),
  });
  return result;
}

test("writes one file per platform and says what it did", () => {
  const { code, out } = run("--", facts);
  expect(code).toBe(0);
  expect(out).toContain("acme: 1 added, 0 changed, 0 prices closed, 0 unchanged, 1 skipped\n");
  expect(out).toContain("  skipped (kind image): 1: n-image\n");
  expect(out).toContain("2 model files changed.\n");
  expect(readFileSync(join(dir, "models/acme.yaml"), "utf8")).toContain(
    "  n:\n    context: 1000\n",
  );
  expect(existsSync(join(dir, "models/aws-bedrock.yaml"))).toBe(true);
  expect(run(facts).out).toContain("0 model files changed.\n");
});

test("says what changed in a model", () => {
  run(facts);
  const rows = JSON.parse(readFileSync(facts, "utf8")) as Record<string, unknown>[];
  Object.assign(rows[1] ?? {}, {
    context: 2000,
    input_usd_per_mtok: 3,
    price_source: "pi-ai@2026-11-15",
  });
  writeFileSync(facts, JSON.stringify(rows));
  const { out } = run(facts, "--platform", "acme");
  expect(out).toContain("acme: 0 added, 1 changed, 1 prices closed, 0 unchanged, 1 skipped\n");
  expect(out).toContain("  changed n: context, 1 new prices, 1 closed\n");
});

test("--dry-run writes nothing", () => {
  const { code, out } = run(facts, "--dry-run");
  expect(code).toBe(0);
  expect(out).toContain("2 model files would change.\n");
  expect(existsSync(join(dir, "models"))).toBe(false);
});

test("--platform takes one platform, with hyphens or underscores", () => {
  expect(run(facts, "--platform", "aws_bedrock").code).toBe(0);
  expect(existsSync(join(dir, "models/aws-bedrock.yaml"))).toBe(true);
  expect(existsSync(join(dir, "models/acme.yaml"))).toBe(false);
});

test("--dir names another catalog, whose platform files are read", () => {
  const other = join(dir, "other");
  mkdirSync(join(other, "platforms"), { recursive: true });
  writeFileSync(join(other, "platforms/acme.yaml"), "name: Acme\nmodels: live\n");
  writePlatform(other, "aws-bedrock", "Bedrock");
  const { out } = run(facts, "--dir", other);
  expect(out).toContain("acme: left alone: its platform file says models: live\n");
  expect(existsSync(join(other, "models/aws-bedrock.yaml"))).toBe(true);
});

test.each([
  [[], 2, "A facts file is needed"],
  [["a.json", "b.json"], 2, "One facts file at a time: a.json, b.json."],
  [["--nope"], 2, "Unknown option"],
  [["/nowhere/facts.json"], 1, "/nowhere/facts.json: cannot be read"],
])("answers %j with %i", (args, code, message) => {
  const result = run(...args);
  expect(result.code).toBe(code);
  expect(result.err).toContain(message);
  expect(result.out).toBe("");
});

test("names the platforms of the file when it does not hold the one asked for", () => {
  const { code, err } = run(facts, "--platform", "openai");
  expect(code).toBe(1);
  expect(err).toContain("holds no rows of: openai. It holds: acme, aws-bedrock.");
});

test("refuses a wrong file and touches nothing", () => {
  writeFileSync(facts, "{}");
  const { code, err } = run(facts);
  expect(code).toBe(1);
  expect(err).toContain("not a facts file: expected a JSON array of model rows, found an object");
  expect(existsSync(join(dir, "models"))).toBe(false);
});

test("--help prints the usage", () => {
  expect(run("--help")).toMatchObject({ code: 0, err: "" });
});

test("leaves a platform alone that the catalog does not have", () => {
  writeFileSync(facts, JSON.stringify([factOf({ platform: "nowhere", id: "m", context: 1000 })]));
  const { code, out } = run(facts);
  expect(code).toBe(0);
  expect(out).toContain(
    "nowhere: left alone: there is no platforms/nowhere.yaml; `pnpm new:platform nowhere` makes one\n",
  );
  expect(existsSync(join(dir, "models/nowhere.yaml"))).toBe(false);
});

test.each([
  ["an id that is none", { id: "a b" }, 'models["a b"]'],
  ["a name that reads backwards", { name: "A\u202EB" }, "reading direction"],
  ["a price in another unit", { input_usd_per_mtok: 1e9 }, "looks like another unit"],
])("refuses facts that break the catalog: %s", (_, more, message) => {
  run(facts);
  const before = readFileSync(join(dir, "models/acme.yaml"), "utf8");
  const bad = { platform: "acme", id: "bad", context: 1000, output_usd_per_mtok: 2 };
  writeFileSync(facts, JSON.stringify([factOf({ ...bad, ...more })]));
  const { code, err } = run(facts);
  expect(code).toBe(1);
  expect(err).toContain("nothing was written");
  expect(err).toContain(message);
  expect(readFileSync(join(dir, "models/acme.yaml"), "utf8")).toBe(before);
});

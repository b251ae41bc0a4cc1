import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { smallCatalog, textsOf } from "./__fixtures__/small-catalog.ts";
import { runCodegen } from "./run-codegen.ts";

const repository = fileURLToPath(new URL("../../../..", import.meta.url));
const GENERATED = "packages/core/src/generated";

let root: string;
let output: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "byok-codegen-"));
  output = [];
  for (const [path, text] of Object.entries(textsOf(smallCatalog())))
    writeFile(join("packages/catalog", path), text);
});
afterEach(() => rmSync(root, { recursive: true }));

const writeFile = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

const readFile = (path: string): string => readFileSync(join(root, path), "utf8");

const run = (check = false): number => {
  output = [];
  return runCodegen({
    root,
    catalogDir: join(root, "packages/catalog"),
    check,
    print: (line) => output.push(line),
  });
};

describe("codegen", () => {
  it("writes everything, then finds nothing to do", () => {
    expect(run()).toBe(0);
    expect(existsSync(join(root, `${GENERATED}/types/acme.ts`))).toBe(true);
    expect(run(true)).toBe(0);
    expect(run()).toBe(0);
    expect(output.filter((line) => /^(wrote|deleted)/u.test(line))).toEqual([]);
  });

  it("reports model ids without a key when it writes", () => {
    run();
    expect(output).toContain(
      "note: ModelType.ACME_1_5 is acme-1.5 (acme); without a key of their own: acme-1-5 (bridge).",
    );
    run(true);
    expect(output).toEqual([]);
  });

  it("goes red on a hand edit of any generated file, and writes nothing", () => {
    run();
    for (const path of [
      `${GENERATED}/platforms.ts`,
      `${GENERATED}/types/acme.ts`,
      ".env.example",
      "README.md",
    ]) {
      const edited = readFile(path).replace("acme", "edited").replace("ACME", "EDITED");
      writeFile(path, edited);
      expect(run(true), path).toBe(1);
      expect(output).toContain(`${path} is not what the catalog says`);
      expect(output.at(-1)).toContain("run pnpm codegen");
      expect(readFile(path)).toBe(edited);
      run();
      expect(run(true), path).toBe(0);
    }
  });

  it("goes red when the catalog changes", () => {
    run();
    const path = "packages/catalog/platforms/acme.yaml";
    writeFile(path, readFile(path).replace('"Acme"', '"Acme Cloud"'));
    expect(run(true)).toBe(1);
    expect(output).toContain(`${GENERATED}/platforms.ts is not what the catalog says`);
  });

  it("goes red on a stale file, and deletes it", () => {
    run();
    rmSync(join(root, "packages/catalog/platforms/local.yaml"));
    expect(run(true)).toBe(1);
    expect(output).toContain(`${GENERATED}/types/local.ts is generated from nothing any more`);
    expect(run()).toBe(0);
    expect(existsSync(join(root, `${GENERATED}/types/local.ts`))).toBe(false);
  });

  it("keeps what stands outside the markers of the README", () => {
    writeFile(
      "README.md",
      "# Mine\n\n<!-- platforms:start -->\nold\n<!-- platforms:end -->\n\nThe end.\n",
    );
    run();
    expect(readFile("README.md")).toMatch(
      /^# Mine\n\n<!-- platforms:start -->\n\| Platform [\s\S]*<!-- platforms:end -->\n\nThe end\.\n$/u,
    );
  });

  it("prints every problem with its place and writes nothing", () => {
    const path = "packages/catalog/platforms/acme.yaml";
    writeFile(
      path,
      readFile(path)
        .replace('"docsUrl"', '"docUrl"')
        .replace('"direct"', '"indirect"')
        .replace('"env"', '"envs"'),
    );
    expect(run()).toBe(1);
    expect(
      output.filter((line) => /^packages\/catalog\/platforms\/acme\.yaml:\d+:\d+ /u.test(line))
        .length,
    ).toBeGreaterThan(1);
    expect(existsSync(join(root, GENERATED))).toBe(false);
  });

  it("goes red from the command line", () => {
    const command = join(repository, "packages/catalog/src/cli/codegen.ts");
    const catalog = join(root, "packages/catalog");
    const codegen = (...args: string[]): ReturnType<typeof spawnSync> =>
      spawnSync(process.execPath, [command, "--root", root, "--catalog", catalog, ...args], {
        encoding: "utf8",
      });
    expect(codegen().status).toBe(0);
    expect(codegen("--check").status).toBe(0);
    writeFile(`${GENERATED}/model-type.ts`, `${readFile(`${GENERATED}/model-type.ts`)}\n`);
    const { status, stdout } = codegen("--check");
    expect(status).toBe(1);
    expect(stdout).toContain(`${GENERATED}/model-type.ts`);
  }, 60_000);
});

describe.each(["codegen", "json-schema"])("the command %s", (name) => {
  const command = join(repository, `packages/catalog/src/cli/${name}.ts`);
  const call = (...args: string[]) =>
    spawnSync(process.execPath, [command, ...args], { encoding: "utf8" });

  it.each([[["--help"]], [["-h"]], [["--", "--help"]]])("shows its flags for %j", (args) => {
    const { status, stdout, stderr } = call(...args);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^Usage: [\s\S]*--check/);
  });

  it.each([[["--chek"]], [["extra"]], [["--check=yes"]]])("explains itself for %j", (args) => {
    const { status, stdout, stderr } = call(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("Usage: ");
    expect(stderr).not.toMatch(/^ {4}at /m);
  });
});

describe("this repository", () => {
  it("has generated files that are what its catalog says", () => {
    const lines: string[] = [];
    const code = runCodegen({
      root: repository,
      catalogDir: join(repository, "packages/catalog"),
      check: true,
      print: (line) => lines.push(line),
    });
    expect(code, lines.filter((line) => !line.startsWith("note:")).join("\n")).toBe(0);
  }, 60_000);
});

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ACME } from "../__fixtures__/acme.ts";
import { loadCatalog } from "../load-catalog.ts";
import { formatProblem } from "../problem.ts";
import { runNewPlatform } from "./run-new-platform.ts";

const COMMAND = fileURLToPath(new URL("../cli/new-platform.ts", import.meta.url));
const PLUGINS = '"@byok/wavy": { export: wavy, id: wavy, wires: [wavy-chat], exists: false }\n';

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "byok-new-"));
  mkdirSync(join(dir, "platforms"));
  writeFileSync(join(dir, "platforms/acme.yaml"), ACME);
  writeFileSync(join(dir, "plugins.yaml"), PLUGINS);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const FLAGS = [
  "--name",
  "Bend AI",
  "--base-url",
  "https://api.bend.example/v1",
  "--env",
  "BEND_API_KEY",
  "--keys-url",
  "https://bend.example/keys",
  "--docs-url",
  "https://docs.bend.example",
];

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [COMMAND, ...args, "--dir", dir], {
    encoding: "utf8",
    input: "",
  });
}

/** The same without a process of its own, for the many refusals. */
async function runHere(...args: string[]): Promise<{ status: number; stderr: string }> {
  let stderr = "";
  const status = await runNewPlatform({
    args: [...args, "--dir", dir],
    today: new Date(),
    print: () => {},
    printError: (text) => {
      stderr += text;
    },
  });
  return { status, stderr };
}

const problems = (): string[] => loadCatalog(dir).problems.map(formatProblem);
const files = (): string[] => readdirSync(join(dir, "platforms")).toSorted();

describe("pnpm new:platform with flags", () => {
  it("writes a file that the catalog accepts, and says what is next", () => {
    const { status, stdout, stderr } = run("bend", ...FLAGS);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain(join(dir, "platforms", "bend.yaml"));
    // The command line runs what is built: without that it knows no new platform.
    expect(stdout).toMatch(
      /pnpm codegen[\s\S]*pnpm check[\s\S]*pnpm build[\s\S]*BEND_API_KEY=.* bend\//,
    );
    expect(problems()).toEqual([]);
    const bend = loadCatalog(dir).catalog.get("bend");
    expect(bend?.configName).toBe("BendConfig");
    expect(bend?.platform).toEqual({
      id: "bend",
      name: "Bend AI",
      kind: "direct",
      docsUrl: "https://docs.bend.example",
      keysUrl: "https://bend.example/keys",
      env: ["BEND_API_KEY"],
      endpoints: [{ id: "default", baseUrl: "https://api.bend.example/v1" }],
      surfaces: [{ wire: "openai-chat", auth: "bearer" }],
      models: "live",
    });
  });

  it("writes comments whose examples hold when they are taken out", () => {
    run("bend", ...FLAGS);
    const file = join(dir, "platforms/bend.yaml");
    const text = readFileSync(file, "utf8");
    expect(text.split("\n")[0]).toBe(
      "# yaml-language-server: $schema=../schema/platform.schema.json",
    );
    const data = /^( *)# ((?: *[\w-]+:(?: .*)?| *- .*))$/;
    const kept = text
      .split("\n")
      .filter((line) => line !== "models: live")
      .map((line) =>
        /^\s*# (aliases|currency|modelsApi|params|models):/.test(line) || line.startsWith("#   ")
          ? line.replace(data, "$1$2")
          : line,
      );
    writeFileSync(file, kept.join("\n"));
    expect(problems()).toEqual([]);
    const bend = loadCatalog(dir).catalog.get("bend");
    expect(bend?.models.map((model) => model.id)).toEqual(["bend-large"]);
    expect(Object.keys(bend?.platform.params ?? {}).toSorted()).toEqual([
      "logitBias",
      "maxTokens",
      "temperature",
    ]);
    expect(bend?.platform.endpoints[0]?.currency).toBe("USD");
  });

  it("names every missing flag without a terminal", () => {
    const { status, stderr } = run("bend", "--name", "Bend");
    expect(status).toBe(1);
    expect(stderr).toContain("Missing: --base-url, --env, --keys-url, --docs-url.");
    expect(files()).toEqual(["acme.yaml"]);
  });

  it("names every wrong answer at once", () => {
    const { status, stderr } = run(
      "bend",
      "--name",
      "Bеnd",
      "--base-url",
      "http://api.bend.example/v1",
      "--env",
      "NODE_OPTIONS",
      "--keys-url",
      "javascript:x",
      "--docs-url",
      "docs",
      "--wire",
      "wavy-chatt",
      "--kind",
      "directly",
    );
    expect(status).toBe(1);
    for (const part of [
      "--name: mixes Latin and Cyrillic",
      "--base-url: not an https URL",
      "--env: steers other programs",
      "--keys-url: not an https URL",
      "--docs-url: not an https URL",
      "--wire: wavy-chatt is unknown; did you mean wavy-chat?",
      "--kind: must be one of direct, connector, local",
    ]) {
      expect(stderr).toContain(part);
    }
    expect(files()).toEqual(["acme.yaml"]);
  });

  it.each([
    [
      "an id that is another's alias",
      "acme-ai",
      FLAGS,
      'id: the id "acme-ai" is also a name of acme',
    ],
    ["another's name", "bend", FLAGS.with(1, "ACME"), '--name: "ACME" is taken by acme'],
    [
      "another's key",
      "bend",
      FLAGS.with(5, "ACME_API_KEY"),
      "--env: ACME_API_KEY is the key of acme too",
    ],
    [
      "a strange port",
      "bend",
      FLAGS.with(3, "https://api.bend.example:444/v1"),
      "--base-url: has the port 444",
    ],
    [
      "an operation's path",
      "bend",
      FLAGS.with(3, "https://api.bend.example/v1/chat/completions"),
      "--base-url: ends in /chat/completions, the path of one operation: leave it out, as in https://api.bend.example/v1",
    ],
    ["an id of capitals", "Bend", FLAGS, 'The id "Bend" must be lower-case'],
    ["an id that climbs", "../bend", FLAGS, 'The id "../bend" must be lower-case'],
  ])("refuses %s", async (_, id, flags, message) => {
    const { status, stderr } = await runHere(id, ...flags);
    expect(stderr).toContain(message);
    expect(status).toBe(1);
    expect(files()).toEqual(["acme.yaml"]);
  });

  it("never writes over a file", () => {
    const { status, stderr } = run("acme", ...FLAGS);
    expect(status).toBe(1);
    expect(stderr).toContain("is there already; nothing was changed");
    expect(readFileSync(join(dir, "platforms/acme.yaml"), "utf8")).toBe(ACME);
  });

  it("writes a local server without a key", () => {
    const { status, stderr } = run(
      "bend",
      "--kind",
      "local",
      "--name",
      "Bend",
      "--base-url",
      "http://localhost:8123/v1",
      "--docs-url",
      "https://bend.example",
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(problems()).toEqual([]);
    expect(loadCatalog(dir).catalog.get("bend")?.platform.surfaces).toEqual([
      { wire: "openai-chat", auth: "none" },
    ]);
  });

  it("signs in as other platforms do on the same wire", () => {
    writeFileSync(
      join(dir, "platforms/cove.yaml"),
      "name: Cove\nkind: direct\nconfigName: CoveConfig\nenv: [COVE_API_KEY]\nendpoints: [{ id: default }]\nsurfaces: [{ wire: wavy-chat, auth: header, authName: x-api-key }]\nmodels: live\n",
    );
    expect(run("bend", ...FLAGS, "--wire", "wavy-chat").status).toBe(0);
    expect(loadCatalog(dir).catalog.get("bend")?.platform.surfaces).toEqual([
      { wire: "wavy-chat", auth: "header", authName: "x-api-key" },
    ]);
  });

  it.each([[["--nonsense"]], [[]], [["a", "b"]]])("explains itself for %j", async (args) => {
    const { status, stderr } = await runHere(...args);
    expect(status).toBe(2);
    expect(stderr).toContain("Usage: pnpm new:platform <id>");
  });

  it("takes arguments after --", () => {
    const { status } = spawnSync(
      process.execPath,
      [COMMAND, "--", "bend", ...FLAGS, "--dir", dir],
      { encoding: "utf8", input: "" },
    );
    expect(status).toBe(0);
  });
});

describe("pnpm new:platform on a terminal", () => {
  async function talk(
    typed: string,
    ...args: string[]
  ): Promise<{ code: number; shown: string; errors: string }> {
    const input = new PassThrough();
    const output = new PassThrough();
    let errors = "";
    input.end(typed);
    const code = await runNewPlatform({
      args: ["bend", "--dir", dir, ...args],
      terminal: { input, output },
      today: new Date("2026-11-21T12:00:00Z"),
      print: () => {},
      printError: (text) => {
        errors += text;
      },
    });
    return { code, shown: String(output.read() ?? ""), errors };
  }

  it("asks five questions, each again until its answer holds", async () => {
    const { code, shown } = await talk(
      "\nhttp://api.bend.example\nhttps://api.bend.example/v1/messages\nhttps://api.bend.example/v1\n\nhttps://bend.example/keys\nhttps://docs.bend.example\n",
    );
    expect(code).toBe(0);
    expect(shown.match(/Base URL, .*, without \/chat\/completions/g)).toHaveLength(3);
    expect(shown).toContain("  not an https URL\n");
    expect(shown).toContain("  ends in /messages, the path of one operation: leave it out");
    expect(loadCatalog(dir).catalog.get("bend")?.platform).toMatchObject({
      name: "Bend",
      env: ["BEND_API_KEY"],
    });
    expect(readFileSync(join(dir, "platforms/bend.yaml"), "utf8")).toContain("date: 2026-11-21");
  });

  it("takes none for the key's page where it is not known, as the schema does", async () => {
    const { code, shown } = await talk(
      "\nhttps://api.bend.example/v1\n\nnone\nhttps://docs.bend.example\n",
    );
    expect(code).toBe(0);
    expect(shown).toContain(
      "Page where a user gets a key (none if it has no key, or the page is not known)",
    );
    expect(problems()).toEqual([]);
    const text = readFileSync(join(dir, "platforms/bend.yaml"), "utf8");
    expect(text).toContain(
      "\n# The page where a user gets a key; without it, error texts name docsUrl.\n# keysUrl: https://bend.com/keys\n",
    );
    expect(loadCatalog(dir).catalog.get("bend")?.platform).toMatchObject({ env: ["BEND_API_KEY"] });
  });

  it("asks again at once for a name or a variable that another platform has", async () => {
    const { code, shown, errors } = await talk(
      "ACME\nBend AI\nhttps://api.bend.example/v1\nACME_API_KEY\n\nhttps://bend.example/keys\nhttps://docs.bend.example\n",
    );
    expect({ code, errors }).toEqual({ code: 0, errors: "" });
    expect(shown.match(/Name that people read/g)).toHaveLength(2);
    expect(shown.match(/Environment name/g)).toHaveLength(2);
    expect(shown).toContain('  "ACME" is taken by acme\n');
    expect(shown).toContain("  ACME_API_KEY is the key of acme too");
    expect(loadCatalog(dir).catalog.get("bend")?.platform).toMatchObject({
      name: "Bend AI",
      env: ["BEND_API_KEY"],
    });
  });

  it("refuses an id that another platform has before it asks anything", async () => {
    const input = new PassThrough();
    const output = new PassThrough();
    let errors = "";
    const code = await runNewPlatform({
      args: ["acme-ai", "--dir", dir],
      terminal: { input, output },
      today: new Date(),
      print: () => {},
      printError: (text) => (errors += text),
    });
    expect(code).toBe(1);
    expect(errors).toContain('id: the id "acme-ai" is also a name of acme');
    expect(output.read()).toBeNull();
  });

  it("asks only what no flag answers", async () => {
    const { code, shown } = await talk("https://docs.bend.example\n", ...FLAGS.slice(0, 8));
    expect(code).toBe(0);
    expect(shown.match(/: $/gm)).toHaveLength(1);
  });

  it("writes nothing when the input ends early", async () => {
    const { code, errors } = await talk("Bend\n");
    expect(code).toBe(1);
    expect(errors).toContain("The input ended; nothing was written.");
    expect(files()).toEqual(["acme.yaml"]);
  });
});

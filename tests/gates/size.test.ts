import { readdirSync } from "node:fs";
import { join } from "node:path";

import { expect, it } from "vitest";

import { toolScript } from "../../scripts/lib/tool.ts";
import { currentBytes } from "../../scripts/size/install-size.ts";
import { bundleEager } from "../../scripts/size/bundle.ts";
import { withFixture } from "../support/fixture.ts";

interface Bundle {
  problems: string[];
  chunks: string[];
}

async function bundle(files: Record<string, string>): Promise<Bundle> {
  return withFixture(files, [], async ({ folder }) => {
    const problems = await bundleEager(join(folder, "main.ts"), join(folder, "out"));
    return { problems, chunks: readdirSync(join(folder, "out")) };
  });
}

it.each([
  ["1 kB", 0],
  ["10 B", 1],
])("size-limit with a limit of %s", async (limit, expected) => {
  const files = {
    "package.json": '{ "devDependencies": { "@size-limit/file": "*" } }\n',
    ".size-limit.json": JSON.stringify([{ path: "out/*.js", gzip: true, limit }]),
    "out/a.js": 'console.log("a text of more than ten bytes");\n',
  };
  const { code, output } = await withFixture(files, [], (fixture) =>
    fixture.node([toolScript("size-limit")]),
  );
  expect(code, output).toBe(expected);
});

it("counts what loads at once and not what is loaded on demand", async () => {
  const { problems, chunks } = await bundle({
    "main.ts": 'import { a } from "./a.ts";\nexport const f = () => [a, import("./lazy.ts")];\n',
    "a.ts": 'export const a = "eager";\n',
    "lazy.ts": 'import { a } from "./a.ts";\nexport const lazy = ["on demand", a];\n',
  });
  expect(problems).toEqual([]);
  expect(chunks).toContain("main.js");
  expect(chunks.filter((name) => name.startsWith("lazy"))).toEqual([]);
});

it("refuses what a browser cannot load", async () => {
  const { problems } = await bundle({
    "main.ts": 'import { readFileSync } from "node:fs";\nexport const f = readFileSync;\n',
  });
  expect(problems.join()).toContain("node:fs");
});

it("counts what a package imports, and not the chunks that an earlier build left", () => {
  const file = (text: string): Buffer => Buffer.from(text);
  const files = new Map([
    ["package.json", file("{}")],
    ["dist/bundle/index.js", file('import { a } from "./core-AAAAAAAA.js";')],
    ["dist/bundle/core-AAAAAAAA.js", file('export const a = () => import("./call-BBBB_B-B.js");')],
    ["dist/bundle/call-BBBB_B-B.js", file("export {};")],
  ]);
  const whole = currentBytes(files);
  expect(whole).toBe([...files.values()].reduce((sum, { length }) => sum + length, 0));
  files.set("dist/bundle/core-CCCCCCCC.js", file('import "./call-DDDDDDDD.js";'));
  files.set("dist/bundle/call-DDDDDDDD.js", file("export {};"));
  expect(currentBytes(files)).toBe(whole);
});

it("refuses what a bundler warns of", async () => {
  const { problems } = await bundle({
    "main.ts": 'import { a } from "./a/index.js";\nexport const f = () => a;\n',
    "a/package.json": '{ "sideEffects": false }\n',
    "a/index.js": 'import "./b.js";\nexport const a = 1;\n',
    "a/b.js": "export const b = 2;\n",
  });
  expect(problems.join()).toContain("no side effects");
});

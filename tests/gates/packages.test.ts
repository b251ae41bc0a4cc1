import { join } from "node:path";

import { expect, it } from "vitest";

import { packageProblems } from "../../scripts/check/package-problems.ts";
import { run } from "../../scripts/lib/run.ts";
import { withFixture } from "../support/fixture.ts";

const manifest = {
  name: "fixture",
  version: "1.0.0",
  type: "module",
  license: "MIT",
  exports: { ".": { types: "./index.d.ts", default: "./index.js" } },
};
const files = {
  "package/package.json": JSON.stringify(manifest),
  "package/index.js": "export const a = 1;\n",
  "package/index.d.ts": "export declare const a: number;\n",
  "package/README.md": "# fixture\n",
  "package/LICENSE": "MIT\n",
};

async function problemsOf(changes: Record<string, string>): Promise<string> {
  return withFixture({ ...files, ...changes }, [], async ({ folder }) => {
    const tarball = join(folder, "fixture.tgz");
    const { code, output } = await run("tar", ["-czf", tarball, "package"], { cwd: folder });
    expect(code, output).toBe(0);
    return (await packageProblems(tarball)).join("\n");
  });
}

const changed = (changes: object): Record<string, string> => ({
  "package/package.json": JSON.stringify({ ...manifest, ...changes }),
});

it("accepts a good package", async () => {
  expect(await problemsOf({})).toBe("");
});

it.each([
  ["a missing file", changed({ exports: { ".": "./nothing.js" } }), "publint"],
  ["wrong types", { "package/index.d.ts": 'export { b } from "./nothing.js";\n' }, "attw"],
  ["an install script", changed({ scripts: { postinstall: "node x.js" } }), "postinstall"],
  [
    "a workspace range",
    changed({ dependencies: { a: "workspace:*" } }),
    'published as "workspace:*"',
  ],
  ["a test", { "package/a.test.js": "" }, "for development only"],
])("refuses %s", async (_name, changes, expected) => {
  expect(await problemsOf(changes)).toContain(expected);
});

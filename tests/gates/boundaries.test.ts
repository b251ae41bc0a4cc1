import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, it } from "vitest";

import { root } from "../../scripts/lib/root.ts";
import type { RunResult } from "../../scripts/lib/run.ts";
import { toolScript } from "../../scripts/lib/tool.ts";
import { withFixture } from "../support/fixture.ts";

const packages = ["catalog", "core", "simulator", "cli", "providers/anthropic"];
const copies = [
  "package.json",
  "pnpm-workspace.yaml",
  "pnpm-lock.yaml",
  "turbo.json",
  ...packages.flatMap((name) => [`packages/${name}/package.json`, `packages/${name}/turbo.json`]),
];

async function boundaries(files: Record<string, string>): Promise<RunResult> {
  return withFixture(files, copies, (fixture) =>
    fixture.node([toolScript("turbo"), "boundaries"], { TURBO_TELEMETRY_DISABLED: "1" }),
  );
}

it("accepts an import that the graph allows", async () => {
  const { code, output } = await boundaries({
    "packages/cli/src/a.ts": 'export { x } from "@byok/core";\n',
  });
  expect(code, output).toBe(0);
});

it.each([
  ["of an undeclared package", 'export { x } from "@byok/catalog";\n'],
  ["of another package's file", 'export { x } from "../../catalog/src/x.ts";\n'],
])("refuses an import %s", async (_name, text) => {
  const { code } = await boundaries({ "packages/core/src/a.ts": text });
  expect(code).toBe(1);
});

it("refuses a declared dependency against the graph", async () => {
  const manifest = JSON.parse(readFileSync(join(root, "packages/core/package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  manifest.dependencies["@byok/catalog"] = "workspace:*";
  const { code, output } = await boundaries({
    "packages/core/package.json": JSON.stringify(manifest),
  });
  expect(code).toBe(1);
  expect(output).toContain("catalog");
});

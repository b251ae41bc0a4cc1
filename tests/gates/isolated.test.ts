import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../../scripts/lib/root.ts";

/** What stays behind in a process: test files share one, unless they are named `*.isolated.test.ts`. */
const LASTING =
  /\bvi\.(mock|doMock|resetModules)\(|\bregisterProvider\(|\bprocess\.chdir\(|\bObject\.assign\(PLATFORMS\b|\baddPlatform\(/;

const shared = globSync(
  ["packages/**/src/**/*.test.ts", "scripts/**/*.test.ts", "tests/**/*.test.ts"],
  { cwd: root, exclude: (name) => name === "node_modules" || name === "dist" },
).filter((path) => !path.endsWith(".isolated.test.ts") && !path.endsWith("gates/isolated.test.ts"));

it("finds what would stay behind", () => {
  expect('vi.mock(import("./x.ts"))').toMatch(LASTING);
  expect("registerProvider(anthropic);").toMatch(LASTING);
  expect("Object.assign(PLATFORMS, { acme });").toMatch(LASTING);
  expect('addPlatform("acme", {});').toMatch(LASTING);
  expect("vi.spyOn(JSON, 'parse')").not.toMatch(LASTING);
});

it("test files that share a process leave nothing behind in it", () => {
  expect(shared.length).toBeGreaterThan(100);
  const wrong = shared.filter((path) => LASTING.test(readFileSync(join(root, path), "utf8")));
  expect(wrong, "rename these to *.isolated.test.ts").toEqual([]);
});

import { expect, it } from "vitest";

import { toolScript } from "../../scripts/lib/tool.ts";
import { withFixture } from "../support/fixture.ts";

const config = `import { defineConfig } from "vitest/config";
export default defineConfig({
  test: { typecheck: { enabled: true, only: true, include: ["*.test-d.ts"], tsconfig: "./tsconfig.json" } },
});
`;
const test = (type: string): string => `import { expectTypeOf, it } from "vitest";
it("has a type", () => {
  expectTypeOf(1 as number).toEqualTypeOf<${type}>();
});
`;

it.each([
  ["passes a right", "number", 0],
  ["fails a wrong", "string", 1],
])("vitest %s type test", async (_name, type, expected) => {
  const { code, output } = await withFixture(
    {
      "vitest.config.ts": config,
      "tsconfig.json": '{ "extends": "./tsconfig.base.json", "include": ["*.test-d.ts"] }',
      "a.test-d.ts": test(type),
    },
    ["tsconfig.base.json"],
    (fixture) => fixture.node([toolScript("vitest"), "run"]),
  );
  expect(code, output).toBe(expected);
});

it.each([
  ["any that is not written", "export function f(a) { return a; }\n", "TS7006"],
  ["an unchecked index", "export const f = (a: string[]): string => a[0];\n", "TS2322"],
  ["an enum", "export enum Colour { Red }\n", "TS1294"],
  ["a parameter property", "export class A { constructor(readonly a: string) {} }\n", "TS1294"],
  ["a type imported as a value", 'import { X } from "./x.ts";\nexport type Y = X[];\n', "TS1484"],
])("the compiler refuses %s", async (_name, text, error) => {
  const { output } = await withFixture(
    {
      "tsconfig.json":
        '{ "extends": "./tsconfig.base.json", "compilerOptions": { "outDir": "out" }, "include": ["*.ts"] }',
      "a.ts": text,
      "x.ts": "export interface X { a: 1 }\n",
    },
    ["tsconfig.base.json"],
    (fixture) => fixture.node([toolScript("typescript", "tsc"), "-p", "."]),
  );
  expect(output).toContain(error);
});

it("core cannot see another package when it compiles", async () => {
  const { output } = await withFixture(
    { "packages/core/src/a.ts": 'export { catalog } from "@byok/catalog";\n' },
    ["tsconfig.base.json", "packages/core/tsconfig.json", "packages/core/types"],
    (fixture) => fixture.node([toolScript("typescript", "tsc"), "-p", "packages/core"]),
  );
  expect(output).toContain("TS2305");
});

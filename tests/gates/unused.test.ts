import { expect, it } from "vitest";

import { toolScript } from "../../scripts/lib/tool.ts";
import { withFixture } from "../support/fixture.ts";

const files = {
  "package.json": '{ "name": "fixture", "type": "module", "exports": "./index.ts" }\n',
  "index.ts": 'export { used } from "./library.ts";\n',
  "library.ts": "export const used = 1;\n",
};

it.each([
  ["accepts what is used", {}, 0],
  [
    "refuses an unused export",
    { "library.ts": "export const used = 1;\nexport const unused = 2;\n" },
    1,
  ],
  ["refuses an unused file", { "orphan.ts": "export const orphan = 1;\n" }, 1],
])("knip %s", async (_name, changes, expected) => {
  const { code, output } = await withFixture({ ...files, ...changes }, [], (fixture) =>
    fixture.node([toolScript("knip"), "--no-config-hints"]),
  );
  expect(code, output).toBe(expected);
});

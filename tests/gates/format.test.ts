import { expect, it } from "vitest";

import { toolScript } from "../../scripts/lib/tool.ts";
import { withFixture } from "../support/fixture.ts";

it.each([
  ["accepts", "export const a = 1;\n", 0],
  ["refuses", "export const   a = 1\n", 1],
])("the formatter %s %j", async (_verb, text, expected) => {
  const { code, output } = await withFixture({ "a.ts": text }, [".oxfmtrc.json"], (fixture) =>
    fixture.node([toolScript("oxfmt"), "--check", "a.ts"]),
  );
  expect(code, output).toBe(expected);
});

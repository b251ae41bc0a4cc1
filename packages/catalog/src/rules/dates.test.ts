import { expect, it } from "vitest";
import { acme, problemsOf } from "../__fixtures__/acme.ts";

const lines = (text: string): string =>
  acme("    family: thinker\n", `    family: thinker\n${text}`);

it.each([
  ["on the day of the release", "2026-03-05", "2026-03-05"],
  ["in its month", "2026-03", "2026-03-05"],
  ["a month known later", "2026-03-05", "2026-03"],
  ["with a reason", "2026-03-05", "its maker said so in 2020"],
])("a model may end %s", (_, released, deprecated) => {
  const text = `    released: ${released}\n    status: deprecated\n    deprecated: "${deprecated}"\n`;
  expect(problemsOf(lines(text))).toEqual([]);
});

it("a release that is inherited counts too", () => {
  const maker = acme("    maxOutput: 500\n", "    maxOutput: 500\n    released: 2026-05\n");
  const text = maker.replace("    family: thinker\n", "    deprecated: 2026-04-30\n");
  expect(problemsOf(text)).toEqual([
    expect.stringContaining("models.acme-2.deprecated: is before the release (2026-05)"),
  ]);
});

it("a source may speak of today, wherever that is", () => {
  const today = new Date().toISOString().slice(0, 10);
  expect(problemsOf(acme("name: docs, date: 2026-11-01", `name: docs, date: ${today}`))).toEqual(
    [],
  );
});

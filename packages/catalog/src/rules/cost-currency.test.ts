import { expect, it } from "vitest";
import { ACME, edit, problemsOf } from "../__fixtures__/acme.ts";

const figure = "usage: { paths: { cost: price } }\n";
const currency = "    currency: USD\n";
/** Acme without the currency of its endpoint, and so without a price of its own currency to hold against it. */
const unbilled = edit(ACME, currency, "");
const message =
  "the currency of the figure is not known: write costCurrency, or a currency for each endpoint (default has none)";

it("a figure of cost has a currency: its own, or that of every endpoint", () => {
  expect(problemsOf(`${ACME}${figure}`)).toEqual([]);
  expect(problemsOf(`${unbilled}usage: { paths: { cost: price }, costCurrency: EUR }\n`)).toEqual(
    [],
  );
  expect(problemsOf(`${unbilled}usage: { costCurrency: EUR }\n`)).toEqual([]);
});

it("is asked for where neither is known, once, whoever names the place", () => {
  expect(problemsOf(`${unbilled}${figure}`)).toEqual([
    `platforms/acme.yaml:40:25 usage.paths.cost: ${message}`,
  ]);
  const inFamily = edit(unbilled, "thinker: {", "thinker: { usage: { paths: { cost: price } },");
  expect(problemsOf(inFamily)).toEqual([
    expect.stringContaining(`families.thinker.usage.paths.cost: ${message}`),
  ]);
  // What the platform says of the figure holds for its families as well.
  expect(problemsOf(`${inFamily}usage: { costCurrency: EUR }\n`)).toEqual([]);
});

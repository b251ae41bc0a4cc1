import { expect, it } from "vitest";
import type { ModelTable, PriceTable } from "../catalog/model-row.ts";
import { findPrices, findModelRow } from "./find-model-row.ts";

const price = (input: string): PriceTable[string] => [
  { currency: "USD", components: { input }, source: { name: "x", date: "2026-01-01" } },
];
const table: ModelTable = {
  models: {
    base: { id: "base", status: "deprecated" },
    "base-2026-01-02": { id: "base-2026-01-02" },
  },
  aliases: { other: { target: "base", since: "2026-01-01" }, broken: { target: "gone" } },
};
const prices: PriceTable = { base: price("1") };

it.each([
  ["base", { kind: "exact", target: "base", row: table.models["base"] }],
  ["other", { kind: "alias", target: "base", since: "2026-01-01", row: table.models["base"] }],
  ["base-2026-01-02", { kind: "exact", target: "base-2026-01-02" }],
  ["base-2026-07-09", { kind: "snapshot", target: "base", row: { id: "base" } }],
  ["other-20260709", { kind: "snapshot", target: "base" }],
])("finds the row of %s", (id, found) => {
  expect(findModelRow(table, id)).toMatchObject(found);
});

it.each(["broken", "broken-2026-07-09", "unknown", "constructor", "__proto__-2026-07-09"])(
  "finds nothing for %s",
  (id) => {
    expect(findModelRow(table, id)).toBeUndefined();
    expect(findPrices(table, prices, id)).toBeUndefined();
  },
);

it.each(["base", "other", "base-2026-07-09", "base-2026-01-02"])("prices %s as its model", (id) => {
  expect(findPrices(table, prices, id)).toBe(prices["base"]);
});

it("prices a snapshot by its own rows where it has some", () => {
  const own = { ...prices, "base-2026-01-02": price("9") };
  expect(findPrices(table, own, "base-2026-01-02")).toBe(own["base-2026-01-02"]);
});

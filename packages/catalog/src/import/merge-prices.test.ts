import { expect, test } from "vitest";
import { mergePrices } from "./merge-prices.ts";
import type { ImportedPrice } from "./price-row.ts";

function price(input: string, date: string, more: Partial<ImportedPrice> = {}): ImportedPrice {
  return { currency: "USD", components: { input }, source: { name: "pi-ai", date }, ...more };
}

test("writes a first price without a beginning", () => {
  const row = price("2", "2026-11-10");
  expect(mergePrices([], [row])).toEqual([{ kind: "append", row }]);
});

test("does nothing when nothing changed", () => {
  expect(mergePrices([price("2", "2026-11-10")], [price("2", "2026-11-10")])).toEqual([]);
});

test("takes the newer check of the same price, never an older one", () => {
  const newer = price("2", "2026-12-01", { agreement: "agree" });
  expect(mergePrices([price("2", "2026-11-10")], [newer])).toEqual([
    { kind: "recheck", index: 0, source: newer.source, agreement: "agree" },
  ]);
  expect(mergePrices([newer], [price("2", "2026-11-10")])).toEqual([]);
});

test("closes the old row and appends the new one on the day of the new source", () => {
  const next = price("3", "2026-12-01");
  expect(mergePrices([price("2", "2026-11-10")], [next])).toEqual([
    { kind: "close", index: 0, until: "2026-12-01" },
    { kind: "append", row: { from: "2026-12-01", ...next } },
  ]);
});

test("takes the day that the source gives for the change", () => {
  const steps = mergePrices(
    [price("2", "2026-11-10")],
    [price("3", "2026-12-01", { from: "2026-11-20" })],
  );
  expect(
    steps.map((step) =>
      step.kind === "append" ? step.row.from : step.kind === "close" && step.until,
    ),
  ).toEqual(["2026-11-20", "2026-11-20"]);
});

test("never closes a row before the day on which its price was seen", () => {
  const steps = mergePrices(
    [price("2", "2026-11-10")],
    [price("3", "2026-12-01", { from: "2026-11-01" })],
  );
  expect(steps[0]).toEqual({ kind: "close", index: 0, until: "2026-12-01" });
});

test("leaves an end that lies before the new price alone", () => {
  const ended = price("2", "2026-11-10", { until: "2026-11-15" });
  expect(mergePrices([ended], [price("3", "2026-12-01")]).map((step) => step.kind)).toEqual([
    "append",
  ]);
});

test("adds a class that the same source of the same day names besides", () => {
  const last = price("2", "2026-11-10");
  const components = { input: "2", cacheStorageHour: "4.5" };
  expect(mergePrices([last], [{ ...last, components }])).toEqual([
    { kind: "fill", index: 0, components },
  ]);
  // Not what changes or loses a class, not another source's word, and not a class of a tier.
  for (const next of [
    price("3", "2026-11-10", { components: { ...components, input: "3" } }),
    { ...last, components: { cacheStorageHour: "4.5" } },
    { ...last, components, source: { name: "models.dev", date: "2026-11-10" } },
    { ...last, components, tiers: [{ above: 10, mode: "cliff" as const, components }] },
  ])
    expect(mergePrices([last], [next]).map((step) => step.kind)).toEqual(["refuse"]);
  expect(
    mergePrices(
      [last],
      [{ ...last, components, source: { name: "pi-ai", date: "2026-12-01" } }],
    ).map((step) => step.kind),
  ).toEqual(["close", "append"]);
});

test("puts no price into a row that has none, which is free or paid by a plan", () => {
  const free = price("2", "2026-11-10", { components: {} });
  expect(mergePrices([free], [price("2", "2026-11-10")]).map((step) => step.kind)).toEqual([
    "refuse",
  ]);
});

test("refuses another price of the same day or an older one", () => {
  expect(mergePrices([price("2", "2026-11-10")], [price("3", "2026-11-10")])[0]?.kind).toBe(
    "refuse",
  );
  expect(mergePrices([price("2", "2026-11-10")], [price("3", "2026-10-10")])[0]?.kind).toBe(
    "refuse",
  );
});

test("keeps currencies, regions, tiers of service and hours apart", () => {
  const existing = [price("2", "2026-11-10"), price("1", "2026-11-10", { serviceTier: "batch" })];
  const steps = mergePrices(existing, [
    price("2", "2026-11-10"),
    price("1.5", "2026-12-01", { serviceTier: "batch" }),
  ]);
  expect(steps.map((step) => (step.kind === "close" ? step.index : step.kind))).toEqual([
    1,
    "append",
  ]);
});

test.each([
  ["region", { region: "intl" }],
  ["hours", { when: { tz: "UTC", windows: [["01:00", "04:00"]], basis: "requestStart" } }],
] as [string, Partial<ImportedPrice>][])("takes another %s for another series", (_what, more) => {
  const existing = [price("2", "2026-11-10", more), price("1", "2026-11-10")];
  const steps = mergePrices(existing, [price("3", "2026-12-01", more)]);
  expect(steps[0]).toEqual({ kind: "close", index: 0, until: "2026-12-01" });
});

test("begins a series that is new beside an older price on the day it was seen", () => {
  const batch = price("1", "2026-12-01", { serviceTier: "batch" });
  expect(mergePrices([price("2", "2026-11-10")], [batch])).toEqual([
    { kind: "append", row: { from: "2026-12-01", ...batch } },
  ]);
});

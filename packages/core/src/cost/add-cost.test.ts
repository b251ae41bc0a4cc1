import { expect, it } from "vitest";
import type { Cost } from "../results/cost.ts";
import type { PriceRow } from "../catalog/price.ts";
import { addCost, sumCosts } from "./add-cost.ts";
import { computeCost } from "./compute-cost.ts";
import { worstCaseCost } from "./estimate-cost.ts";

const rows: PriceRow[] = [
  {
    currency: "USD",
    components: { input: "0.0000005", output: "2" },
    source: { name: "x", date: "2026-11-10" },
  },
];
const step = (more: object = {}): Cost =>
  computeCost({
    usage: { input: { total: 1, uncached: 1 }, output: { total: 1, text: 1 }, raw: null },
    rows,
    at: 0,
    ...more,
  });

it("adds steps exactly and puts equal lines together", () => {
  const sum = addCost(step(), step());
  expect(sum).toMatchObject({ amount: "0.000004000001", complete: true, currency: "USD" });
  expect(sum.lines).toHaveLength(2);
  expect(sum.lines[0]).toMatchObject({ class: "input", quantity: 2, amount: "0.000000000001" });
});

it("costs nothing for no step, and is incomplete when a step is", () => {
  expect(sumCosts([])).toMatchObject({ amount: "0", complete: true });
  const unknown = step({ rows: [] });
  expect(addCost(step(), unknown)).toMatchObject({
    complete: false,
    missing: ["price of input", "price of output"],
  });
  expect(addCost(unknown, unknown)).not.toHaveProperty("amount");
});

it("never adds different currencies", () => {
  const yuan = step({ rows: [{ ...rows[0], currency: "CNY" }] });
  const sum = addCost(step(), yuan);
  expect(sum).toMatchObject({
    currency: "USD",
    amount: step().amount,
    complete: false,
    missing: ["cost in CNY"],
  });
});

it("adds what upstreams billed as figures too", () => {
  const own = step({ platformCost: { amount: "0.5", currency: "USD", upstream: "2" } });
  const other = step({ platformCost: { amount: "0.25", currency: "USD", upstream: "3" } });
  expect(addCost(own, other)).toMatchObject({
    amount: "5.75",
    lines: [
      { class: "platform", quantity: 1, price: "0.75" },
      { class: "upstream", quantity: 1, price: "5", amount: "5" },
    ],
  });
});

it("adds the platforms' own figures", () => {
  const own = step({ platformCost: { amount: "0.5", currency: "USD" } });
  expect(addCost(own, own)).toMatchObject({ amount: "1", source: "platform", complete: true });
});

it("the worst case is never below the real cost", () => {
  const tiered: PriceRow[] = [
    {
      currency: "USD",
      components: { input: "1", cacheRead: "0.1", cacheWrite: "1.25", output: "5", reasoning: "6" },
      tiers: [{ above: 100, components: { input: "2", output: "8" } }],
      source: { name: "x", date: "2026-11-10" },
    },
  ];
  for (const [uncached, write, text, reasoning] of [
    [100, 0, 10, 0],
    [101, 0, 0, 10],
    [0, 500, 5, 5],
    [1, 1, 1, 1],
  ] as const) {
    const usage = {
      input: { total: uncached + write, uncached, cacheWrite: { total: write } },
      output: { total: text + reasoning, text, reasoning },
      raw: null,
    };
    const real = computeCost({ usage, rows: tiered, at: 0 });
    const worst = worstCaseCost({
      rows: tiered,
      at: 0,
      inputTokens: uncached + write,
      maxOutputTokens: text + reasoning,
    });
    expect(Number(worst.amount)).toBeGreaterThanOrEqual(Number(real.amount));
    expect(worst).toMatchObject({ basis: "estimated", complete: true });
  }
});

it("the worst case is that of the service tier, which may fall back to the standard one", () => {
  const priced = (input: string, serviceTier?: string): PriceRow => ({
    currency: "USD",
    components: { input, output: "0" },
    source: { name: "x", date: "2026-11-10" },
    ...(serviceTier === undefined ? {} : { serviceTier }),
  });
  const tiers = [priced("1"), priced("2", "priority"), priced("0.5", "flex")];
  const worst = (serviceTier?: string): unknown =>
    worstCaseCost({ rows: tiers, at: 0, inputTokens: 1e6, maxOutputTokens: 1, serviceTier });
  for (const [tier, amount] of [
    [undefined, "1"],
    ["default", "1"],
    ["standard_only", "1"],
    ["priority", "2"],
    ["flex", "1"],
  ] as const)
    expect(worst(tier)).toMatchObject({ amount, complete: true });
  expect(worst("scale")).toEqual({
    currency: "USD",
    complete: false,
    basis: "estimated",
    source: "catalog",
    lines: [],
    missing: ["price of service tier scale"],
  });
});

it("the worst case names what has no bound", () => {
  expect(worstCaseCost({ rows, at: 0, inputTokens: 10, maxOutputTokens: undefined })).toMatchObject(
    { complete: false, missing: ["output tokens"] },
  );
  expect(worstCaseCost({ rows: [], at: 0, inputTokens: 10, maxOutputTokens: 10 })).toMatchObject({
    missing: ["price of input", "price of output"],
  });
  expect(
    worstCaseCost({ rows: [], at: 0, inputTokens: 10, maxOutputTokens: 10 }),
  ).not.toHaveProperty("amount");
});

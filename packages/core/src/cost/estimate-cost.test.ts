import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PriceComponents, PriceRow } from "../catalog/price.ts";
import { computeCost } from "./compute-cost.ts";
import { worstCaseCost, type WorstCaseOptions } from "./estimate-cost.ts";
import { compare, parseDecimal } from "./rational.ts";

const AT = Date.UTC(2026, 10, 20, 12);
const source = { name: "list", date: "2026-11-10" };
const row = (components: PriceComponents, more: Partial<PriceRow> = {}): PriceRow => ({
  currency: "USD",
  components,
  source,
  ...more,
});
const worst = (
  rows: PriceRow[],
  more: Partial<WorstCaseOptions> = {},
): ReturnType<typeof worstCaseCost> =>
  worstCaseCost({ rows, at: AT, inputTokens: 1_000_000, maxOutputTokens: 1_000_000, ...more });

const MULTIPLIED = row(
  { input: "1", output: "10" },
  { multipliers: { batch: "0.5", geo: { us: "1.1", eu: "1.2", cn: "0.7" } } },
);

describe("the worst case", () => {
  it("is never below what an answer costs, wherever and in whichever tier it is made", () => {
    const places = ["us", "eu", "cn"] as const;
    const factor = fc.integer({ min: 1, max: 300 }).map((n) => (n / 100).toFixed(2));
    const amount = fc.integer({ min: 1, max: 1e6 }).map((n) => (n / 1e6).toFixed(6));
    fc.assert(
      fc.property(
        fc.array(amount, { minLength: 5, maxLength: 5 }),
        fc.array(factor, { minLength: 4, maxLength: 4 }),
        fc.array(fc.nat(100_000), { minLength: 3, maxLength: 3 }),
        fc.constantFrom(undefined, ...places),
        fc.constantFrom(undefined, ...places),
        fc.constantFrom(undefined, "batch"),
        fc.boolean(),
        (prices, factors, tokens, region, answeredIn, serviceTier, hasBatchRow) => {
          const [input = "1", output = "1", cacheRead = "1", inBatch = "1", outBatch = "1"] =
            prices;
          const [us = "1", eu = "1", cn = "1", batch = "1"] = factors;
          const multipliers = { batch, geo: { us, eu, cn } };
          const rows = [
            row({ input, output, cacheRead }, { multipliers }),
            ...(hasBatchRow
              ? [
                  row(
                    { input: inBatch, output: outBatch, cacheRead: inBatch },
                    { serviceTier: "batch", multipliers: { geo: { us, eu, cn } } },
                  ),
                ]
              : []),
          ];
          const [uncached = 0, read = 0, text = 0] = tokens;
          const usage = {
            input: { total: uncached + read, uncached, cacheRead: read },
            output: { total: text, text },
            raw: null,
          };
          const query = { at: AT, rows, region, serviceTier };
          const spent = computeCost({ ...query, usage, answeredIn });
          const most = { inputTokens: uncached + read, maxOutputTokens: text };
          // With the place asked for, and without.
          for (const asked of [answeredIn, undefined]) {
            const held = worstCaseCost({ ...query, ...most, answeredIn: asked });
            expect(held.missing).toEqual([]);
            expect(
              compare(parseDecimal(held.amount ?? "-1")!, parseDecimal(spent.amount ?? "0")!),
            ).toBeGreaterThanOrEqual(0);
          }
        },
      ),
    );
  });

  it("takes the dearest place where none is asked for, and the one that is", () => {
    expect(worst([MULTIPLIED]).amount).toBe("13.2");
    expect(worst([MULTIPLIED]).lines[0]).toMatchObject({
      price: "1.2",
      multipliers: [{ of: "geo", region: "eu", by: "1.2" }],
    });
    expect(worst([MULTIPLIED], { region: "us" }).amount).toBe("13.2");
    expect(worst([MULTIPLIED], { answeredIn: "us" }).amount).toBe("12.1");
    expect(worst([MULTIPLIED], { answeredIn: "cn" }).amount).toBe("7.7");
  });

  it("does not count on the batch tier, but knows its price", () => {
    const plain = row({ input: "1", output: "10" }, { multipliers: { batch: "0.5" } });
    expect(worst([plain], { serviceTier: "batch" })).toMatchObject({ amount: "11", missing: [] });
    const dear = row({ input: "1", output: "10" }, { multipliers: { batch: "2" } });
    expect(worst([dear], { serviceTier: "batch" }).amount).toBe("22");
    expect(worst([dear]).amount).toBe("11");
    expect(worst([row({ input: "1", output: "1" })], { serviceTier: "batch" })).toMatchObject({
      missing: ["price of service tier batch"],
    });
  });

  it("multiplies the steps above a number of tokens, and not the price of a request", () => {
    const tiered = row(
      { input: "1", output: "1", request: "5" },
      {
        multipliers: { geo: { us: "2" } },
        tiers: [{ above: 10, components: { input: "3", output: "3" } }],
      },
    );
    expect(worst([tiered]).amount).toBe("17");
  });

  it("names a place that no row has a price for", () => {
    expect(worst([MULTIPLIED], { answeredIn: "mars" })).toMatchObject({
      complete: false,
      missing: ["price in the region mars"],
    });
  });

  it("of a free model is 0 until it ends, and unknown from then on", () => {
    const free = row({}, { free: { until: "2026-11-21" } });
    expect(worst([free])).toMatchObject({ amount: "0", complete: true });
    const after = worst([free], { at: Date.UTC(2026, 10, 21) });
    expect(after).not.toHaveProperty("amount");
    expect(after.missing).toEqual(["price of input", "price of output"]);
  });

  it("under a plan has no amount, and says so", () => {
    const plan = row({}, { plan: "Coding" });
    expect(worst([plan], { serviceTier: "priority" })).toMatchObject({
      complete: false,
      lines: [],
      missing: ["plan Coding"],
    });
    expect(worst([plan])).not.toHaveProperty("amount");
    // A price for other hours is no bound of what the plan pays.
    const night = {
      tz: "UTC",
      windows: [["01:00", "02:00"] as [string, string]],
      basis: "requestStart" as const,
    };
    expect(worst([plan, row({ input: "1", output: "1" }, { when: night })])).toMatchObject({
      amount: "2",
      missing: ["plan Coding"],
    });
  });

  it("has no bound where a cache is named that is billed by the hour", () => {
    const stored = row({ input: "1", output: "1", cacheStorageHour: "4.5" });
    expect(worst([stored])).toMatchObject({ amount: "2", complete: true });
    expect(worst([stored], { namesCache: true })).toMatchObject({
      amount: "2",
      missing: ["hours of cacheStorageHour"],
    });
    expect(worst([row({ input: "1", output: "1" })], { namesCache: true }).missing).toEqual([]);
  });
});

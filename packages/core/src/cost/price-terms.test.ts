import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PriceComponents, PriceRow } from "../catalog/price.ts";
import type { Usage } from "../results/usage.ts";
import { addCost } from "./add-cost.ts";
import { computeCost, sumLines, type ComputeCostOptions } from "./compute-cost.ts";
import { toDecimal } from "./rational.ts";

const AT = Date.UTC(2026, 10, 20, 12);
const source = { name: "list", date: "2026-11-10" };
const row = (components: PriceComponents, more: Partial<PriceRow> = {}): PriceRow => ({
  currency: "USD",
  components,
  source,
  ...more,
});
const usage = (
  input: Usage["input"] = { total: 1_000_000, uncached: 1_000_000 },
  output: Usage["output"] = { total: 1_000_000, text: 1_000_000 },
  more: Partial<Usage> = {},
): Usage => ({ input, output, raw: null, ...more });
const cost = (
  u: Usage,
  rows: PriceRow[],
  more: Partial<ComputeCostOptions> = {},
): ReturnType<typeof computeCost> => computeCost({ usage: u, rows, at: AT, ...more });

const CLASSES = [
  "input",
  "cacheRead",
  "cacheWrite",
  "cacheWrite1h",
  "inputAudio",
  "output",
  "reasoning",
  "outputAudio",
] as const;
const hundredths = fc.integer({ min: 1, max: 1000 });
const factor = (value: number): string => (value / 100).toFixed(2);
const micros = fc.nat(500_000_000);
const price = (value: number): string =>
  `${Math.floor(value / 1e6)}.${String(value % 1e6).padStart(6, "0")}`;

describe("multipliers", () => {
  const both = row(
    { input: "1", output: "10" },
    { multipliers: { batch: "0.5", geo: { us: "1.1" } } },
  );

  it("multiply every class of tokens exactly, and the lines sum to the total", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(5_000_000), { minLength: 8, maxLength: 8 }),
        fc.array(micros, { minLength: 8, maxLength: 8 }),
        hundredths,
        hundredths,
        (counts, prices, batch, geo) => {
          const [uncached = 0, cacheRead = 0, ttl5m = 0, ttl1h = 0, audio = 0] = counts;
          const [text = 0, reasoning = 0, spoken = 0] = counts.slice(5);
          const components = Object.fromEntries(
            CLASSES.map((name, i) => [name, price(prices[i] ?? 0)]),
          );
          const result = cost(
            usage(
              {
                total: uncached + cacheRead + ttl5m + ttl1h + audio,
                uncached,
                cacheRead,
                cacheWrite: { total: ttl5m + ttl1h, ttl5m, ttl1h },
                audio,
              },
              { total: text + reasoning + spoken, text, reasoning, audio: spoken },
            ),
            [row(components, { multipliers: { batch: factor(batch), geo: { us: factor(geo) } } })],
            { serviceTier: "batch", answeredIn: "us" },
          );
          const plain = counts.reduce((sum, n, i) => sum + BigInt(n) * BigInt(prices[i] ?? 0), 0n);
          const exact = { n: plain * BigInt(batch) * BigInt(geo), d: 10n ** 16n };
          expect(result.amount).toBe(toDecimal(exact));
          expect(toDecimal(sumLines(result.lines))).toBe(result.amount);
          expect(result).toMatchObject({ complete: true, missing: [] });
        },
      ),
    );
  });

  it.each([
    ["neither", {}, "11", undefined],
    ["the batch tier", { serviceTier: "batch" }, "5.5", [{ of: "batch", by: "0.5" }]],
    ["the place", { answeredIn: "us" }, "12.1", [{ of: "geo", region: "us", by: "1.1" }]],
    ["the endpoint's region", { region: "us" }, "12.1", [{ of: "geo", region: "us", by: "1.1" }]],
    [
      "both",
      { serviceTier: "batch", answeredIn: "us" },
      "6.05",
      [
        { of: "batch", by: "0.5" },
        { of: "geo", region: "us", by: "1.1" },
      ],
    ],
  ])("apply for %s, and the lines say so", (_, more, amount, multipliers) => {
    const result = cost(usage(), [both], more);
    expect(result).toMatchObject({ amount, complete: true });
    expect(result.lines.map((line) => line.multipliers)).toEqual([multipliers, multipliers]);
    // What a line says of its price is all that it takes to reckon its amount.
    for (const { quantity, price: each, amount: of } of result.lines)
      expect(Number(of)).toBeCloseTo((quantity * Number(each)) / 1e6, 12);
  });

  it("apply to tiers as well", () => {
    const tiered = row(
      { input: "1", output: "10" },
      {
        multipliers: { geo: { us: "1.5" } },
        tiers: [{ above: 100, components: { input: "2", output: "20" } }],
      },
    );
    const result = cost(usage(), [tiered], { answeredIn: "us" });
    expect(result.amount).toBe("33");
    expect(result.lines[0]).toMatchObject({ tier: ">100", price: "3" });
  });

  it("leave prices per unit as they are", () => {
    const used = usage(undefined, undefined, { units: { webSearch: 2 } });
    const rows = [
      row(
        { input: "1", output: "1", webSearch: "0.01", request: "0.5" },
        { multipliers: { batch: "0.5" } },
      ),
    ];
    const result = cost(used, rows, { serviceTier: "batch" });
    expect(result.amount).toBe("1.52");
    expect(result.lines.filter((line) => line.multipliers !== undefined)).toHaveLength(2);
  });

  it("give way to a row of the batch tier, which has none of the other's", () => {
    const batch = row({ input: "0.4", output: "4" }, { serviceTier: "batch" });
    expect(cost(usage(), [both, batch], { serviceTier: "batch" })).toMatchObject({ amount: "4.4" });
    // Its price elsewhere is not known by the factor of another row.
    expect(cost(usage(), [both, batch], { serviceTier: "batch", answeredIn: "us" })).toMatchObject({
      amount: "4.4",
      complete: false,
      missing: ["price in the region us"],
    });
  });

  it("give way to the place's own row", () => {
    const there = row({ input: "3", output: "3" }, { region: "us" });
    for (const rows of [
      [both, there],
      [there, both],
    ])
      expect(cost(usage(), rows, { answeredIn: "us" })).toMatchObject({
        amount: "6",
        complete: true,
      });
  });

  it("let the endpoint's own row price an answer from elsewhere", () => {
    const eu = row(
      { input: "2", output: "2" },
      { region: "eu", multipliers: { geo: { us: "2" } } },
    );
    const query = { region: "eu", answeredIn: "us" };
    expect(cost(usage(), [eu], query)).toMatchObject({ amount: "8", complete: true });
    expect(cost(usage(), [both, eu], query)).toMatchObject({ amount: "8", complete: true });
    expect(cost(usage(), [eu], { region: "eu" })).toMatchObject({ amount: "4", complete: true });
    expect(cost(usage(), [eu], { answeredIn: "us" })).not.toHaveProperty("amount");
    const us = row(
      { input: "7", output: "7" },
      { region: "us", multipliers: { geo: { us: "2" } } },
    );
    // The place's own row goes before it, and is not multiplied for its own place.
    for (const rows of [
      [eu, us],
      [us, eu],
    ])
      expect(cost(usage(), rows, query)).toMatchObject({ amount: "14", complete: true });
  });

  it("make no other tier, and no other place, known", () => {
    expect(cost(usage(), [both], { serviceTier: "priority" })).toMatchObject({
      complete: false,
      missing: ["price of service tier priority"],
    });
    expect(cost(usage(), [both], { answeredIn: "eu" })).toMatchObject({
      amount: "11",
      complete: false,
      missing: ["price in the region eu"],
    });
    for (const by of ["0", "-1", "half", "0.0"]) {
      const broken = row(
        { input: "1", output: "1" },
        { multipliers: { batch: by, geo: { us: by } } },
      );
      expect(cost(usage(), [broken], { serviceTier: "batch" })).not.toHaveProperty("amount");
      expect(cost(usage(), [broken], { answeredIn: "us" }).complete).toBe(false);
    }
    expect(cost(usage(), [both], { answeredIn: "constructor" }).complete).toBe(false);
  });

  it("never make an unknown price known", () => {
    const result = cost(usage(), [row({ input: "1" }, { multipliers: { batch: "0.5" } })], {
      serviceTier: "batch",
    });
    expect(result).toMatchObject({ amount: "0.5", missing: ["price of output"] });
  });

  it("are kept apart when costs are added", () => {
    // Half of 2 is the same price as the whole of 1.
    const half = cost(
      usage(),
      [row({ input: "2", output: "2" }, { multipliers: { batch: "0.5" } })],
      {
        serviceTier: "batch",
      },
    );
    const whole = cost(usage(), [row({ input: "1", output: "1" })]);
    const sum = addCost(addCost(half, whole), half);
    expect(sum).toMatchObject({ amount: "6", complete: true });
    expect(sum.lines.map(({ quantity, multipliers }) => [quantity, multipliers?.length])).toEqual([
      [2_000_000, 1],
      [2_000_000, 1],
      [1_000_000, undefined],
      [1_000_000, undefined],
    ]);
  });

  it("apply to each model of an answer by its own row", () => {
    const used = usage(undefined, undefined, {
      segments: [
        { model: "a", usage: usage() },
        { model: "b", usage: usage() },
      ],
    });
    const plain = row({ input: "1", output: "1" });
    const result = cost(used, [both], { model: "a", rowsOf: () => [plain], answeredIn: "us" });
    expect(result).toMatchObject({ amount: "14.1", missing: ["price in the region us (b)"] });
  });

  it("are told with the place, for whoever prices the answer again", () => {
    expect(cost(usage(), [both], { answeredIn: "us" }).answeredIn).toBe("us");
    expect(cost(usage(), [both], { region: "us" })).not.toHaveProperty("answeredIn");
  });
});

describe("a free row", () => {
  const free = (terms: NonNullable<PriceRow["free"]>): PriceRow => row({}, { free: terms });
  const limits = { requestsPerDay: 50 };

  it.each([
    [true as const],
    [{ limits }],
    [{ until: "2026-11-21" }],
    [{ until: "2026-11-21", limits }],
  ])("costs 0, with nothing missing, on the terms %j", (terms) => {
    const result = cost(usage(), [free(terms)]);
    expect(result).toMatchObject({ amount: "0", complete: true, missing: [] });
    expect(result.price).toEqual({ source: "list", date: "2026-11-10", free: terms });
    expect(result.lines.map((line) => line.price)).toEqual(["0", "0"]);
  });

  it("is unknown, and not 0, from its last day on", () => {
    const row21 = free({ until: "2026-11-21" });
    expect(cost(usage(), [row21], { at: Date.UTC(2026, 10, 20, 23, 59, 59, 999) }).amount).toBe(
      "0",
    );
    const after = cost(usage(), [row21], { at: Date.UTC(2026, 10, 21) });
    expect(after).not.toHaveProperty("amount");
    expect(after).not.toHaveProperty("price");
    expect(after).toMatchObject({
      complete: false,
      missing: ["price of input", "price of output"],
    });
  });

  it("is followed by the price that begins then", () => {
    const rows = [
      free({ until: "2026-11-21" }),
      row({ input: "1", output: "1" }, { from: "2026-11-21" }),
    ];
    expect(cost(usage(), rows)).toMatchObject({ amount: "0", complete: true });
    expect(cost(usage(), rows, { at: Date.UTC(2026, 10, 21) }).amount).toBe("2");
  });
});

describe("a row with a plan", () => {
  const plan = (components: PriceComponents = {}): PriceRow =>
    row(components, { plan: "Acme Coding Plan" });

  it("has no amount, never 0, and says which plan pays", () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), (input, output) => {
        const used = usage({ total: input, uncached: input }, { total: output, text: output });
        const result = cost(used, [plan()]);
        expect(result).not.toHaveProperty("amount");
        expect(result).toMatchObject({ complete: false, missing: ["plan Acme Coding Plan"] });
        expect(result.price?.plan).toBe("Acme Coding Plan");
      }),
    );
  });

  it("is all that is missing, whatever tier or place answered", () => {
    for (const more of [
      { serviceTier: "priority" },
      { serviceTier: "batch" },
      { answeredIn: "us" },
    ])
      expect(cost(usage({}, {}), [plan()], more).missing).toEqual(["plan Acme Coding Plan"]);
  });

  it("prices what is billed beside it", () => {
    const used = usage(undefined, undefined, { units: { webSearch: 3, webFetch: 1 } });
    expect(cost(used, [plan({ webSearch: "0.01" })])).toMatchObject({
      amount: "0.03",
      complete: false,
      missing: ["plan Acme Coding Plan"],
    });
  });

  it("gives way to the platform's own figure", () => {
    const platformCost = { amount: "0.2", currency: "USD" };
    expect(cost(usage(), [plan()], { platformCost })).toMatchObject({
      amount: "0.2",
      complete: true,
      source: "platform",
    });
  });
});

describe("an hourly cache fee", () => {
  const stored = [row({ input: "1", cacheRead: "0.1", output: "1", cacheStorageHour: "4.5" })];
  const read = usage({ total: 10, uncached: 4, cacheRead: 6 });
  const wrote = usage({ total: 10, uncached: 4, cacheWrite: { total: 6 } });
  const HOURS = "hours of cacheStorageHour";

  it("is multiplied by nothing, and makes a cost incomplete where a cache was used", () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(100), fc.nat(100), (uncached, cacheRead, written) => {
        const components = { input: "1", cacheRead: "0.1", cacheWrite: "1", output: "1" };
        const used = usage({
          total: uncached + cacheRead + written,
          uncached,
          cacheRead,
          cacheWrite: { total: written, ttl5m: written, ttl1h: 0 },
        });
        const withFee = cost(used, [row({ ...components, cacheStorageHour: "4.5" })]);
        const without = cost(used, [row(components)]);
        expect(withFee.lines).toEqual(without.lines);
        expect(withFee.amount).toBe(without.amount);
        expect(withFee.complete).toBe(cacheRead + written === 0);
        expect(withFee.missing).toEqual(cacheRead + written === 0 ? [] : [HOURS]);
      }),
    );
  });

  it("is for a cache that the request made or may have named, not for the platform's own", () => {
    expect(cost(read, stored, { mayNameCache: true }).missing).toEqual([HOURS]);
    expect(cost(read, stored, { mayNameCache: false })).toMatchObject({
      complete: true,
      missing: [],
    });
    expect(cost(wrote, stored, { mayNameCache: false }).missing).toContain(HOURS);
  });

  it("is missing also where the input is billed by another count", () => {
    expect(cost({ ...read, billed: { input: 10 } }, stored).missing).toEqual([HOURS]);
  });

  it("of 0 is none", () => {
    const rows = [row({ input: "1", cacheRead: "0.1", output: "1", cacheStorageHour: "0" })];
    expect(cost(read, rows)).toMatchObject({ complete: true });
  });

  it("stays in the cost of a free row", () => {
    const rows = [row({ cacheStorageHour: "4.5" }, { free: true })];
    expect(cost(read, rows)).toMatchObject({ amount: "0", complete: false, missing: [HOURS] });
  });
});

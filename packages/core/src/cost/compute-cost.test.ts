import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PriceComponents, PriceRow } from "../catalog/price.ts";
import type { Usage } from "../results/usage.ts";
import { computeCost, sumLines } from "./compute-cost.ts";
import { compare, parseDecimal, toDecimal } from "./rational.ts";

const AT = Date.UTC(2026, 10, 20, 12);
const source = { name: "list", date: "2026-11-10" };
const row = (components: PriceComponents, more: Partial<PriceRow> = {}): PriceRow => ({
  currency: "USD",
  components,
  source,
  ...more,
});
const usage = (
  input: Usage["input"],
  output: Usage["output"] = { total: 0, text: 0 },
  more: Partial<Usage> = {},
): Usage => ({ input, output, raw: null, ...more });
const cost = (u: Usage, rows: PriceRow[], more: object = {}): ReturnType<typeof computeCost> =>
  computeCost({ usage: u, rows, at: AT, ...more });

/** A price in millionths, as text, so that tokens × price ÷ 10⁶ has 12 decimals. */
const micros = fc.nat(500_000_000);
const price = (value: number): string =>
  `${Math.floor(value / 1e6)}.${String(value % 1e6).padStart(6, "0")}`;
const tokens = fc.nat(5_000_000);

describe("computeCost", () => {
  it("sums all classes to the total exactly", () => {
    const names = [
      "input",
      "cacheRead",
      "cacheWrite",
      "cacheWrite1h",
      "inputAudio",
      "output",
      "reasoning",
      "outputAudio",
    ] as const;
    fc.assert(
      fc.property(
        fc.array(tokens, { minLength: 8, maxLength: 8 }),
        fc.array(micros, { minLength: 8, maxLength: 8 }),
        (counts, prices) => {
          const [
            uncached = 0,
            cacheRead = 0,
            ttl5m = 0,
            ttl1h = 0,
            audio = 0,
            text = 0,
            reasoning = 0,
            spoken = 0,
          ] = counts;
          const components = Object.fromEntries(
            names.map((name, i) => [name, price(prices[i] ?? 0)]),
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
            [row(components)],
          );
          const expected = counts.reduce(
            (sum, n, i) => sum + BigInt(n) * BigInt(prices[i] ?? 0),
            0n,
          );
          expect(result.amount).toBe(toDecimal({ n: expected, d: 10n ** 12n }));
          expect(toDecimal(sumLines(result.lines))).toBe(result.amount);
          expect(result).toMatchObject({
            complete: true,
            missing: [],
            source: "catalog",
            basis: "reported",
          });
          expect(result.lines.length).toBe(counts.filter((n) => n > 0).length);
        },
      ),
    );
  });

  it("never costs less for more tokens", () => {
    fc.assert(
      fc.property(
        tokens,
        tokens,
        tokens,
        micros,
        micros,
        fc.constantFrom("cliff" as const, "marginal" as const),
        (a, more, out, low, extra, mode) => {
          const rows = [
            row(
              { input: price(low), output: price(low) },
              {
                tiers: [
                  {
                    above: 200_000,
                    mode,
                    components: { input: price(low + extra), output: price(low + extra) },
                  },
                ],
              },
            ),
          ];
          const of = (input: number): string | undefined =>
            cost(usage({ total: input, uncached: input }, { total: out, text: out }), rows).amount;
          const less = parseDecimal(of(a) ?? "");
          const greater = parseDecimal(of(a + more) ?? "");
          expect(less !== undefined && greater !== undefined && compare(less, greater) <= 0).toBe(
            true,
          );
        },
      ),
    );
  });

  it("rounds once, half to even, at 10⁻¹²", () => {
    const result = cost(usage({ total: 1, uncached: 1 }, { total: 1, text: 1 }), [
      row({ input: "0.0000005", output: "0.0000005" }),
    ]);
    // Two halves of 10⁻¹² are one: rounding each line first would give 0.
    expect(result.amount).toBe("0.000000000001");
    expect(result.lines.map((line) => line.amount)).toEqual(["0.0000000000005", "0.0000000000005"]);
  });

  it("prices reasoning like output, unless it has its own price", () => {
    const used = usage({ total: 0, uncached: 0 }, { total: 30, text: 10, reasoning: 20 });
    expect(cost(used, [row({ input: "1", output: "2" })]).amount).toBe("0.00006");
    expect(cost(used, [row({ input: "1", output: "2", reasoning: "5" })]).amount).toBe("0.00012");
  });

  it("names the row it used", () => {
    const result = cost(usage({ total: 1, uncached: 1 }), [
      row({ input: "1", output: "1" }, { from: "2026-01-01", agreement: "conflict" }),
    ]);
    expect(result.price).toEqual({
      from: "2026-01-01",
      source: "list",
      date: "2026-11-10",
      agreement: "conflict",
    });
  });

  it("keeps a price in yuan in yuan", () => {
    const result = cost(usage({ total: 1_000_000, uncached: 1_000_000 }), [
      row({ input: "4", output: "1" }, { currency: "CNY" }),
    ]);
    expect(result).toMatchObject({ amount: "4", currency: "CNY", complete: true });
  });
});

describe("computeCost, when something is not known", () => {
  const full = usage({ total: 10, uncached: 6, cacheRead: 4 }, { total: 5, text: 5 });

  it("gives no amount without any price, and says so", () => {
    const result = cost(full, []);
    expect(result).not.toHaveProperty("amount");
    expect(result).toMatchObject({
      complete: false,
      missing: ["price of cacheRead", "price of input", "price of output"],
      lines: [],
    });
  });

  it("gives no amount without any price even for an empty answer", () => {
    expect(cost(usage({ total: 0, uncached: 0 }), [])).toMatchObject({
      complete: false,
      missing: ["price"],
    });
    expect(cost(usage({ total: 0, uncached: 0 }), [])).not.toHaveProperty("amount");
  });

  it("gives no amount before the first price", () => {
    const result = cost(full, [row({ input: "1", output: "1" }, { from: "2026-01-01" })], {
      at: Date.UTC(2025, 0, 1),
    });
    expect(result).not.toHaveProperty("amount");
    expect(result.complete).toBe(false);
  });

  it("never takes an unknown price for 0", () => {
    const names = [
      "input",
      "cacheRead",
      "cacheWrite",
      "inputAudio",
      "output",
      "outputAudio",
    ] as const;
    fc.assert(
      fc.property(
        fc.subarray([...names]),
        fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 6, maxLength: 6 }),
        (priced, counts) => {
          const [uncached = 1, cacheRead = 1, write = 1, audio = 1, text = 1, spoken = 1] = counts;
          const components = Object.fromEntries(priced.map((name) => [name, "1"]));
          const result = cost(
            usage(
              {
                total: uncached + cacheRead + write + audio,
                uncached,
                cacheRead,
                cacheWrite: { total: write, ttl5m: write, ttl1h: 0 },
                audio,
              },
              { total: text + spoken, text, audio: spoken },
            ),
            [row(components)],
          );
          const unpriced = names.filter((name) => !priced.includes(name));
          expect(result.missing.toSorted()).toEqual(
            unpriced.map((name) => `price of ${name}`).toSorted(),
          );
          expect(result.complete).toBe(unpriced.length === 0);
          expect(result.amount === undefined).toBe(priced.length === 0);
        },
      ),
    );
  });

  it("names counts that the platform did not give", () => {
    const rows = [row({ input: "1", output: "1" })];
    expect(cost(usage({}, {}), rows)).toMatchObject({
      complete: false,
      missing: ["input tokens", "output tokens"],
    });
    expect(cost(usage({}, {}), rows)).not.toHaveProperty("amount");
    expect(cost(usage({ total: 5 }, {}), rows)).toMatchObject({
      amount: "0.000005",
      missing: ["output tokens"],
    });
    expect(cost(usage({ total: Number.NaN, uncached: -3 }, { total: 1 }), rows).missing).toEqual([
      "input tokens",
    ]);
  });

  it("does not price a bare total as if none of it were cached", () => {
    const rows = [row({ input: "1", cacheRead: "0.1", output: "1" })];
    expect(cost(usage({ total: 5 }, { total: 1 }), rows)).toMatchObject({
      complete: false,
      missing: ["cacheRead tokens"],
    });
    expect(cost(usage({ total: 5, uncached: 5 }, { total: 1 }), rows)).toMatchObject({
      complete: true,
    });
    expect(cost(usage({ total: 5, cacheRead: 2 }, { total: 1 }), rows)).toMatchObject({
      complete: true,
      amount: "0.0000042",
    });
  });

  it("names unknown reasoning only where it has a price of its own", () => {
    const bare = usage({ total: 1, uncached: 1 }, { total: 10 });
    expect(cost(bare, [row({ input: "1", output: "1", reasoning: "3" })]).missing).toEqual([
      "reasoning tokens",
    ]);
    expect(cost(bare, [row({ input: "1", output: "1", reasoning: "1" })]).missing).toEqual([]);
  });

  it("names an unknown time to live of cache writes where it matters", () => {
    const used = usage({ total: 10, uncached: 0, cacheWrite: { total: 10 } });
    expect(
      cost(used, [row({ input: "1", output: "1", cacheWrite: "1.25", cacheWrite1h: "2" })]),
    ).toMatchObject({ amount: "0.0000125", missing: ["time to live of cacheWrite"] });
    expect(cost(used, [row({ input: "1", output: "1", cacheWrite: "1.25" })])).toMatchObject({
      amount: "0.0000125",
      complete: true,
    });
  });

  it("does not guess the tier when the input is not counted", () => {
    const rows = [
      row(
        { input: "1", output: "1" },
        { tiers: [{ above: 100, components: { input: "2", output: "2" } }] },
      ),
    ];
    const result = cost(usage({}, { total: 5, text: 5 }), rows);
    expect(result).not.toHaveProperty("amount");
    expect(result.missing).toEqual(["input tokens", "price tier"]);
  });

  it("says when the service tier that answered has no price", () => {
    const rows = [row({ input: "1", output: "1" })];
    expect(
      cost(full, [row({ input: "1", cacheRead: "1", output: "1" })], { serviceTier: "priority" }),
    ).toEqual({
      currency: "USD",
      complete: false,
      basis: "reported",
      source: "catalog",
      lines: [],
      missing: ["price of service tier priority"],
    });
    expect(cost(usage({ total: 1, uncached: 1 }), rows, { serviceTier: "default" })).toMatchObject({
      complete: true,
    });
  });

  it("says when the region that answered has no price of its own", () => {
    const everywhere = row({ input: "1", cacheRead: "1", output: "1" });
    const there = row({ input: "2", cacheRead: "2", output: "2" }, { region: "us" });
    const { amount } = cost(full, [everywhere]);
    expect(cost(full, [everywhere], { answeredIn: "us" })).toMatchObject({
      amount,
      complete: false,
      missing: ["price in the region us"],
    });
    expect(cost(full, [everywhere, there], { answeredIn: "us", region: "eu" })).toMatchObject({
      amount: String(2 * Number(amount)),
      complete: true,
    });
    expect(cost(full, [everywhere], { region: "us" })).toMatchObject({ complete: true });
  });

  it("is 0 and complete only where a source says that the model is free", () => {
    expect(cost(full, [row({}, { free: true })])).toMatchObject({ amount: "0", complete: true });
    expect(cost(usage({}, {}), [row({}, { free: true })])).toMatchObject({
      amount: "0",
      complete: true,
    });
    expect(cost(full, [row({})])).toMatchObject({ complete: false });
  });
});

describe("computeCost with tiers", () => {
  const above = 272_000;
  const rows = (
    mode: "cliff" | "marginal",
    basis: "totalInput" | "uncached" = "totalInput",
  ): PriceRow[] => [
    row(
      { input: "1", cacheRead: "0.1", output: "10" },
      {
        tiers: [{ above, mode, basis, components: { input: "2", cacheRead: "0.2", output: "15" } }],
      },
    ),
  ];

  it.each([
    [above, undefined, "0.272"],
    [above + 1, `>${above}`, "0.544002"],
  ])("cliff: %i tokens", (count, tier, amount) => {
    const result = cost(usage({ total: count, uncached: count }), rows("cliff"));
    expect(result.amount).toBe(amount);
    expect(result.lines[0]?.tier).toBe(tier);
  });

  it.each([
    [above, 1, "0.272"],
    [above + 1, 2, "0.272002"],
  ])("marginal: %i tokens", (count, lines, amount) => {
    const result = cost(usage({ total: count, uncached: count }), rows("marginal"));
    expect(result.amount).toBe(amount);
    expect(result.lines).toHaveLength(lines);
  });

  it("counts cached tokens to the total, but not to the uncached basis", () => {
    const used = usage({ total: above + 1, uncached: 1, cacheRead: above }, { total: 1, text: 1 });
    expect(cost(used, rows("cliff")).lines.every((line) => line.tier === `>${above}`)).toBe(true);
    expect(
      cost(used, rows("cliff", "uncached")).lines.every((line) => line.tier === undefined),
    ).toBe(true);
  });

  it("marginal tiers split the prompt in its order, caches first, and never lose a token", () => {
    fc.assert(
      fc.property(fc.nat(600_000), fc.nat(600_000), fc.nat(1000), (cacheRead, uncached, text) => {
        const result = cost(
          usage({ total: cacheRead + uncached, uncached, cacheRead }, { total: text, text }),
          rows("marginal"),
        );
        const of = (name: string, tiered: boolean): number =>
          result.lines
            .filter((l) => l.class === name && (l.tier !== undefined) === tiered)
            .reduce((n, l) => n + l.quantity, 0);
        expect(of("cacheRead", false)).toBe(Math.min(cacheRead, above));
        expect(of("cacheRead", true)).toBe(Math.max(0, cacheRead - above));
        expect(of("input", false)).toBe(Math.min(uncached, Math.max(0, above - cacheRead)));
        expect(of("input", false) + of("input", true)).toBe(uncached);
        expect(of("output", cacheRead + uncached > above)).toBe(text);
      }),
    );
  });

  it.each(["cliff", "marginal"] as const)(
    "a class that a %s tier does not price is named, and not priced as below it",
    (mode) => {
      const tiered = row(
        { input: "3", cacheWrite1h: "6", output: "15", reasoning: "20" },
        { tiers: [{ above: 100, mode, components: { input: "6", output: "22.5" } }] },
      );
      const write = { total: 50, ttl5m: 0, ttl1h: 50 };
      const ask = (uncached: number) =>
        cost(
          usage(
            { total: uncached + 50, uncached, cacheWrite: write },
            { total: 3, text: 1, reasoning: 2 },
          ),
          [tiered],
        );
      expect(ask(50)).toMatchObject({ complete: true, missing: [] });
      const long = ask(300);
      expect(long.complete).toBe(false);
      expect(long.missing).toEqual(
        mode === "cliff"
          ? ["price of cacheWrite1h >100", "price of reasoning >100"]
          : ["price of reasoning >100"],
      );
      expect(long.lines.some((line) => line.class === "reasoning")).toBe(false);
      expect(long.lines.some((line) => line.class === "cacheWrite1h")).toBe(mode !== "cliff");
    },
  );

  it("reasoning that costs what output does follows it into a tier", () => {
    const tiered = row(
      { input: "1", output: "2", reasoning: "2" },
      { tiers: [{ above: 10, components: { input: "2", output: "4" } }] },
    );
    const used = usage({ total: 11, uncached: 11 }, { total: 3, text: 1, reasoning: 2 });
    expect(cost(used, [tiered])).toMatchObject({ amount: "0.000034", complete: true });
  });

  it("a row without a price of a class says so, tier or not", () => {
    const tiered = row(
      { input: "1", output: "2" },
      { tiers: [{ above: 10, components: { input: "2", output: "4" } }] },
    );
    const used = usage({ total: 21, uncached: 1, cacheRead: 20 }, { total: 0, text: 0 });
    expect(cost(used, [tiered]).missing).toEqual(["price of cacheRead"]);
  });

  it("takes the highest of several cliffs", () => {
    const many = [
      row(
        { input: "1", output: "1" },
        {
          tiers: [
            { above: 100, components: { input: "4" } },
            { above: 10, components: { input: "2" } },
          ],
        },
      ),
    ];
    const amounts = [10, 11, 100, 101].map(
      (n) => cost(usage({ total: n, uncached: n }), many).amount,
    );
    expect(amounts).toEqual(["0.00001", "0.000022", "0.0002", "0.000404"]);
  });
});

describe("computeCost for units, billed counts and segments", () => {
  it("adds units and a fee per request", () => {
    const used = usage(
      { total: 1, uncached: 1 },
      { total: 1, text: 1 },
      { units: { webSearch: 3, codeSeconds: 1.5 } },
    );
    const result = cost(used, [
      row({ input: "1", output: "1", webSearch: "0.01", codeSecond: "0.002", request: "0.005" }),
    ]);
    expect(result.amount).toBe("0.038002");
    expect(cost(used, [row({ input: "1", output: "1", webSearch: "0.01" })]).missing).toEqual([
      "price of codeSecond",
    ]);
  });

  it("needs no tokens where units are what is priced", () => {
    const used = usage({}, {}, { units: { images: 2 } });
    expect(cost(used, [row({ image: "0.04" })])).toMatchObject({ amount: "0.08", complete: true });
  });

  it("needs no output tokens of an embedding", () => {
    const used = usage({ total: 100, uncached: 100 }, {});
    expect(cost(used, [row({ input: "0.02" })], { kind: "embedding" })).toMatchObject({
      complete: true,
    });
    expect(cost(used, [row({ input: "0.02" })])).toMatchObject({ complete: false });
  });

  it("charges what the platform bills rather than what it counted", () => {
    const used = usage(
      { total: 100, uncached: 100 },
      { total: 50, text: 50 },
      { billed: { input: 10, output: 5 } },
    );
    expect(cost(used, [row({ input: "1", output: "2" })]).amount).toBe("0.00002");
  });

  it("prices every segment by its own model", () => {
    const part = (n: number): Usage => usage({ total: n, uncached: n }, { total: 0, text: 0 });
    const used: Usage = {
      ...part(3),
      segments: [
        { model: "big", usage: part(1) },
        { model: "small", usage: part(2) },
      ],
      units: { webSearch: 1 },
    };
    const rows = [row({ input: "10", output: "1", webSearch: "0.01" })];
    const small = [row({ input: "1", output: "1" })];
    const both = cost(used, rows, {
      model: "big",
      rowsOf: (id: string) => (id === "small" ? small : undefined),
    });
    expect(both).toMatchObject({ amount: "0.010012", complete: true });
    expect(both.lines.map((line) => line.model)).toEqual(["big", "small", undefined]);
    expect(cost(used, rows, { model: "big" })).toMatchObject({
      complete: false,
      missing: ["price of input (small)"],
    });
  });

  it("does not add different currencies", () => {
    const part = usage({ total: 1, uncached: 1 });
    const used: Usage = {
      ...part,
      segments: [
        { model: "a", usage: part },
        { model: "b", usage: part },
      ],
    };
    const result = cost(used, [row({ input: "1", output: "1" })], {
      model: "a",
      rowsOf: () => [row({ input: "7", output: "7" }, { currency: "CNY" })],
    });
    expect(result).toMatchObject({ currency: "USD", amount: "0.000001", complete: false });
  });
});

describe("computeCost with the platform's own figure", () => {
  const used = usage({ total: 100, uncached: 100 });
  const rows = [row({ input: "1", output: "1" })];

  it("takes it, and keeps the catalog's when it differs", () => {
    const result = cost(used, rows, { platformCost: { amount: "0.00012", currency: "USD" } });
    expect(result).toMatchObject({
      amount: "0.00012",
      source: "platform",
      complete: true,
      other: { amount: "0.0001", currency: "USD", source: "catalog" },
    });
    expect(toDecimal(sumLines(result.lines))).toBe(result.amount);
  });

  it("keeps the lines when both agree", () => {
    const result = cost(used, rows, { platformCost: { amount: "1.00e-4", currency: "USD" } });
    expect(result).toMatchObject({
      amount: "0.0001",
      source: "platform",
      lines: [{ class: "input" }],
    });
    expect(result).not.toHaveProperty("other");
  });

  it("adds what an upstream bills to the user's own key, and says when nobody knows that", () => {
    const fee = { amount: "0.95", currency: "USD" };
    const known = cost(used, rows, { platformCost: { ...fee, upstream: "19.05" } });
    expect(known).toMatchObject({
      amount: "20",
      complete: true,
      source: "platform",
      lines: [
        { class: "platform", amount: "0.95" },
        { class: "upstream", amount: "19.05" },
      ],
      other: { amount: "0.0001" },
    });
    expect(toDecimal(sumLines(known.lines))).toBe(known.amount);
    for (const upstream of [null, "-1", "free"])
      expect(cost(used, [], { platformCost: { ...fee, upstream } })).toMatchObject({
        amount: "0.95",
        complete: false,
        missing: ["upstream cost"],
      });
  });

  it("is enough without any catalog price", () => {
    expect(cost(used, [], { platformCost: { amount: "0.5", currency: "USD" } })).toMatchObject({
      amount: "0.5",
      complete: true,
    });
    expect(cost(used, [], { platformCost: { amount: "0.5", currency: "USD" } })).not.toHaveProperty(
      "other",
    );
  });

  it.each(["", "free", "NaN", "-1"])("ignores the figure %j", (amount) => {
    expect(cost(used, rows, { platformCost: { amount, currency: "USD" } })).toMatchObject({
      source: "catalog",
      amount: "0.0001",
    });
  });
});

it("no amount passes through a float", () => {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  const files = readdirSync(folder).filter(
    (name) => name.endsWith(".ts") && !name.includes(".test."),
  );
  expect(files.length).toBeGreaterThan(5);
  for (const name of files.filter((file) => file !== "price-window.ts")) {
    expect(readFileSync(folder + name, "utf8"), name).not.toMatch(
      /\bNumber\(|parseFloat|toFixed|Math\.round/,
    );
  }
});

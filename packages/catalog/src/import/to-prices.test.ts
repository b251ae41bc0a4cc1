import { expect, test } from "vitest";
import { factOf } from "./__fixtures__/fact-of.ts";
import type { FactRow } from "./fact-row.ts";
import { toPrices } from "./to-prices.ts";

const SOURCE = { name: "pi-ai", date: "2026-11-10" };

function priced(more: Partial<FactRow>): FactRow {
  return factOf({
    platform: "acme",
    id: "m",
    input_usd_per_mtok: 2,
    output_usd_per_mtok: 8,
    ...more,
  });
}

test("writes every class, tier and the batch row without float noise", () => {
  const fact = priced({
    input_usd_per_mtok: 0.16000000000000003,
    cache_read: 0.016,
    cache_write: 0.2,
    cache_write_1h: 0.32,
    reasoning_usd_per_mtok: 9,
    input_audio: 1,
    output_audio: 20,
    batch: { input: 0.08, output: 4 },
    sources: [{ src: "portkey", date: "2026-08-21", input: 0.16000000000000003, output: 8 }],
    tiers: [{ above: 200_000, input: 0.32, output: 12, cache_read: 0.032 }],
  });
  expect(toPrices(fact).prices).toEqual([
    {
      currency: "USD",
      components: {
        input: "0.16",
        output: "8",
        cacheRead: "0.016",
        cacheWrite: "0.2",
        cacheWrite1h: "0.32",
        reasoning: "9",
        inputAudio: "1",
        outputAudio: "20",
      },
      tiers: [
        {
          above: 200_000,
          mode: "cliff",
          components: { input: "0.32", output: "12", cacheRead: "0.032" },
        },
      ],
      source: SOURCE,
      agreement: "agree",
    },
    {
      currency: "USD",
      serviceTier: "batch",
      components: { input: "0.08", output: "4" },
      source: { name: "portkey", date: "2026-08-21" },
      agreement: "single",
    },
  ]);
});

test.each([
  ["0 and marked", { input_usd_per_mtok: 0, output_usd_per_mtok: 0, free_or_unpriced: true }],
  ["0 and not marked", { input_usd_per_mtok: 0, output_usd_per_mtok: 0 }],
  ["-1, as routers say", { input_usd_per_mtok: -1, output_usd_per_mtok: -1 }],
  ["without a source", { price_source: undefined }],
] as const)("takes a price of %s for unknown, never for free", (_what, more) => {
  expect(toPrices(priced(more as Partial<FactRow>)).prices).toEqual([]);
});

test("leaves an embedding's output of 0 and a cache read above the input out", () => {
  const [row] = toPrices(
    priced({ kind: "embedding", output_usd_per_mtok: 0, cache_read: 3 }),
  ).prices;
  expect(row?.components).toEqual({ input: "2" });
});

test("leaves tiers out that ask the same", () => {
  const [row] = toPrices(priced({ tiers: [{ above: 1000, input: 2, output: 8 }] })).prices;
  expect(row).not.toHaveProperty("tiers");
});

test("takes a batch price only from a source that states the base price too", () => {
  const batch = { input: 1, output: 4 };
  const litellm = { src: "litellm", date: "2026-08-01", output: 8 };
  const portkey = { src: "portkey", date: "2026-08-21", output: 8 };
  const both = toPrices(
    priced({
      batch,
      sources: [
        { ...portkey, input: 2 },
        { ...litellm, input: 2 },
      ],
    }),
  );
  expect(both.prices.map((row) => row.source)).toEqual([
    SOURCE,
    { name: "litellm", date: "2026-08-01" },
  ]);
  const one = toPrices(
    priced({
      batch,
      sources: [
        { ...portkey, input: 2 },
        { ...litellm, input: 5 },
      ],
    }),
  );
  expect(one.prices[1]?.source.name).toBe("portkey");
  const stale = toPrices(priced({ batch, sources: [{ ...portkey, input: 5 }] }));
  expect(stale.prices).toHaveLength(1);
  expect(stale.notes).toEqual(["batch price left out: its source states another base price"]);
});

test("keeps the mark of a conflict", () => {
  const [row] = toPrices(priced({ price_agreement: "conflict" })).prices;
  expect(row?.agreement).toBe("conflict");
});

test("writes yuan as yuan, from the source that states them", () => {
  const fact = priced({
    region: "cn",
    cny_per_mtok: {
      input: 4.5,
      output: 13.5,
      cache_read: 0.15,
      tiers: [{ above: 32_000, input: 9, output: 27 }],
    },
    sources: [
      { src: "pi-ai", date: "2026-11-10" },
      { src: "model-bank", date: "2026-09-27", cny: true },
    ],
  });
  expect(toPrices(fact).prices).toEqual([
    {
      currency: "CNY",
      region: "cn",
      components: { input: "4.5", output: "13.5", cacheRead: "0.15" },
      tiers: [{ above: 32_000, mode: "cliff", components: { input: "9", output: "27" } }],
      source: { name: "model-bank", date: "2026-09-27" },
      agreement: "single",
    },
  ]);
});

test("drops the dollars of a cn region and says so", () => {
  const result = toPrices(priced({ region: "cn" }));
  expect(result.prices).toEqual([]);
  expect(result.notes).toEqual([
    "USD price of the cn region left out: the maker bills in CNY there",
  ]);
});

test("writes both currencies where there is one region", () => {
  const fact = priced({
    cny_per_mtok: { input: 14, output: 56 },
    sources: [{ src: "model-bank", date: "2026-09-27", cny: true }],
  });
  expect(toPrices(fact).prices.map((row) => row.currency)).toEqual(["USD", "CNY"]);
});

const peak: Partial<FactRow> = {
  input_usd_per_mtok: 0.3,
  output_usd_per_mtok: 1.2,
  cache_read: 0.006,
  time_based: {
    offPeakMultiplier: 0.5,
    peakWindows: [
      { weekdays: [1, 2, 3, 4, 5], startMinute: 60, endMinute: 240 },
      { weekdays: [1, 2, 3, 4, 5], startMinute: 360, endMinute: 600 },
    ],
  },
};
const WHEN = {
  tz: "UTC",
  weekdays: [1, 2, 3, 4, 5],
  windows: [
    ["01:00", "04:00"],
    ["06:00", "10:00"],
  ],
  basis: "requestStart",
};

test("writes the peak price with its hours and the off-peak price without", () => {
  expect(toPrices(priced(peak)).prices).toEqual([
    {
      currency: "USD",
      when: WHEN,
      components: { input: "0.3", output: "1.2", cacheRead: "0.006" },
      source: SOURCE,
      agreement: "agree",
    },
    {
      currency: "USD",
      components: { input: "0.15", output: "0.6", cacheRead: "0.003" },
      source: SOURCE,
      agreement: "agree",
    },
  ]);
});

test("leaves yuan without hours out beside a price by hours", () => {
  const result = toPrices(priced({ ...peak, cny_per_mtok: { input: 1, output: 2 } }));
  expect(result.prices.map((row) => row.currency)).toEqual(["USD", "USD"]);
  expect(result.notes).toHaveLength(1);
});

test("dates an announced rate until the base price was read after it", () => {
  const fact = priced({
    ...peak,
    time_based: {
      offPeakMultiplier: 0.5,
      peakWindows: [{ startMinute: 0, endMinute: 60 }],
      effectiveRates: [
        { effectiveFrom: Date.UTC(2026, 8, 14), input: 0.2, output: 0.4, cacheWrite: 0 },
      ],
    },
    sources: [
      { src: "pi-ai", date: "2026-11-10" },
      { src: "oh-my-pi", date: "2026-09-23" },
    ],
  });
  const rows = toPrices(fact).prices.filter((row) => row.when !== undefined);
  expect(rows.map((row) => [row.from, row.until, row.components.input, row.source.name])).toEqual([
    [undefined, "2026-09-14", "0.3", "pi-ai"],
    ["2026-09-14", "2026-11-10", "0.2", "oh-my-pi"],
    ["2026-11-10", undefined, "0.3", "pi-ai"],
  ]);
});

test("takes a start date for the price that the dating source states", () => {
  const dated = (input: number): FactRow =>
    priced({
      conditional: [{ type: "start_date", start_date: "2026-06-10" }],
      sources: [{ src: "genai-prices", date: "2026-09-23", input, output: 8 }],
    });
  expect(toPrices(dated(2)).prices[0]?.from).toBe("2026-06-10");
  expect(toPrices(dated(3)).prices[0]).not.toHaveProperty("from");
});

test("does not carry hours back behind the day from which the price holds", () => {
  const windowed = (start: string): unknown =>
    toPrices(
      priced({
        ...peak,
        input_usd_per_mtok: 2,
        output_usd_per_mtok: 8,
        conditional: [{ type: "start_date", start_date: start }],
        sources: [
          { src: "pi-ai", date: "2026-11-10" },
          { src: "genai-prices", date: "2026-09-23", input: 2, output: 8 },
        ],
      }),
    ).prices.map((row) => row.from);
  expect(windowed("2026-08-17")).toEqual(["2026-08-17", "2026-08-17"]);
  expect(windowed("2027-01-01")).toEqual([undefined, undefined]);
});
test("ends a price on the day from which another is announced", () => {
  const fact = priced({ conditional: [{ type: "start_date", start_date: "2027-01-01" }] });
  expect(toPrices(fact).prices[0]?.until).toBe("2027-01-01");
});

test("leaves a unit error of a price book and a price per search out", () => {
  const book = [{ src: "litellm", date: "2026-08-01" }];
  const error = toPrices(
    priced({ input_usd_per_mtok: 500, output_usd_per_mtok: 2000, sources: book }),
  );
  expect(error.prices).toEqual([]);
  expect(error.notes[0]).toMatch(/500 USD .* unit error/);
  expect(toPrices(priced({ kind: "rerank" })).prices).toEqual([]);
  // A dear model that lists of models know is dear, not an error.
  expect(toPrices(priced({ input_usd_per_mtok: 150 })).prices).toHaveLength(1);
});

test("files an hourly fee of a cache as that, and never as a price of writing it", () => {
  const write = (platform: string, cache_write = 4.5): unknown =>
    toPrices(priced({ platform, cache_read: 0.2, cache_write })).prices[0]?.components;
  const rest = { input: "2", output: "8", cacheRead: "0.2" };
  expect(write("acme")).toEqual({ ...rest, cacheWrite: "4.5" });
  expect(write("gemini")).toEqual({ ...rest, cacheStorageHour: "4.5" });
  // The input's own price may be that of writing, and 0 is unknown.
  expect(write("gemini", 2)).toEqual(rest);
  expect(write("gemini", 0)).toEqual(rest);
  const swapped = priced({ platform: "gemini", cache_read: 4.5, cache_write: 0.2 });
  expect(toPrices(swapped).prices[0]?.components).toEqual({ input: "2", output: "8" });
  const tiers = [{ above: 200_000, input: 4, output: 16, cache_write: 9 }];
  const tiered = toPrices(priced({ platform: "gemini", cache_write: 4.5, tiers })).prices[0];
  expect(tiered?.components).toHaveProperty("cacheStorageHour", "4.5");
  expect(tiered?.tiers?.[0]?.components).toEqual({ input: "4", output: "16" });
  const yuan = { input: 2, output: 8, cache_read: 0.4, cache_write: 0.017 };
  const fact = priced({
    platform: "volcano",
    region: "cn",
    cny_per_mtok: yuan,
    sources: [{ src: "model-bank", date: "2026-09-27", cny: true }],
  });
  expect(toPrices(fact).prices[0]?.components).toEqual({
    input: "2",
    output: "8",
    cacheRead: "0.4",
    cacheStorageHour: "0.017",
  });
});

test("leaves out cache prices that cannot be: swapped ones, and an hour out of proportion", () => {
  const components = (more: Partial<FactRow>): unknown =>
    toPrices(priced(more)).prices[0]?.components;
  expect(components({ cache_read: 2.5, cache_write: 0.2 })).toEqual({ input: "2", output: "8" });
  expect(components({ cache_write: 2.5, cache_write_1h: 2 })).not.toHaveProperty("cacheWrite1h");
  expect(components({ cache_write: 2.5, cache_write_1h: 24 })).not.toHaveProperty("cacheWrite1h");
  expect(components({ cache_write: 2.5, cache_write_1h: 4 })).toHaveProperty("cacheWrite1h", "4");
});

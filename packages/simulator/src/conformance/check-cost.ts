import { expect } from "vitest";
import { estimateCost } from "@byok/core";
import type { Cost, PriceRow, Usage } from "@byok/core";
import { expectedPolicy } from "../expect/merge.ts";
import type { Counted } from "../options.ts";
import type { ConformanceCheck } from "./check.ts";
import { hasUsage, hasUsageWhole } from "./check-answers.ts";
import { streams } from "./check-finish.ts";
import { toUnits } from "./decimal.ts";
import { expectedCost, isStandard, type Moment, type Spent } from "./expected-price.ts";
import { UNKNOWN_MODEL, type SampleModel, type Subject } from "./subject.ts";

const DAY_MS = 86_400_000;

/** Money. */
export const COST_CHECKS: readonly ConformanceCheck[] = [
  {
    name: "prices an answer by the catalog, and the lines sum to the amount",
    applies: (subject) => isCounted(subject) && plainlyPriced(subject) !== undefined,
    async run(bench) {
      const { sample, row } = plainlyPriced(bench.subject)!;
      bench.simulator.set({
        ...(row.components.cacheRead === undefined ? {} : { cachedTokens: 6 }),
        ...(tellsWrites(bench.subject, row) ? { cacheWriteTokens: 4 } : {}),
      });
      const { cost } = await bench.model(sample).generate("How much is this?");
      const spent = spentOf(bench.last().counted!, row);
      expectCost(cost, [row], { at: Date.now(), namedNoCache: true }, spent, sample.id);
      expectSum(cost);
      const streamed = await bench.model(sample).stream("How much is this?").result();
      if (hasUsage(bench.subject)) expect(streamed.cost).toEqual(cost);
    },
  },
  {
    name: "prices every model as its rows say: dates, hours, tiers, caches",
    applies: ({ index, prices }) => index === 0 && Object.keys(prices).length > 0,
    async run({ subject }) {
      for (const [id, rows] of Object.entries(subject.prices))
        if (chatModel(subject, id) !== undefined) await checkRows(subject, id, rows);
    },
  },
  {
    name: "prices an answer in the currency and region of the endpoint that gave it",
    applies: (subject) => isCounted(subject) && pricedByEndpoint(subject).length > 0,
    async run(bench) {
      for (const [id, rows] of pricedByEndpoint(bench.subject)) {
        for (const { id: region, ...place } of bench.subject.platform.endpoints) {
          const sample = chatModel(bench.subject, id)!;
          const { cost } = await bench.model(sample, {}, { region }).generate("How much is this?");
          const moment = {
            at: Date.now(),
            region: place.region ?? region,
            currency: place.currency,
          };
          const spent = spentOf(bench.last().counted!, rows[0]!);
          expectCost(cost, rows, moment, spent, `${id} at ${region}`);
        }
      }
    },
  },
  {
    name: "prices the service tier that answered",
    applies: (subject) => isCounted(subject) && pricedByTier(subject) !== undefined,
    async run(bench) {
      const { id, rows, serviceTier } = pricedByTier(bench.subject)!;
      const sample = chatModel(bench.subject, id)!;
      const [place] = bench.subject.platform.endpoints;
      for (const asked of [serviceTier, "default"]) {
        const { cost } = await bench
          .model(sample, { serviceTier: asked })
          .generate("How much is this?");
        const moment = {
          at: Date.now(),
          region: place?.region ?? place?.id,
          currency: place?.currency,
          serviceTier: asked,
        };
        const spent = spentOf(bench.last().counted!, rows[0]!);
        expectCost(cost, rows, moment, spent, `${id}, ${asked}`);
      }
    },
  },
  {
    name: "knows no price where the catalog has none",
    applies: (subject) => !reportsCost(subject) && subject.surface.models === undefined,
    async run(bench) {
      const sample: SampleModel = {
        id: UNKNOWN_MODEL,
        row: undefined,
        policy: expectedPolicy(bench.subject.platform, bench.subject.surface),
      };
      const { cost } = await bench.model(sample).generate("How much is this?");
      expect(cost.amount).toBeUndefined();
      expect(cost.complete).toBe(false);
    },
  },
  {
    name: "a free model costs 0",
    applies: (subject) => isCounted(subject) && freeModel(subject) !== undefined,
    async run(bench) {
      const { cost } = await bench.model(freeModel(bench.subject)!).generate("How much is this?");
      expect(cost).toMatchObject({ amount: "0", complete: true });
    },
  },
  {
    name: "a model that a plan pays has no known cost, never 0",
    applies: (subject) => !reportsCost(subject) && plannedModel(subject) !== undefined,
    async run(bench) {
      const { sample, plan } = plannedModel(bench.subject)!;
      const { cost } = await bench.model(sample).generate("How much is this?");
      expect(cost.amount).toBeUndefined();
      expect(cost).toMatchObject({ complete: false, missing: [`plan ${plan}`] });
    },
  },
  {
    name: "takes the platform's own figure",
    applies: (subject) => reportsCost(subject) && hasUsageWhole(subject),
    async run(bench) {
      const model = bench.model(bench.subject.samples[0]!);
      const text = "How much is this?";
      for (const { cost } of [await model.generate(text), await model.stream(text).result()])
        expect(cost).toMatchObject({ amount: "0.000123", basis: "reported", source: "platform" });
    },
  },
  {
    name: "says that a cost is estimated where a stream tells no usage",
    applies: (subject) => !hasUsage(subject) && streams(subject),
    async run(bench) {
      const [sample] = bench.subject.samples;
      const { cost, warnings } = await bench.model(sample!).stream("How much is this?").result();
      expect(cost).toMatchObject({ basis: "estimated", complete: false });
      expect(warnings.map(({ code }) => code)).toContain("usage-missing");
    },
  },
];

/** Whether a cost is made of what an answer was counted as, and of nothing else. */
function isCounted(subject: Subject): boolean {
  return !reportsCost(subject) && hasUsageWhole(subject);
}

function reportsCost({ samples }: Subject): boolean {
  return samples[0]?.policy.usage?.paths?.cost !== undefined;
}

/** What was counted, in the classes that a row prices. */
function spentOf({ input, cached, written, output, reasoning }: Counted, row: PriceRow): Spent {
  // Where reasoning costs what output does, some wires do not tell it apart.
  const apart = row.components.reasoning === undefined ? 0 : reasoning;
  return {
    cacheRead: cached,
    cacheWrite1h: 0,
    cacheWrite: written,
    input: input - cached - written,
    output: output - apart,
    reasoning: apart,
  };
}

/** Whether what is written to a cache has a known price: where the time to live matters, it must be told. */
function tellsWrites({ samples, wire }: Subject, { components }: PriceRow): boolean {
  const isSplit =
    wire === "anthropic-messages" && samples[0]?.policy.usage?.paths?.cacheWrite === undefined;
  return components.cacheWrite !== undefined && (components.cacheWrite1h === undefined || isSplit);
}

function expectCost(
  cost: Cost,
  rows: readonly PriceRow[],
  moment: Moment,
  spent: Spent,
  label: string,
): void {
  const wanted = expectedCost(rows, moment, spent);
  const amount = cost.amount === undefined ? undefined : toUnits(cost.amount);
  expect({ amount, complete: cost.complete }, `${label}: ${cost.amount}`).toEqual({
    amount: wanted.amount,
    complete: wanted.complete,
  });
  if (wanted.currency !== undefined) expect(cost.currency, label).toBe(wanted.currency);
}

/** Holds one model's rows against what core makes of them at the moments and amounts where something changes. */
async function checkRows(
  { platform }: Subject,
  id: string,
  rows: readonly PriceRow[],
): Promise<void> {
  const tiers = new Set([undefined, ...rows.map(({ serviceTier }) => serviceTier)]);
  if (rows.some(({ multipliers }) => multipliers?.batch !== undefined)) tiers.add("batch");
  const usages = spendings(rows);
  for (const { id: region, ...place } of platform.endpoints)
    for (const serviceTier of tiers)
      for (const at of momentsOf(rows))
        for (const spent of usages) {
          const how = serviceTier === undefined ? {} : { serviceTier };
          const cost = await estimateCost(usageOf(spent), `${platform.id}/${id}`, {
            at,
            region,
            ...how,
          });
          const moment = { at, region: place.region ?? region, currency: place.currency, ...how };
          const label = `${id} at ${new Date(at).toISOString()}, ${region}, ${serviceTier}, ${JSON.stringify(spent)}`;
          expectCost(cost, rows, moment, spent, label);
        }
}

/** Days on which a row begins or ends and the days before, and the minutes around each window, on each day of a week. */
function momentsOf(rows: readonly PriceRow[]): number[] {
  const moments = new Set([Date.UTC(2026, 10, 23, 12)]);
  for (const { from, until, when, free } of rows) {
    for (const day of [from, until, typeof free === "object" ? free.until : undefined])
      if (day !== undefined)
        for (const ms of [0, -1]) moments.add(Date.parse(`${day}T00:00:00Z`) + ms);
    for (const time of (when?.windows ?? []).flat()) {
      const [hour = 0, minute = 0] = time.split(":").map(Number);
      // In whichever zone: a window's edge there is near it in one of these hours.
      for (let day = 0; day < 7; day += 1)
        for (const shift of when?.tz === "UTC" ? [0] : [0, 8])
          for (const ms of [0, -1])
            moments.add(Date.UTC(2026, 10, 23, hour - shift, minute) + day * DAY_MS + ms);
    }
  }
  return [...moments];
}

/** Some tokens of each class, and prompts on both sides of each tier. */
function spendings(rows: readonly PriceRow[]): Spent[] {
  const none = { cacheRead: 0, cacheWrite1h: 0, cacheWrite: 0, input: 0, output: 0, reasoning: 0 };
  const edges = new Set(rows.flatMap(({ tiers = [] }) => tiers.map(({ above }) => above)));
  return [
    { ...none, input: 1000, output: 100 },
    { cacheRead: 600, cacheWrite1h: 50, cacheWrite: 150, input: 200, output: 70, reasoning: 30 },
    ...[...edges].flatMap((above) => [
      { ...none, input: above, output: 100 },
      { ...none, input: above + 1, output: 70, reasoning: 30 },
      { ...none, cacheRead: above - 100, input: 200, output: 100 },
    ]),
  ];
}

function usageOf({ cacheRead, cacheWrite, cacheWrite1h, input, output, reasoning }: Spent): Usage {
  const written = cacheWrite + cacheWrite1h;
  return {
    input: {
      total: cacheRead + written + input,
      uncached: input,
      cacheRead,
      cacheWrite: { total: written, ttl5m: cacheWrite, ttl1h: cacheWrite1h },
    },
    output: { total: output + reasoning, text: output, reasoning },
    raw: null,
  };
}

/** Models whose price depends on the endpoint, and neither on the hour nor the day. */
function pricedByEndpoint(subject: Subject): [id: string, rows: readonly PriceRow[]][] {
  const places = subject.platform.endpoints;
  if (places.length < 2) return [];
  return Object.entries(subject.prices)
    .filter(
      ([id, rows]) =>
        chatModel(subject, id) !== undefined && rows.length > 0 && rows.every(isTimeless),
    )
    .toSorted(([, a], [, b]) => currenciesOf(b) - currenciesOf(a))
    .slice(0, 2);
}

function currenciesOf(rows: readonly PriceRow[]): number {
  return new Set(rows.map(({ currency, region }) => `${currency} ${region}`)).size;
}

function isTimeless({ from, until, when, free }: PriceRow): boolean {
  const ends = until !== undefined || (typeof free === "object" && free.until !== undefined);
  return from === undefined && !ends && when === undefined;
}

/** A model with a price for a tier that can be asked for. */
function pricedByTier(
  subject: Subject,
): { id: string; rows: readonly PriceRow[]; serviceTier: string } | undefined {
  // The other wire names its tiers in words of its own.
  if (subject.wire !== "openai-chat") return undefined;
  for (const [id, rows] of Object.entries(subject.prices)) {
    const sample = chatModel(subject, id);
    const rule = sample?.policy.params?.serviceTier;
    if (sample === undefined || rule?.unsupported !== undefined || rule?.values !== undefined)
      continue;
    const special = rows.find((row) => !isStandard(row.serviceTier) && row.serviceTier !== "batch");
    if (special?.serviceTier !== undefined && rows.every(isTimeless))
      return { id, rows, serviceTier: special.serviceTier };
  }
  return undefined;
}

function expectSum(cost: Cost): void {
  const sum = cost.lines.reduce((total, { amount }) => total + toUnits(amount), 0n);
  const difference = sum - toUnits(cost.amount ?? "0");
  // Each line may be rounded by itself.
  const tolerance = BigInt(cost.lines.length) * 10n ** 12n;
  expect(
    difference <= tolerance && difference >= -tolerance,
    `lines sum to ${sum}, not ${cost.amount}`,
  ).toBe(true);
}

/** A model with one price that depends on nothing, the richest first: no tier, hour, region or date to choose. */
function plainlyPriced(subject: Subject): { sample: SampleModel; row: PriceRow } | undefined {
  const currency = subject.platform.endpoints[0]?.currency;
  const plain = Object.entries(subject.prices).flatMap(([id, rows]) => {
    const [row] = rows;
    const sample = chatModel(subject, id);
    if (sample === undefined || row === undefined || rows.length > 1 || !isTimeless(row)) return [];
    const { input, output } = row.components;
    const isPlain =
      row.free === undefined &&
      row.multipliers === undefined &&
      (row.tiers ?? []).length === 0 &&
      input !== undefined &&
      output !== undefined &&
      row.serviceTier === undefined &&
      row.region === undefined &&
      row.currency === (currency ?? row.currency);
    return isPlain ? [{ sample, row }] : [];
  });
  const classes = ({ row }: { row: PriceRow }): number => Object.keys(row.components).length;
  return plain.toSorted((a, b) => classes(b) - classes(a))[0];
}

function freeModel(subject: Subject): SampleModel | undefined {
  for (const [id, rows] of Object.entries(subject.prices)) {
    const [row] = rows;
    const isFree = rows.length === 1 && row?.free !== undefined && isTimeless(row);
    const sample = isFree ? chatModel(subject, id) : undefined;
    if (sample !== undefined) return sample;
  }
  return undefined;
}

function plannedModel(subject: Subject): { sample: SampleModel; plan: string } | undefined {
  for (const [id, rows] of Object.entries(subject.prices)) {
    const [row] = rows;
    const sample =
      rows.length === 1 && row !== undefined && isTimeless(row)
        ? chatModel(subject, id)
        : undefined;
    if (sample !== undefined && row?.plan !== undefined) return { sample, plan: row.plan };
  }
  return undefined;
}

function chatModel(subject: Subject, id: string): SampleModel | undefined {
  const row = subject.rows[id];
  if (row === undefined || (row.kind ?? "chat") !== "chat" || subject.surface.models !== undefined)
    return undefined;
  return { id, row, policy: expectedPolicy(subject.platform, subject.surface, row) };
}

import type { FactRow } from "./fact-row.ts";
import { priceSource } from "./fact-row.ts";
import type { ImportedComponents, ImportedPrice } from "./price-row.ts";
import { PLATFORM_RULES } from "./platform-rules.ts";
import { sameAmounts } from "./price-row.ts";
import { catalogKind } from "./select-models.ts";
import { toDecimal } from "./to-decimal.ts";

/** Dollars per million input tokens from which a figure of one price book is taken for a unit error. */
const UNIT_ERROR_USD = 50;

const BATCH_SOURCES: readonly string[] = ["litellm", "portkey"];

interface Figures {
  input?: number | undefined;
  output?: number | undefined;
  cacheRead?: number | undefined;
  cacheWrite?: number | undefined;
  cacheWrite1h?: number | undefined;
  reasoning?: number | undefined;
  inputAudio?: number | undefined;
  outputAudio?: number | undefined;
}

type Source = ImportedPrice["source"];

/** The prices of one row of the facts, and what was left out of them. */
export interface RowPrices {
  prices: ImportedPrice[];
  notes: string[];
}

/**
 * Turns the price figures of one fact row into price rows. A figure of 0 is unknown, not free.
 * In a region `cn` only prices in yuan are taken: the dollars there are conversions.
 */
export function toPrices(fact: FactRow): RowPrices {
  const notes: string[] = [];
  if (fact.region === "cn") return { prices: yuanPrices(fact, notes), notes };
  const dollars = dollarPrices(fact, notes);
  if (fact.time_based !== undefined && fact.cny_per_mtok !== undefined) {
    notes.push("CNY price left out: the facts do not say at which hours it holds");
    return { prices: dollars, notes };
  }
  return { prices: [...dollars, ...yuanPrices(fact, notes)], notes };
}

function dollarPrices(fact: FactRow, notes: string[]): ImportedPrice[] {
  const source = priceSource(fact);
  if (source === undefined || fact.free_or_unpriced === true) return [];
  const why = whyNotPerToken(fact);
  if (why !== undefined) {
    notes.push(why);
    return [];
  }
  const base: Figures = {
    input: fact.input_usd_per_mtok,
    output: fact.output_usd_per_mtok,
    cacheRead: fact.cache_read,
    cacheWrite: fact.cache_write,
    cacheWrite1h: fact.cache_write_1h,
    reasoning: fact.reasoning_usd_per_mtok,
    inputAudio: fact.input_audio,
    outputAudio: fact.output_audio,
  };
  const standard = priceRow(fact, "USD", source, base, fact.tiers);
  if (standard === undefined) return [];
  const rows =
    fact.time_based === undefined
      ? [withDates(fact, standard)]
      : windowedRows(fact, source, base, withDates(fact, standard).from);
  const batchBy = batchSource(fact, source);
  const batch = batchBy && priceRow(fact, "USD", batchBy, fact.batch ?? {}, undefined);
  if (batch !== undefined) rows.push({ ...batch, agreement: "single", serviceTier: "batch" });
  else if (fact.batch !== undefined)
    notes.push("batch price left out: its source states another base price");
  return rows.map(inWrittenOrder);
}

/** Who states the batch price: one of two sources, and only while it states the base price too. */
function batchSource(fact: FactRow, base: Source): Source | undefined {
  if (BATCH_SOURCES.includes(base.name)) return base;
  const stating = fact.sources.filter(
    (source) => BATCH_SOURCES.includes(source.src) && source.input === fact.input_usd_per_mtok,
  );
  // Where both do, the facts do not tell which one spoke: the older date claims less.
  const [first] = stating.toSorted((one, other) =>
    (one.date ?? "") < (other.date ?? "") ? -1 : 1,
  );
  return first?.date === undefined ? undefined : { name: first.src, date: first.date };
}

function yuanPrices(fact: FactRow, notes: string[]): ImportedPrice[] {
  const figures = fact.cny_per_mtok;
  if (figures === undefined) {
    if (fact.region === "cn" && fact.input_usd_per_mtok !== undefined) {
      notes.push("USD price of the cn region left out: the maker bills in CNY there");
    }
    return [];
  }
  const seen = fact.sources.find((source) => source.cny === true);
  if (seen?.date === undefined) return [];
  const source = { name: seen.src, date: seen.date };
  const row = priceRow(fact, "CNY", source, renamed(figures), figures.tiers);
  return row === undefined ? [] : [inWrittenOrder({ ...row, agreement: "single" })];
}

/** Reasons to mistrust a figure as dollars per million tokens. */
function whyNotPerToken(fact: FactRow): string | undefined {
  if (catalogKind(fact) === "rerank")
    return "price left out: rerank is billed per search, not per token";
  const priceBooks = fact.sources.every((source) => ["litellm", "portkey"].includes(source.src));
  if ((fact.input_usd_per_mtok ?? 0) >= UNIT_ERROR_USD && priceBooks) {
    return `price left out: ${fact.input_usd_per_mtok} USD per million tokens looks like a unit error of its only source`;
  }
  return undefined;
}

function windowedRows(
  fact: FactRow,
  source: Source,
  peak: Figures,
  start: string | undefined,
): ImportedPrice[] {
  const schedule = fact.time_based;
  if (schedule === undefined) return [];
  const [first] = schedule.peakWindows;
  const when = {
    tz: "UTC",
    ...(first?.weekdays === undefined ? {} : { weekdays: first.weekdays }),
    windows: schedule.peakWindows.map((window): [string, string] => [
      timeOfDay(window.startMinute),
      timeOfDay(window.endMinute),
    ]),
    basis: "requestStart" as const,
  };
  const both = (
    figures: Figures,
    by: Source,
    dates: { from?: string; until?: string },
  ): ImportedPrice[] => {
    const dear = priceRow(fact, "USD", by, figures, undefined);
    const cheap = priceRow(fact, "USD", by, scaled(figures, schedule.offPeakMultiplier), undefined);
    if (dear === undefined || cheap === undefined) return [];
    return [
      { ...dear, ...dates, when },
      { ...cheap, ...dates },
    ];
  };
  // A rate announced for a date holds until the source of the base price was read after it.
  const rates = (schedule.effectiveRates ?? []).flatMap((rate) => {
    const from = new Date(rate.effectiveFrom).toISOString().slice(0, 10);
    const announcer = fact.sources.find((entry) => entry.src === "oh-my-pi");
    const by =
      announcer?.date === undefined ? source : { name: announcer.src, date: announcer.date };
    return from < source.date ? [{ from, by, figures: rate }] : [];
  });
  const since = start === undefined ? {} : { from: start };
  if (rates.length === 0) return both(peak, source, since);
  const [rate] = rates;
  if (rate === undefined) return [];
  return [
    ...both(peak, source, {
      ...(start !== undefined && start < rate.from ? since : {}),
      until: rate.from,
    }),
    ...both(rate.figures, rate.by, { from: rate.from, until: source.date }),
    ...both(peak, source, { from: source.date }),
  ];
}

function withDates(fact: FactRow, row: ImportedPrice): ImportedPrice {
  // Only genai-prices dates its prices, so the date belongs to this price if it states the same.
  const dated = fact.sources.find((source) => source.src === "genai-prices");
  const same =
    dated?.input === fact.input_usd_per_mtok && dated?.output === fact.output_usd_per_mtok;
  const starts = (fact.conditional ?? []).flatMap((entry) => entry.start_date ?? []).toSorted();
  const past = starts.filter((date) => date <= row.source.date).at(-1);
  const next = starts.find((date) => date > row.source.date);
  return {
    ...row,
    ...(past !== undefined && same ? { from: past } : {}),
    ...(next === undefined ? {} : { until: next }),
  };
}

function priceRow(
  fact: FactRow,
  currency: string,
  source: Source,
  figures: Figures,
  tiers: FactRow["tiers"],
): ImportedPrice | undefined {
  const isHourly = PLATFORM_RULES[fact.platform]?.hourlyCacheFee === true;
  const components = toComponents(figures, isHourly ? "hourly" : "written");
  if (components.input === undefined && components.output === undefined) return undefined;
  const row: ImportedPrice = {
    currency,
    ...(fact.region === undefined ? {} : { region: fact.region }),
    components,
    source,
    ...(fact.price_agreement === undefined || fact.price_agreement === "none"
      ? {}
      : { agreement: fact.price_agreement }),
  };
  const steps = (tiers ?? [])
    .toSorted((one, other) => one.above - other.above)
    .map((tier) => ({
      above: tier.above,
      mode: "cliff" as const,
      components: toComponents(renamed(tier), isHourly ? "none" : "written"),
    }))
    .filter((tier) => tier.components.input !== undefined)
    .filter(
      (tier) => !sameAmounts({ ...row, components: tier.components }, { ...row, components }),
    );
  return steps.length === 0 ? row : { ...row, tiers: steps };
}

/**
 * Writes the figures as components.
 *
 * @param cacheWrite - What the figure filed under writing a cache is: that, the fee for each hour that it is kept, or,
 * in a tier of a platform with such a fee, nothing that depends on the tier.
 */
function toComponents(
  figures: Figures,
  cacheWrite: "written" | "hourly" | "none",
): ImportedComponents {
  const components: ImportedComponents = {};
  const { input, cacheRead } = figures;
  const set = (key: keyof ImportedComponents, value: number | undefined): void => {
    if (value !== undefined && value > 0) components[key] = toDecimal(value);
  };
  set("input", input);
  set("output", figures.output);
  const readIsDear = cacheRead !== undefined && input !== undefined && cacheRead > input;
  if (input !== undefined && !readIsDear) set("cacheRead", cacheRead);
  // Where reading is the dearer of the two, the source has swapped them.
  if (!readIsDear && cacheWrite === "written") {
    set("cacheWrite", figures.cacheWrite);
    if (isLongWrite(figures)) set("cacheWrite1h", figures.cacheWrite1h);
  }
  // A figure that is the input's own may be the price of writing after all.
  if (!readIsDear && cacheWrite === "hourly" && figures.cacheWrite !== input)
    set("cacheStorageHour", figures.cacheWrite);
  if (figures.reasoning !== figures.output) set("reasoning", figures.reasoning);
  set("inputAudio", figures.inputAudio);
  set("outputAudio", figures.outputAudio);
  return components;
}

/** A cache that lives longer never costs less, and makers ask twice the input for an hour. */
function isLongWrite({ input, cacheWrite, cacheWrite1h }: Figures): boolean {
  return (cacheWrite1h ?? 0) >= (cacheWrite ?? 0) && (cacheWrite1h ?? 0) <= 4 * (input ?? 0);
}

interface SnakeFigures {
  input?: number | undefined;
  output?: number | undefined;
  cache_read?: number | undefined;
  cache_write?: number | undefined;
}

function renamed(figures: SnakeFigures): Figures {
  const { input, output, cache_read: cacheRead, cache_write: cacheWrite } = figures;
  return { input, output, cacheRead, cacheWrite };
}

function scaled(figures: Figures, factor: number): Figures {
  const half = (value: number | undefined): number | undefined =>
    value === undefined ? undefined : value * factor;
  const { input, output, cacheRead, cacheWrite } = figures;
  return {
    input: half(input),
    output: half(output),
    cacheRead: half(cacheRead),
    cacheWrite: half(cacheWrite),
  };
}

function timeOfDay(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

const WRITTEN_ORDER = [
  "from",
  "until",
  "currency",
  "region",
  "serviceTier",
  "when",
  "components",
  "tiers",
  "source",
  "agreement",
] as const;

function inWrittenOrder(row: ImportedPrice): ImportedPrice {
  const entries = WRITTEN_ORDER.filter((key) => row[key] !== undefined).map((key) => [
    key,
    row[key],
  ]);
  return Object.fromEntries(entries) as ImportedPrice;
}

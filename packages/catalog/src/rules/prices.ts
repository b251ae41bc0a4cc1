import type { PriceRow } from "../catalog.ts";
import type { Entry } from "../load/entry.ts";
import { canonicalRegion, regionName } from "../load/region-name.ts";
import { resolveModel } from "../load/resolve-model.ts";
import type { DataPath } from "../problem.ts";
import { regionsOf } from "./model-references.ts";
import { checkPriceTerms, endOf, type Say } from "./price-terms.ts";
import type { Finding, Rule } from "./rule.ts";

/** Price rows: dates, hours, currencies, regions, tiers and classes fit each other. */
export const checkPrices: Rule = ({ entries, report }) => {
  for (const entry of entries.values()) {
    for (const [id, { model, source, path }] of entry.models) {
      const { context } = resolveModel(entries, entry.id, id);
      const rows = model.prices ?? [];
      for (const [index, row] of rows.entries()) {
        const say = (at: DataPath, message: string, rule?: Finding["rule"]): void =>
          report({
            entry,
            source,
            path: [...path, "prices", index, ...at],
            message,
            model: id,
            ...(rule === undefined ? {} : { rule }),
          });
        checkDates(row, say);
        // What the schema refused of them was cut out, and is no missing price.
        const written = valueAt(source.value, [...path, "prices", index]);
        checkComponents(row, "free" in written || "plan" in written, say);
        checkTiers(row, context, say);
        checkPriceTerms(row, say);
        checkPlace(entry, row, say);
        const before = rows.findIndex((other, at) => at < index && overlaps(entry, other, row));
        if (before !== -1)
          report({
            entry,
            source,
            path: [...path, "prices", index],
            judged: [before, index].map((at) => [...path, "prices", at]),
            message: `holds at the same time as prices[${before}]: end one with until, or tell them apart by region, serviceTier or when`,
            model: id,
          });
      }
    }
  }
};

/** The dearest token of today costs 600 USD per million; beyond this a price is a slip of units. */
const MOST_PER_MILLION = 5000;

const TOKEN_CLASSES = [
  "input",
  "output",
  "cacheRead",
  "cacheWrite",
  "cacheWrite1h",
  "reasoning",
  "inputAudio",
  "outputAudio",
  "cacheStorageHour",
] as const;

function checkDates(row: PriceRow, say: Say): void {
  if (row.from !== undefined && row.until !== undefined && row.from >= row.until)
    say(["until"], "is not after from");
  const windows = row.when?.windows ?? [];
  for (const [index, window] of windows.entries()) {
    if (window[0] >= window[1])
      say(["when", "windows", index], "does not end after it begins: split it at midnight (24:00)");
    const before = windows.findIndex((other, at) => at < index && meet(other, window));
    if (before !== -1)
      say(["when", "windows", index], `overlaps windows[${before}]: write them as one`);
  }
}

function checkComponents(row: PriceRow, hasTerms: boolean, say: Say): void {
  const { cacheStorageHour: _, ...used } = row.components;
  const amounts = Object.values(used).map(Number);
  const isPaid = row.free === undefined && row.plan === undefined;
  if (amounts.length === 0 && !hasTerms) say(["components"], "names no price");
  const nothing = amounts.every((amount) => amount === 0);
  if (row.free !== undefined && !nothing) say(["free"], "is free, but has a price");
  if (isPaid && amounts.length > 0 && nothing)
    say(["components"], "is 0 throughout: unknown is not 0; write free: true if a source says so");
  const groups: [DataPath, PriceRow["components"]][] = [
    [["components"], row.components],
    ...(row.tiers ?? []).map((tier, index): [DataPath, PriceRow["components"]] => [
      ["tiers", index, "components"],
      tier.components,
    ]),
  ];
  for (const [at, components] of groups) {
    for (const name of TOKEN_CLASSES) {
      if (Number(components[name] ?? 0) > MOST_PER_MILLION)
        say(
          [...at, name],
          `${components[name]} per million tokens looks like another unit`,
          "price-outlier",
        );
    }
  }
  for (const [at, { input, cacheRead }] of groups) {
    if (input !== undefined && cacheRead !== undefined && Number(cacheRead) > Number(input)) {
      say(
        [...at, "cacheRead"],
        `a cache read (${cacheRead}) costs more than uncached input (${input})`,
        "cache-read-within-input",
      );
    }
  }
}

function valueAt(root: unknown, path: DataPath): object {
  let value = root;
  for (const step of path) value = (value as Record<string | number, unknown> | undefined)?.[step];
  return typeof value === "object" && value !== null ? value : {};
}

function checkTiers(row: PriceRow, context: number | undefined, say: Say): void {
  for (const [index, tier] of (row.tiers ?? []).entries()) {
    const before = row.tiers?.[index - 1];
    if (before !== undefined && before.above >= tier.above)
      say(["tiers", index, "above"], "tiers must rise");
    // A step at the context itself is that of a longer context, which some models have on request.
    if (context !== undefined && tier.above > context)
      say(
        ["tiers", index, "above"],
        `no request has more than the context (${context})`,
        "tier-within-context",
      );
    const amounts = Object.values(tier.components);
    if (amounts.length === 0) say(["tiers", index, "components"], "names no price");
    if (row.free !== undefined && amounts.some((amount) => Number(amount) !== 0))
      say(
        ["tiers", index, "components"],
        "has a price, but the row is free: leave out one of them",
      );
  }
}

function checkPlace(entry: Entry, row: PriceRow, say: Say): void {
  const regions = regionsOf(entry);
  if (row.region !== undefined && regions !== undefined && !regions.has(row.region)) {
    say(["region"], `no endpoint has the region ${row.region}`);
    return;
  }
  const { endpoints } = entry.data;
  const places =
    row.region === undefined
      ? endpoints
      : endpoints.filter((place) => regionName(place) === canonicalRegion(endpoints, row.region!));
  const currencies = places.flatMap(({ currency }) => (currency === undefined ? [] : [currency]));
  // A row for every region may be meant for the endpoints of its currency alone.
  if (
    currencies.length > 0 &&
    currencies.length === places.length &&
    !currencies.includes(row.currency)
  ) {
    say(
      ["currency"],
      `${row.currency} is not the currency of the endpoint (${[...new Set(currencies)].join(", ")})`,
      "price-currency",
    );
  }
}

function overlaps({ data }: Entry, a: PriceRow, b: PriceRow): boolean {
  const place = ({ region }: PriceRow): string =>
    region === undefined ? "" : canonicalRegion(data.endpoints, region);
  const key = (row: PriceRow): string => JSON.stringify([row.currency, place(row), tierOf(row)]);
  return (
    key(a) === key(b) &&
    (a.from ?? "") < (endOf(b) ?? "9") &&
    (b.from ?? "") < (endOf(a) ?? "9") &&
    hoursMeet(a.when, b.when)
  );
}

/** Names of no special tier, as core's `normalizeServiceTier` has them. */
const STANDARD_TIERS = new Set(["default", "auto", "on_demand", "standard_only"]);

function tierOf({ serviceTier = "standard" }: PriceRow): string {
  return STANDARD_TIERS.has(serviceTier) ? "standard" : serviceTier;
}

/** Whether two hours have a moment in common; a price of certain hours stands above one of all hours. */
function hoursMeet(a: PriceRow["when"], b: PriceRow["when"]): boolean {
  if (a === undefined || b === undefined) return a === b;
  // Of two time zones it would depend on the day.
  if (a.tz !== b.tz) return false;
  const days = a.weekdays ?? b.weekdays;
  const common = days?.some((day) => (b.weekdays ?? days).includes(day)) ?? true;
  return common && a.windows.some((one) => b.windows.some((other) => meet(one, other)));
}

function meet(a: readonly [string, string], b: readonly [string, string]): boolean {
  return a[0] < b[1] && b[0] < a[1];
}

import type { PriceRow } from "../catalog.ts";
import type { DataPath } from "../problem.ts";
import type { Finding } from "./rule.ts";

/** Reports what is wrong at a place of one row. */
export type Say = (at: DataPath, message: string, rule?: Finding["rule"]) => void;

/** Beyond this, and below one by it, a factor is a percentage or a slip. */
const FAR = 10;

/** Prices per unit: a plan may leave them to be billed. */
const UNITS: ReadonlySet<string> = new Set([
  "request",
  "webSearch",
  "webFetch",
  "codeSecond",
  "image",
  "second",
  "character",
  "page",
  // No unit that an answer counts, but a fee beside its tokens as well.
  "cacheStorageHour",
]);

/** First day on which a row says nothing any more: its own end, or that of its being free. */
export function endOf(row: PriceRow): string | undefined {
  const ends = [row.until, freeUntil(row)].filter((day) => day !== undefined);
  return ends.toSorted()[0];
}

/** What stands beside the components of a row fits them: the terms of a free one, a plan, multipliers, a cache's fee. */
export function checkPriceTerms(row: PriceRow, say: Say): void {
  checkFree(row, say);
  checkPlan(row, say);
  checkMultipliers(row, say);
  checkStorage(row, say);
}

function freeUntil({ free }: PriceRow): string | undefined {
  return typeof free === "object" ? free.until : undefined;
}

function checkFree(row: PriceRow, say: Say): void {
  const until = freeUntil(row);
  if (until === undefined) return;
  if (row.from !== undefined && row.from >= until) say(["free", "until"], "is not after from");
  if (row.until !== undefined && row.until <= until)
    say(["free", "until"], `is not before until: the row ends on ${row.until}`);
}

function checkPlan(row: PriceRow, say: Say): void {
  if (row.plan === undefined) return;
  if (row.free !== undefined) say(["free"], "is paid by a plan, so it is not free");
  for (const [name, amount] of Object.entries(row.components)) {
    if (!UNITS.has(name))
      say(["components", name], "is paid by the plan: what a call costs of it is unknown");
    else if (Number(amount) === 0)
      say(["components", name], "is 0: leave out what the plan pays, since unknown is not 0");
  }
  if (row.tiers !== undefined) say(["tiers"], "has no price to step up from: a plan pays");
}

function checkMultipliers(row: PriceRow, say: Say): void {
  const { multipliers } = row;
  if (multipliers === undefined) return;
  if (Object.keys(row.components).every((name) => UNITS.has(name)) || row.free !== undefined)
    say(["multipliers"], "multiplies nothing: the row has no price per token");
  if (multipliers.batch !== undefined && (row.serviceTier ?? "standard") !== "standard")
    say(
      ["multipliers", "batch"],
      `is for a row of the standard tier: this one is the price of ${row.serviceTier}`,
    );
  if (row.region !== undefined && Object.hasOwn(multipliers.geo ?? {}, row.region))
    say(["multipliers", "geo", row.region], "multiplies nothing: the row is that region's price");
  const factors = [
    [["batch"], multipliers.batch] as const,
    ...Object.entries(multipliers.geo ?? {}).map(([place, by]) => [["geo", place], by] as const),
  ];
  for (const [at, by] of factors) {
    if (by === undefined || (Number(by) <= FAR && Number(by) >= 1 / FAR)) continue;
    say(
      ["multipliers", ...at],
      `${by} looks like a percentage: write 1.1 for a tenth more`,
      "price-outlier",
    );
  }
}

function checkStorage(row: PriceRow, say: Say): void {
  if (Number(row.components.cacheStorageHour ?? 1) === 0)
    say(["components", "cacheStorageHour"], "is 0: leave it out where a cache is kept for nothing");
  for (const [index, { components }] of (row.tiers ?? []).entries()) {
    if (components.cacheStorageHour !== undefined)
      say(
        ["tiers", index, "components", "cacheStorageHour"],
        "belongs to the row's own components: a cache is kept longer than one request",
      );
  }
}

import { priceSeries, sameAmounts, withMore } from "./price-row.ts";
import type { ImportedPrice } from "./price-row.ts";

/** One step that brings an append-only price list up to date. */
export type PriceStep =
  | {
      kind: "recheck";
      index: number;
      source: ImportedPrice["source"];
      agreement?: ImportedPrice["agreement"];
    }
  | { kind: "fill"; index: number; components: ImportedPrice["components"] }
  | { kind: "close"; index: number; until: string }
  | { kind: "append"; row: ImportedPrice }
  | { kind: "refuse"; index: number; why: string };

/**
 * Compares a model's price list with what the facts say now. Rows are never removed or changed
 * in their amounts: a new price ends the old row and stands behind it; the same price from a
 * newer check only gets the newer source, and a class that the same source of the same day names
 * besides is added to the row.
 */
export function mergePrices(
  existing: readonly ImportedPrice[],
  wanted: readonly ImportedPrice[],
): PriceStep[] {
  const steps: PriceStep[] = [];
  for (const series of new Set(wanted.map(priceSeries))) {
    const news = wanted.filter((row) => priceSeries(row) === series);
    const index = existing.findLastIndex((row) => priceSeries(row) === series);
    const last = existing[index];
    if (last === undefined) steps.push(...beginSeries(existing, news));
    else steps.push(...continueSeries(last, index, news.at(-1)));
  }
  return steps;
}

function beginSeries(
  existing: readonly ImportedPrice[],
  news: readonly ImportedPrice[],
): PriceStep[] {
  const known = existing.some(
    (row) => row.currency === news[0]?.currency && row.region === news[0].region,
  );
  return news.map((row) => {
    // Beside an older price of the model, a series that is new says nothing about the past.
    const dated = !known || row.from !== undefined || news.length > 1;
    return { kind: "append", row: dated ? row : { from: row.source.date, ...row } };
  });
}

function continueSeries(
  last: ImportedPrice,
  index: number,
  next: ImportedPrice | undefined,
): PriceStep[] {
  if (next === undefined) return [];
  if (sameAmounts(last, next)) {
    const steps: PriceStep[] = [];
    if (next.source.date > last.source.date) {
      steps.push({ kind: "recheck", index, source: next.source, agreement: next.agreement });
    }
    if (last.until === undefined && next.until !== undefined) {
      steps.push({ kind: "close", index, until: next.until });
    }
    return steps;
  }
  const more = withMore(last, next);
  if (more !== undefined && isSameSource(last, next))
    return [{ kind: "fill", index, components: more }];
  if (next.source.date <= last.source.date) {
    const why = `the file's price of ${last.source.date} is as new as this one of ${next.source.date}`;
    return [{ kind: "refuse", index, why }];
  }
  const from =
    next.from !== undefined && next.from > last.source.date ? next.from : next.source.date;
  const ended = last.until !== undefined && last.until <= from;
  const { from: _before, ...row } = next;
  return [
    ...(ended ? [] : [{ kind: "close" as const, index, until: from }]),
    { kind: "append", row: { from, ...row } },
  ];
}

function isSameSource({ source: one }: ImportedPrice, { source: other }: ImportedPrice): boolean {
  return one.name === other.name && one.date === other.date;
}

import type { ListedModel, ModelRow, Platform, PriceTable } from "@byok/core";
import { kindOfListed } from "./is-chat-model.ts";
import { currentPrice, type CurrentPrice } from "./current-price.ts";

/** A model as the listing shows it. */
export interface ModelLine {
  platform: string;
  id: string;
  name: string | undefined;
  kind: string;
  context: number | undefined;
  maxInput: number | undefined;
  maxOutput: number | undefined;
  abilities: string[];
  price: CurrentPrice | undefined;
  status: string | undefined;
  deprecated: string | undefined;
  replacement: string | undefined;
  source: "catalog" | "live";
}

/** Describes one model with its price at a moment. */
export function describeModel(
  row: ModelRow | ListedModel,
  platform: Platform,
  prices: PriceTable,
  at: Date,
): ModelLine {
  return {
    platform: platform.id,
    id: row.id,
    name: row.name,
    kind: "source" in row ? kindOfListed(row) : (row.kind ?? "chat"),
    context: row.context,
    maxInput: row.maxInput,
    maxOutput: row.maxOutput,
    abilities: abilitiesOf(row),
    price: currentPrice(
      Object.hasOwn(prices, row.id) ? (prices[row.id] ?? []) : [],
      platform,
      at,
      row.kind,
    ),
    status: row.status,
    deprecated: row.deprecated,
    replacement: row.replacement,
    source: "source" in row ? row.source : "catalog",
  };
}

function abilitiesOf(row: ModelRow): string[] {
  const marks: (readonly [boolean, string])[] = [
    [row.tools === true, "tools"],
    [row.structuredOutput === true, "schema"],
    [row.reasoning === true, "reasoning"],
    ...["image", "audio", "video", "pdf"].map(
      (kind) => [row.input?.includes(kind) === true, kind] as const,
    ),
  ];
  return marks.filter(([has]) => has).map(([, name]) => name);
}

/** Tokens in short: `128k`, `1M`; `?` when unknown. */
export function shortCount(count: number | undefined): string {
  if (count === undefined) return "?";
  if (count >= 1_000_000) return `${trim(count / 1_000_000)}M`;
  return count >= 1000 ? `${trim(count / 1000)}k` : String(count);
}

function trim(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0).replace(/\.0$/, "");
}

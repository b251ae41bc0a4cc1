import type { ModelRow } from "../../catalog/model-row.ts";
import type { Platform } from "../../catalog/platform.ts";
import type { PriceRow } from "../../catalog/price.ts";
import { MODEL_IMPORTS, PRICE_IMPORTS } from "../../generated/model-imports.ts";
import { PLATFORMS } from "../../generated/platforms.ts";

/** A model of a made-up platform, with its prices. */
export type MadeUpModel = Omit<ModelRow, "id"> & { prices?: readonly PriceRow[] };

/** Adds a platform to this process's tables, for `*.isolated.test.ts` files: on the OpenAI wire unless it says otherwise. */
export function addPlatform(row: Partial<Platform> & { id: string }, models: Readonly<Record<string, MadeUpModel>> = {}): void {
  const platform: Platform = {
    name: row.id,
    kind: "direct",
    env: [`${row.id.toUpperCase()}_API_KEY`],
    endpoints: [{ id: "default", baseUrl: `https://${row.id}.example/v1`, currency: "USD" }],
    surfaces: [{ wire: "openai-chat", auth: "bearer" }],
    models: "table",
    ...row,
  };
  const table: Record<string, ModelRow> = {};
  const prices: Record<string, readonly PriceRow[]> = {};
  for (const [id, { prices: own = [], ...model }] of Object.entries(models)) {
    table[id] = { id, ...model };
    prices[id] = own;
  }
  Object.assign(PLATFORMS, { [row.id]: platform });
  Object.assign(MODEL_IMPORTS, { [row.id]: () => Promise.resolve({ table: { models: table } }) });
  Object.assign(PRICE_IMPORTS, { [row.id]: () => Promise.resolve({ prices }) });
}

/** A price row in US dollars. */
export function priceRow(components: PriceRow["components"], more: Partial<PriceRow> = {}): PriceRow {
  return { currency: "USD", components, source: { name: "test", date: "2026-11-29" }, ...more };
}

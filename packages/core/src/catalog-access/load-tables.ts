import type { ModelTable, PriceTable } from "../catalog/model-row.ts";
import { MODEL_IMPORTS, PRICE_IMPORTS } from "../generated/model-imports.ts";
import { loadChunk } from "../load-chunk.ts";

const NO_MODELS: ModelTable = { models: {} };
const NO_PRICES: PriceTable = {};

const modelTables = new Map<string, Promise<ModelTable>>();
const priceTables = new Map<string, Promise<PriceTable>>();

/** Loads the model table of a platform, once; an empty one where the catalog has none. */
export function loadModels(platformId: string): Promise<ModelTable> {
  return once(modelTables, platformId, async () => {
    const load = Object.hasOwn(MODEL_IMPORTS, platformId) ? MODEL_IMPORTS[platformId] : undefined;
    return load === undefined ? NO_MODELS : (await loadChunk(load)).table;
  });
}

/** Loads the price table of a platform, once; an empty one where the catalog has none. */
export function loadPrices(platformId: string): Promise<PriceTable> {
  return once(priceTables, platformId, async () => {
    const load = Object.hasOwn(PRICE_IMPORTS, platformId) ? PRICE_IMPORTS[platformId] : undefined;
    return load === undefined ? NO_PRICES : (await loadChunk(load)).prices;
  });
}

function once<T>(cache: Map<string, Promise<T>>, key: string, load: () => Promise<T>): Promise<T> {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const loading = load();
  cache.set(key, loading);
  // A failed load may be repaired, such as a bundle chunk over a bad network.
  loading.catch(() => cache.delete(key));
  return loading;
}

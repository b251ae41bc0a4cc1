import type { Endpoint } from "../catalog/platform.ts";

/** What of an endpoint decides a price: the region that prices name, which is its id where it has none, and its currency. */
export function pricePlace(endpoint: Endpoint | undefined): { region?: string; currency?: string } {
  if (endpoint === undefined) return {};
  const { id, region = id, currency } = endpoint;
  return { region, ...(currency === undefined ? {} : { currency }) };
}

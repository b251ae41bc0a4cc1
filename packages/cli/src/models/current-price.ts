import { computeCost, type ModelKind, type Platform, type PriceRow } from "@byok/core";

/** The prices of a model at a moment, as decimal strings per million tokens. */
export interface CurrentPrice {
  currency: string;
  input?: string;
  output?: string;
  free: boolean;
  /** The subscription that pays; what a call costs of it is unknown. */
  plan?: string;
}

/** The price that holds at a moment for the platform's first endpoint; undefined where none is known. */
export function currentPrice(
  rows: readonly PriceRow[],
  platform: Platform,
  at: Date,
  kind: ModelKind | undefined,
): CurrentPrice | undefined {
  const [endpoint] = platform.endpoints;
  const cost = computeCost({
    rows,
    at,
    region: endpoint?.region,
    currency: endpoint?.currency,
    kind,
    usage: { input: { total: 1, uncached: 1 }, output: { total: 1, text: 1 }, raw: null },
  });
  const plan = cost.price?.plan;
  if (plan !== undefined) return { currency: cost.currency, free: false, plan };
  if (cost.amount === undefined) return undefined;
  const priceOf = (name: string): { [key in string]?: string } => {
    const line = cost.lines.find((each) => each.class === name);
    return line === undefined ? {} : { [name]: line.price };
  };
  return {
    currency: cost.currency,
    ...priceOf("input"),
    ...priceOf("output"),
    free: cost.lines.every((line) => Number(line.price) === 0),
  };
}

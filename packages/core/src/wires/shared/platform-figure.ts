import type { JsonObject } from "../../json.ts";
import type { PlatformFigure } from "../../results/cost.ts";
import type { Target } from "../../spi/wire-protocol.ts";
import { toDecimalString } from "./decimal.ts";
import { getPath } from "./json-path.ts";

/**
 * The platform's own figure of what an answer cost, at the policy's path in its usage object. It is in the currency that
 * the policy names, else in that of the endpoint's bills; undefined where neither is known.
 */
export function readPlatformFigure(raw: JsonObject, target: Target): PlatformFigure | undefined {
  const { usage } = target.policy;
  const { cost: path, upstreamCost, ownKey } = usage?.paths ?? {};
  const amount = path === undefined ? undefined : toDecimalString(getPath(raw, path));
  const currency =
    usage?.costCurrency ??
    target.platform.endpoints.find(({ id }) => id === target.endpoint.id)?.currency;
  if (amount === undefined || currency === undefined) return undefined;
  const figure: PlatformFigure = { amount, currency };
  // The upstream's figure comes with other answers too, and is in the amount then.
  if (upstreamCost !== undefined && ownKey !== undefined && getPath(raw, ownKey) === true)
    figure.upstream = toDecimalString(getPath(raw, upstreamCost)) ?? null;
  return figure;
}

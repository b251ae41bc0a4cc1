import type { Budget, Reservation } from "../budget/budget.ts";
import { worstCaseCost } from "../cost/estimate-cost.ts";
import type { WireConfig } from "../spi/request.ts";
import type { WireRequest } from "../spi/wire-protocol.ts";
import { pricesOf, type ModelContext } from "./model-context.ts";

/**
 * Sets the worst case aside: every byte of the request a token at the dearest price, every answer as long as it may
 * be, once per attempt. Server-side tools and missing prices make it unbounded.
 *
 * @throws BudgetExceededError of the budget.
 */
export async function reserveWorstCase(
  budget: Budget | undefined,
  context: ModelContext,
  request: WireRequest,
  config: WireConfig,
  maxRetries: number,
): Promise<Reservation | undefined> {
  if (budget === undefined) return undefined;
  const { target } = context;
  const endpoint = target.platform.endpoints.find(
    (candidate) => candidate.id === target.endpoint.id,
  );
  const bytes = request.body instanceof Uint8Array ? request.body.byteLength : 0;
  const cap = config.maxTokens ?? target.model.maxOutput;
  const cost = worstCaseCost({
    rows: pricesOf(context, undefined),
    at: Date.now(),
    ...(endpoint?.region === undefined ? {} : { region: endpoint.region }),
    ...(endpoint?.currency === undefined ? {} : { currency: endpoint.currency }),
    inputTokens: bytes,
    maxOutputTokens: cap,
    n: config.n ?? 1,
    attempts: maxRetries + 1,
  });
  return await budget.reserve({
    platform: target.platform.id,
    model: target.model.id,
    amount: cost.amount,
    currency: cost.currency,
    unbounded: cost.missing,
  });
}

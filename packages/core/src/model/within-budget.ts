import type { Budget, Reservation } from "../budget/budget.ts";
import { pricePlace } from "../catalog-access/price-place.ts";
import { worstCaseCost, type WorstCaseOptions } from "../cost/estimate-cost.ts";
import { add, compare, parseDecimal, toDecimal, ZERO, type Rational } from "../cost/rational.ts";
import { ByokError } from "../errors/byok-error.ts";
import { isBytes } from "../is-bytes.ts";
import { joinUrl } from "../keys/resolve-url.ts";
import type { Message } from "../messages/message.ts";
import type { Cost } from "../results/cost.ts";
import type { Warning } from "../results/warning.ts";
import type { WireConfig } from "../spi/request.ts";
import type { RequestBounds, WireRequest } from "../spi/wire-protocol.ts";
import { isLoopbackHost } from "../transports/loopback.ts";
import { pricesOf, type ModelContext } from "./model-context.ts";
import { requestBounds } from "./request-bounds.ts";

/**
 * More than any platform of the catalog bills for one image at its finest; byte counts say nothing of images.
 * Claude's and OpenAI's largest are below 5,000 tokens (their vision guides, read 2026-11-21).
 */
const IMAGE_TOKENS = 16_384;

/** A call that is about to be sent, and what it may spend. */
export interface BudgetedCall {
  budget: Budget;
  context: ModelContext;
  request: WireRequest;
  maxRetries: number;
  config: WireConfig;
  signal: AbortSignal;
  /** Of a chat; an embedding or a ranking has no output, and its input is the request's bytes. */
  messages?: readonly Message[];
  metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** A sum set aside, and what one attempt may cost of it where that is bounded. */
interface Held {
  reservation: Reservation;
  currency: string;
  attempt: Rational | undefined;
}

/**
 * Sends a call within a budget: sets its worst case aside, sends it, and books what it has cost or may have cost. `send`
 * tells of every attempt that may have been billed and failed.
 *
 * @throws BudgetExceededError of the budget, before anything is sent.
 */
export async function runWithinBudget<T extends { cost: Cost; warnings: Warning[] }>(
  call: BudgetedCall,
  send: (onUnanswered: () => void) => Promise<T>,
): Promise<T> {
  if (call.signal.aborted) throw call.signal.reason;
  const held = await reserveWorstCase(call);
  let unanswered = 0;
  let result: T;
  try {
    result = await send(() => void unanswered++);
  } catch (error) {
    await settleFailed(held, error, unanswered);
    throw error;
  }
  await settleSafely(held, result, unanswered);
  return result;
}

/**
 * Sets the worst case aside: every byte of the request a token at the dearest price, every answer as long as it may
 * be, once per attempt. Missing prices, files whose tokens cannot be bounded, and what the platform bills beside tokens
 * make it unbounded.
 */
async function reserveWorstCase(call: BudgetedCall): Promise<Held> {
  const { budget, context, request, messages, metadata } = call;
  const { target } = context;
  const endpoint = target.platform.endpoints.find(
    (candidate) => candidate.id === target.endpoint.id,
  );
  const bytes = isBytes(request.body) ? request.body.byteLength : 0;
  const files = fileTokens(messages ?? []);
  const sent = await boundsOf(call);
  const options: WorstCaseOptions = {
    rows: pricesOf(context, undefined),
    at: Date.now(),
    ...pricePlace(endpoint),
    serviceTier: sent.serviceTier,
    answeredIn: sent.region,
    namesCache: sent.namesCache,
    inputTokens: bytes + files.tokens,
    maxOutputTokens: messages === undefined ? 0 : (sent.maxTokens ?? target.model.maxOutput),
    n: sent.n,
  };
  const cost = worstCaseCost({ ...options, attempts: call.maxRetries + 1 });
  const unbounded = [...cost.missing, ...files.unbounded, ...sent.unbounded];
  const one = unbounded.length > 0 ? undefined : worstCaseCost(options).amount;
  const reservation = await budget.reserve({
    platform: target.platform.id,
    model: target.model.id,
    amount: cost.amount,
    currency: cost.currency,
    ...(metadata === undefined ? {} : { metadata }),
    onThisMachine: isLoopbackHost(joinUrl(target.endpoint.baseUrl, "").hostname),
    unbounded,
  });
  const attempt = one === undefined ? undefined : parseDecimal(one);
  return { reservation, currency: cost.currency, attempt };
}

async function boundsOf({ context, request, config }: BudgetedCall): Promise<RequestBounds> {
  const told = await requestBounds(context, request);
  if (told !== undefined) return told;
  const { maxTokens, n, serviceTier, extraBody = {} } = config;
  return {
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(n === undefined ? {} : { n }),
    ...(serviceTier === undefined ? {} : { serviceTier }),
    unbounded: Object.keys(extraBody).length === 0 ? [] : ["extraBody"],
  };
}

// What a broken answer cost is an estimate, and it is booked: the platform bills it too.
async function settleFailed(held: Held, error: unknown, unanswered: number): Promise<void> {
  const partial = error instanceof ByokError ? error.partial : undefined;
  // A page, or an error with the status of an answer, has neither words nor a cost.
  const isEmpty = partial?.message.content.length === 0 && partial.cost.amount === undefined;
  try {
    if (unanswered === 0) await held.reservation.release();
    else if (partial === undefined || isEmpty)
      await held.reservation.settle(bookingOf(held, undefined, unanswered));
    // The last attempt is the one that failed in the middle of its answer.
    else await held.reservation.settle(bookingOf(held, partial.cost, unanswered - 1));
  } catch {
    // How the call failed says more than that its cost could not be written.
  }
}

/** What to book for the answer, if one came, and for the attempts that got none. */
function bookingOf(
  { attempt, currency }: Held,
  cost: Cost | undefined,
  unanswered: number,
): Parameters<Reservation["settle"]>[0] {
  const { complete, ...known } = cost ?? { currency, complete: false };
  if (complete && unanswered === 0) return { ...known, complete };
  const amount = "amount" in known ? parseDecimal(known.amount ?? "") : undefined;
  if (attempt === undefined || known.currency !== currency) return { ...known, complete: false };
  let most = amount ?? ZERO;
  // An answer whose cost is not wholly known is no dearer than the dearest; what it did cost may be known to be more.
  if (cost !== undefined && !complete && compare(most, attempt) < 0) most = attempt;
  for (let each = 0; each < unanswered; each++) most = add(most, attempt);
  return { ...known, complete: false, atMost: toDecimal(most) };
}

// The answer is there and paid for; a budget that cannot be written must not take it away.
async function settleSafely(
  held: Held,
  result: { cost: Cost; warnings: Warning[] },
  unanswered: number,
): Promise<void> {
  try {
    await held.reservation.settle(bookingOf(held, result.cost, unanswered));
  } catch (error) {
    result.warnings.push({
      code: "budget-not-settled",
      path: "budget",
      message: `The cost could not be booked: ${error instanceof Error ? error.message : String(error)}`,
    });
  }
}

function fileTokens(messages: readonly Message[]): { tokens: number; unbounded: string[] } {
  const sum = { tokens: 0, unbounded: [] as string[] };
  const count = (part: { type: string; mediaType?: string; source?: object }): void => {
    if (part.type !== "file" || part.source === undefined || "text" in part.source) return;
    if (part.mediaType?.startsWith("image/") === true) sum.tokens += IMAGE_TOKENS;
    else sum.unbounded.push(`tokens of ${part.mediaType}`);
  };
  for (const { content } of messages) {
    if (typeof content === "string") continue;
    for (const part of content) {
      if (part.type === "tool-result") part.content.forEach(count);
      else count(part);
    }
  }
  return sum;
}

import { isBytes } from "../is-bytes.ts";
import type { Budget, Reservation } from "../budget/budget.ts";
import { worstCaseCost } from "../cost/estimate-cost.ts";
import { ByokError } from "../errors/byok-error.ts";
import type { NetworkError, TimeoutError } from "../errors/errors.ts";
import type { JsonObject } from "../json.ts";
import type { Message } from "../messages/message.ts";
import { withOperations } from "../registry/load-parts.ts";
import type { Cost } from "../results/cost.ts";
import type { Warning } from "../results/warning.ts";
import type { WireConfig } from "../spi/request.ts";
import type { RequestBounds, WireRequest } from "../spi/wire-protocol.ts";
import { isJsonObject } from "../wires/shared/json-path.ts";
import { pricesOf, type ModelContext } from "./model-context.ts";

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
  /** Of a chat; an embedding or a ranking has no output, and its input is the request's bytes. */
  messages?: readonly Message[];
  metadata?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Sends a call within a budget: sets its worst case aside, sends it, and books what it has cost or may have cost.
 *
 * @throws BudgetExceededError of the budget, before anything is sent.
 */
export async function runWithinBudget<T extends { cost: Cost; warnings: Warning[] }>(
  call: BudgetedCall,
  send: () => Promise<T>,
): Promise<T> {
  const reservation = await reserveWorstCase(call);
  let result: T;
  try {
    result = await send();
  } catch (error) {
    await settleFailed(reservation, error);
    throw error;
  }
  await settleSafely(reservation, result);
  return result;
}

/**
 * Sets the worst case aside: every byte of the request a token at the dearest price, every answer as long as it may
 * be, once per attempt. Missing prices, files whose tokens cannot be bounded, and what the platform bills beside tokens
 * make it unbounded.
 */
async function reserveWorstCase(call: BudgetedCall): Promise<Reservation> {
  const { budget, context, request, messages, metadata } = call;
  const { target } = context;
  const endpoint = target.platform.endpoints.find(
    (candidate) => candidate.id === target.endpoint.id,
  );
  const bytes = isBytes(request.body) ? request.body.byteLength : 0;
  const files = fileTokens(messages ?? []);
  const sent = await boundsOf(call);
  const cost = worstCaseCost({
    rows: pricesOf(context, undefined),
    at: Date.now(),
    ...(endpoint?.region === undefined ? {} : { region: endpoint.region }),
    ...(endpoint?.currency === undefined ? {} : { currency: endpoint.currency }),
    serviceTier: sent.serviceTier,
    inputTokens: bytes + files.tokens,
    maxOutputTokens: messages === undefined ? 0 : (sent.maxTokens ?? target.model.maxOutput),
    n: sent.n,
    attempts: call.maxRetries + 1,
  });
  return await budget.reserve({
    platform: target.platform.id,
    model: target.model.id,
    amount: cost.amount,
    currency: cost.currency,
    ...(metadata === undefined ? {} : { metadata }),
    unbounded: [...cost.missing, ...files.unbounded, ...sent.unbounded],
  });
}

// What is sent counts, not what was set: extraBody goes over the config, and only the wire knows its fields.
async function boundsOf({ context, request, config }: BudgetedCall): Promise<RequestBounds> {
  const { parts, target } = context;
  const { bounds } = await withOperations(parts.wire);
  const body = bounds === undefined ? undefined : readJsonObject(request.body);
  if (bounds !== undefined && body !== undefined) return bounds(body, target);
  const { maxTokens, n, serviceTier, extraBody = {} } = config;
  return {
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(n === undefined ? {} : { n }),
    ...(serviceTier === undefined ? {} : { serviceTier }),
    unbounded: Object.keys(extraBody).length === 0 ? [] : ["extraBody"],
  };
}

function readJsonObject(body: WireRequest["body"]): JsonObject | undefined {
  if (!isBytes(body)) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

// What a broken answer cost is an estimate, and it is booked: the platform bills it too.
async function settleFailed(reservation: Reservation, error: unknown): Promise<void> {
  const partial = error instanceof ByokError ? error.partial : undefined;
  // A page, or an error with the status of an answer, has neither words nor a cost.
  const isEmpty = partial?.message.content.length === 0 && partial.cost.amount === undefined;
  const cost = isEmpty ? undefined : partial?.cost;
  if (cost !== undefined) await reservation.settle(cost);
  else if (mayBeBilled(error)) await reservation.settle({ currency: "", complete: false });
  else await reservation.release();
}

// A call that was on its way when it ended may have been answered all the same; one that was refused was not.
function mayBeBilled(error: unknown): boolean {
  if (!(error instanceof ByokError)) return true;
  const { code } = error;
  if (code === "timeout") return (error as TimeoutError).phase !== "connect";
  if (code === "network") return (error as NetworkError).kind === "reset";
  return ["aborted", "protocol", "stream_truncated", "limit", "structured_output"].includes(code);
}

// The answer is there and paid for; a budget that cannot be written must not take it away.
async function settleSafely(
  reservation: Reservation,
  result: { cost: Cost; warnings: Warning[] },
): Promise<void> {
  try {
    await reservation.settle(result.cost);
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

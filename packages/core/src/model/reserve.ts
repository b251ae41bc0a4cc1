import type { Budget, Reservation } from "../budget/budget.ts";
import { worstCaseCost } from "../cost/estimate-cost.ts";
import type { Message } from "../messages/message.ts";
import type { WireConfig } from "../spi/request.ts";
import type { WireRequest } from "../spi/wire-protocol.ts";
import { pricesOf, type ModelContext } from "./model-context.ts";

/**
 * More than any platform of the catalog bills for one image at its finest; byte counts say nothing of images.
 * Claude's and OpenAI's largest are below 5,000 tokens (their vision guides, read 2026-11-21).
 */
const IMAGE_TOKENS = 16_384;

/** What a reservation is reckoned from. */
export interface ReserveInput {
  budget: Budget;
  context: ModelContext;
  request: WireRequest;
  messages: readonly Message[];
  config: WireConfig;
  maxRetries: number;
  metadata: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Sets the worst case aside: every byte of the request a token at the dearest price, every answer as long as it may
 * be, once per attempt. Missing prices, and files whose tokens cannot be bounded, make it unbounded.
 *
 * @throws BudgetExceededError of the budget.
 */
export async function reserveWorstCase(input: ReserveInput): Promise<Reservation> {
  const { budget, context, request, config, metadata } = input;
  const { target } = context;
  const endpoint = target.platform.endpoints.find(
    (candidate) => candidate.id === target.endpoint.id,
  );
  const bytes = request.body instanceof Uint8Array ? request.body.byteLength : 0;
  const files = fileTokens(input.messages);
  const cost = worstCaseCost({
    rows: pricesOf(context, undefined),
    at: Date.now(),
    ...(endpoint?.region === undefined ? {} : { region: endpoint.region }),
    ...(endpoint?.currency === undefined ? {} : { currency: endpoint.currency }),
    inputTokens: bytes + files.tokens,
    maxOutputTokens: config.maxTokens ?? target.model.maxOutput,
    n: config.n ?? 1,
    attempts: input.maxRetries + 1,
  });
  return await budget.reserve({
    platform: target.platform.id,
    model: target.model.id,
    amount: cost.amount,
    currency: cost.currency,
    ...(metadata === undefined ? {} : { metadata }),
    unbounded: [...cost.missing, ...files.unbounded],
  });
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

import { pricePlace } from "../catalog-access/price-place.ts";
import { computeCost } from "../cost/compute-cost.ts";
import type { Call } from "../engine/call.ts";
import { runOperation } from "../engine/run-operation.ts";
import { unansweredWarnings } from "../engine/unanswered.ts";
import { InvalidRequestError, ProtocolError } from "../errors/errors.ts";
import type { JsonValue } from "../json.ts";
import { checkMessages } from "../messages/check-messages.ts";
import { prepareMessages } from "../messages/prepare-messages.ts";
import type { Message } from "../messages/message.ts";
import type { Cost } from "../results/cost.ts";
import type { Usage } from "../results/usage.ts";
import type { Warning } from "../results/warning.ts";
import type { WireRequest } from "../spi/wire-protocol.ts";
import { withOperations } from "../registry/load-parts.ts";
import { estimateMessages, estimateTokens } from "../usage/estimate-tokens.ts";
import { encodeContextOf } from "./encode-context.ts";
import { linkSignals } from "./link-signals.ts";
import { makeCall, pricesOf, type ModelContext } from "./model-context.ts";
import type { GenerateRequest } from "./request.ts";
import { asRequest } from "./run-request.ts";
import { stateTarget } from "./state-target.ts";
import { toWireTools } from "./wire-tools.ts";
import { loadChunk } from "../load-chunk.ts";

/** What an embedding call may set. */
export interface EmbedOptions {
  /** Length of the vectors, where the model lets it be chosen. */
  dimensions?: number;
  extraBody?: Record<string, JsonValue>;
  signal?: AbortSignal;
}

/** Vectors in the order of the inputs. */
export interface EmbedResult {
  embeddings: number[][];
  usage: Usage;
  cost: Cost;
  warnings: Warning[];
  response: { model: string };
}

/** What a ranking call may set. */
export interface RerankOptions {
  /** How many documents to give back; all when absent. */
  topN?: number;
  extraBody?: Record<string, JsonValue>;
  signal?: AbortSignal;
}

/** Documents by falling score; `index` points into the given list. */
export interface RerankResult {
  results: { index: number; score: number }[];
  usage: Usage;
  cost: Cost;
  warnings: Warning[];
  response: { model: string };
}

/** Embeds texts. @throws ByokError; InvalidRequestError where the platform has no embeddings. */
export async function embedTexts(
  context: ModelContext,
  inputs: string | readonly string[],
  options: EmbedOptions = {},
): Promise<EmbedResult> {
  const { parts, target } = context;
  const list = typeof inputs === "string" ? [inputs] : inputs;
  if (
    !Array.isArray(list) ||
    list.length === 0 ||
    list.some((text) => typeof text !== "string" || text === "")
  ) {
    throw new InvalidRequestError("embed takes one text or a list of texts, none of them empty.", {
      platform: target.platform.id,
      hint: "Leave empty texts out.",
    });
  }
  const { embed } = await withOperations(parts.wire);
  if (embed === undefined) throw unsupported(context, "embeddings");
  const warnings: Warning[] = [...context.warnings];
  const encodeContext = encodeContextOf((warning) => void warnings.push(warning));
  const { signal: _, ...rest } = options;
  const request = embed.encode({ inputs: list, ...rest }, target, encodeContext);
  const start = Date.now();
  return await sendOperation(context, request, options, async (call) => {
    const output = await runOperation(call, (head, body, unanswered) => {
      warnings.push(...unansweredWarnings(unanswered));
      const decoded = embed.decode(head, body, target, encodeContext);
      checkCount(context, decoded.embeddings.length, list.length);
      return decoded;
    });
    const model = output.model ?? target.model.id;
    return {
      embeddings: output.embeddings,
      usage: output.usage,
      cost: costOf(context, output.usage, model, start, "embedding"),
      warnings,
      response: { model },
    };
  });
}

/** Ranks documents. @throws ByokError; InvalidRequestError where the platform has no ranking. */
export async function rerankDocuments(
  context: ModelContext,
  query: string,
  documents: readonly string[],
  options: RerankOptions = {},
): Promise<RerankResult> {
  const { parts, target } = context;
  if (
    typeof query !== "string" ||
    query === "" ||
    !Array.isArray(documents) ||
    documents.length === 0 ||
    documents.some((document) => typeof document !== "string")
  ) {
    throw new InvalidRequestError(
      "rerank takes a query and a list of texts, neither of them empty.",
      { platform: target.platform.id, hint: "Pass at least one document." },
    );
  }
  const { rerank } = await withOperations(parts.wire);
  if (rerank === undefined) throw unsupported(context, "ranking");
  const warnings: Warning[] = [...context.warnings];
  const encodeContext = encodeContextOf((warning) => void warnings.push(warning));
  const { signal: _, ...rest } = options;
  const request = rerank.encode({ query, documents, ...rest }, target, encodeContext);
  const start = Date.now();
  return await sendOperation(context, request, options, async (call) => {
    const output = await runOperation(call, (head, body, unanswered) => {
      warnings.push(...unansweredWarnings(unanswered));
      return rerank.decode(head, body, target, encodeContext);
    });
    const model = output.model ?? target.model.id;
    return {
      results: output.results,
      usage: output.usage,
      cost: costOf(context, output.usage, model, start, "rerank"),
      warnings,
      response: { model },
    };
  });
}

/** Counts the input tokens of a request, by the platform where it can, else by an estimate. @throws ByokError. */
export async function countModelTokens(
  context: ModelContext,
  request: string | GenerateRequest<never>,
): Promise<{ input: number; exact: boolean }> {
  const { parts, target } = context;
  const given = asRequest(request);
  const messages: readonly Message[] =
    typeof given.messages === "string"
      ? [{ role: "user", content: given.messages }]
      : given.messages;
  checkMessages(messages);
  const tools = toWireTools(given.tools, target);
  const { countTokens } = await withOperations(parts.wire);
  if (countTokens === undefined) {
    return {
      input:
        estimateMessages(messages).tokens +
        (tools === undefined ? 0 : estimateTokens(JSON.stringify(tools))),
      exact: false,
    };
  }
  const encodeContext = encodeContextOf();
  const prepared = prepareMessages(messages, {
    policy: target.policy,
    scope: stateTarget(context),
    warn: encodeContext.warn,
  });
  const wireRequest = countTokens.encode(
    { messages: prepared, ...(tools === undefined ? {} : { tools }), config: {} },
    target,
    encodeContext,
  );
  const link = linkSignals(given.signal);
  try {
    const call = await makeCall(context, wireRequest, {
      signal: link.signal,
      timeouts: given.timeouts,
    });
    return await runOperation(call, (head, body) =>
      countTokens.decode(head, body, target, encodeContext),
    );
  } finally {
    link.unlink();
  }
}

// Vectors are told apart by their place alone.
function checkCount({ target }: ModelContext, vectors: number, texts: number): void {
  if (vectors === texts) return;
  const { platform, model } = target;
  throw new ProtocolError(
    `${platform.name} answered with ${vectors} vector${vectors === 1 ? "" : "s"} for ${texts} text${texts === 1 ? "" : "s"}: which belongs to which is not known.`,
    {
      platform: platform.id,
      model: model.id,
      hint: "Embed the texts one by one, or check that the model takes a list of texts.",
    },
  );
}

// What is billed goes through the model's budget, as a chat does. A count of tokens is free.
async function sendOperation<T extends { cost: Cost; warnings: Warning[] }>(
  context: ModelContext,
  request: WireRequest,
  { signal, extraBody }: EmbedOptions | RerankOptions,
  run: (call: Call) => Promise<T>,
): Promise<T> {
  const { budget } = context.settled.options;
  const link = linkSignals(signal);
  try {
    const call = await makeCall(context, request, { signal: link.signal });
    if (budget === undefined) return await run(call);
    const { runWithinBudget } = await loadChunk(() => import("./within-budget.ts"));
    const { maxRetries } = call.settings;
    const config = extraBody === undefined ? {} : { extraBody };
    return await runWithinBudget(
      { budget, context, request, maxRetries, config, signal: link.signal },
      (onUnanswered) => run({ ...call, onUnanswered }),
    );
  } finally {
    link.unlink();
  }
}

function costOf(
  context: ModelContext,
  usage: Usage,
  model: string,
  at: number,
  kind: "embedding" | "rerank",
): Cost {
  return computeCost({
    usage,
    rows: pricesOf(context, model),
    at,
    kind,
    ...pricePlace(context.settled.url.endpoint),
  });
}

function unsupported(context: ModelContext, what: string): InvalidRequestError {
  const { platform, surface } = context.target;
  return new InvalidRequestError(`${platform.name} has no ${what} over ${surface.wire}.`, {
    platform: platform.id,
    hint: "Take another platform, or another `surface` of this one.",
  });
}

import type { PriceRow } from "../catalog/price.ts";
import { endpointAt, findEndpoint } from "../keys/resolve-url.ts";
import { findModelRow, findPrices } from "../catalog-access/find-model-row.ts";
import { pricePlace } from "../catalog-access/price-place.ts";
import { loadPrices } from "../catalog-access/load-tables.ts";
import { mergeConfig } from "../config/merge-config.ts";
import { computeCost } from "../cost/compute-cost.ts";
import { worstCaseCost } from "../cost/estimate-cost.ts";
import { InvalidRequestError } from "../errors/errors.ts";
import { checkMessages } from "../messages/check-messages.ts";
import type { Message } from "../messages/message.ts";
import type { Cost } from "../results/cost.ts";
import type { Usage } from "../results/usage.ts";
import type { WireConfig } from "../spi/request.ts";
import { estimateMessages, estimateTokens } from "../usage/estimate-tokens.ts";
import type { ChatModel } from "./chat-model.ts";
import type { GenerateRequest } from "./request.ts";
import { ownSettings, type OwnSettings } from "./own-settings.ts";
import { splitReference } from "./model-factory.ts";
import { asRequest } from "./run-request.ts";
import { loadModels } from "../catalog-access/load-tables.ts";
import { requirePlatform } from "./settle.ts";
import { loadChunk } from "../load-chunk.ts";

/** How a cost is estimated. */
export interface EstimateCostOptions {
  /** The moment whose price holds; now when absent. */
  at?: Date | number;
  /** One of the platform's endpoints, by id or region; the model's own, else the first, when absent. */
  region?: string;
  /** The tier whose price holds; of a request, its own when absent. */
  serviceTier?: string;
  /** The place that answered, or will, such as `us`, where that is not the endpoint's region. */
  answeredIn?: string;
  /**
   * Of a usage: whether its request may have named a cache that is billed by the hour. Default true, since a usage does
   * not tell such a cache from one that the platform keeps on its own.
   */
  mayNameCache?: boolean;
}

/**
 * Estimates what a request may cost, or computes what a usage costs. Of a request the input is an estimate and the
 * output its cap: `maxTokens` of the request or of the model's own config, else the model's limit. What is not known is named in `missing`.
 *
 * @throws UnknownPlatformError; InvalidRequestError for what is neither request nor usage, no model, or no moment.
 */
export async function estimateCost(
  what: string | GenerateRequest<object> | Usage,
  model: (Pick<ChatModel, "platform" | "modelType"> & Partial<Pick<ChatModel, "url">>) | string,
  options: EstimateCostOptions = {},
): Promise<Cost> {
  const reference =
    typeof model === "string"
      ? splitReference(model)
      : { platform: model?.platform, model: model?.modelType };
  const at = options.at === undefined ? Date.now() : Number(options.at);
  if (Number.isNaN(at)) {
    throw new InvalidRequestError("`at` is no moment.", {
      hint: "Pass a Date, or milliseconds such as Date.now().",
    });
  }
  const platform = requirePlatform(reference.platform);
  const id = reference.model ?? platform.defaultModel ?? "";
  const [table, prices] = await Promise.all([loadModels(platform.id), loadPrices(platform.id)]);
  const found = findModelRow(table, id);
  const target = found?.target ?? id;
  const row = found?.row;
  const rowsOf = (each: string): readonly PriceRow[] => findPrices(table, prices, each) ?? [];
  const own: OwnSettings = typeof model === "string" ? { config: {} } : ownSettings(model);
  // A model that was made for a region is asked there, and pays there.
  const url = typeof model === "string" ? undefined : model.url;
  const endpoint =
    (options.region === undefined
      ? (own.endpoint ?? (url === undefined ? undefined : endpointAt(platform, url)))
      : undefined) ?? findEndpoint(platform, options.region);
  const query = {
    rows: rowsOf(target),
    at,
    ...pricePlace(endpoint),
    ...(options.serviceTier === undefined ? {} : { serviceTier: options.serviceTier }),
    ...(options.answeredIn === undefined ? {} : { answeredIn: options.answeredIn }),
  };
  if (isUsage(what))
    return computeCost({
      ...query,
      usage: what,
      model: target,
      mayNameCache: options.mayNameCache,
      rowsOf,
      ...(row?.kind === undefined ? {} : { kind: row.kind }),
    });
  const request = asRequest(what);
  const messages: readonly Message[] =
    typeof request.messages === "string"
      ? [{ role: "user", content: request.messages }]
      : request.messages;
  checkMessages(messages);
  const input = estimateMessages(messages);
  // Schemas are translated by what a first call loads; a program without tools never needs it here.
  const tools =
    request.tools === undefined
      ? undefined
      : (await loadChunk(() => import("./wire-tools.ts"))).toWireTools(request.tools, {
          platform,
          model: { id },
          policy: {},
        });
  const { maxTokens, n, serviceTier, extraBody }: WireConfig = mergeConfig(
    own.config,
    request.config,
  );
  const answers = row?.kind === undefined || row.kind === "chat";
  const cost = worstCaseCost({
    ...query,
    serviceTier: options.serviceTier ?? serviceTier ?? undefined,
    inputTokens: input.tokens + (tools === undefined ? 0 : estimateTokens(JSON.stringify(tools))),
    maxOutputTokens: answers ? (maxTokens ?? row?.maxOutput) : 0,
    n: n ?? undefined,
    namesCache: Object.keys(extraBody ?? {}).length > 0,
  });
  return { ...cost, missing: [...cost.missing, ...input.unknown] };
}

function isUsage(what: object | string): what is Usage {
  return (
    typeof what === "object" &&
    what !== null &&
    "input" in what &&
    "output" in what &&
    !("messages" in what)
  );
}

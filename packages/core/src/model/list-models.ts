import { keepLiveLimits } from "../catalog-access/live-limits.ts";
import { loadModels } from "../catalog-access/load-tables.ts";
import type { ModelRow } from "../catalog/model-row.ts";
import { InvalidRequestError } from "../errors/errors.ts";
import type { ModelInfo } from "../spi/wire-protocol.ts";
import { encodeContextOf } from "./encode-context.ts";
import { linkSignals } from "./link-signals.ts";
import type { ModelOptions } from "./model-options.ts";
import { requirePlatform, settle } from "./settle.ts";
import { loadChunk } from "../load-chunk.ts";

/** How models are listed. */
export interface ListModelsOptions extends ModelOptions {
  /** True: ask the platform. False: the catalog only. Default: the catalog where it lists the platform, else ask. */
  live?: boolean;
  signal?: AbortSignal;
}

/** A model as the catalog or the platform's live list knows it. */
export interface ListedModel extends ModelRow {
  source: "catalog" | "live";
  /** The live list's own entry. */
  live?: ModelInfo;
}

const MAX_PAGES = 100;

/**
 * Lists a platform's models: the catalog's rows, or the platform's own list with the catalog's facts added. What an
 * aggregator's own list states of limits goes before its makers' from then on, in this process and at that address.
 *
 * @throws UnknownPlatformError, MissingKeyError; InvalidRequestError where the platform has no list.
 */
export async function listModels(
  platform: string,
  options: ListModelsOptions = {},
): Promise<ListedModel[]> {
  const { live, signal, ...modelOptions } = options;
  const row = requirePlatform(platform);
  const table = await loadModels(row.id);
  const ask = live ?? row.models !== "table";
  if (!ask)
    return Object.values(table.models).map((model) => ({ ...model, source: "catalog" as const }));
  const infos = await fetchModels(platform, modelOptions, signal);
  return infos.map((info) => {
    const known = Object.hasOwn(table.models, info.id) ? table.models[info.id] : undefined;
    return {
      ...known,
      // A row without a kind is of a chat model; an entry without one is of a model that the catalog does not know.
      ...(known === undefined ? {} : { kind: known.kind ?? ("chat" as const) }),
      id: info.id,
      ...(info.name === undefined ? {} : { name: info.name }),
      ...(info.context === undefined ? {} : { context: info.context }),
      ...(info.maxOutput === undefined ? {} : { maxOutput: info.maxOutput }),
      source: "live" as const,
      live: info,
    };
  });
}

async function fetchModels(
  platform: string,
  options: ModelOptions,
  signal: AbortSignal | undefined,
): Promise<ModelInfo[]> {
  const settled = settle({ modelPlatform: platform, options });
  const { loadContext, makeCall, runOperation, withOperations } = await loadChunk(
    () => import("./operation-calls.ts"),
  );
  const context = await loadContext({ ...settled, modelType: settled.modelType ?? "" });
  const { models } = await withOperations(context.parts.wire);
  if (
    models === undefined ||
    (settled.platform.modelsApi === undefined && settled.surface.paths?.models === undefined)
  ) {
    throw new InvalidRequestError(
      `${settled.platform.name} has no list of models that byok knows.`,
      {
        platform: settled.platform.id,
        hint:
          settled.platform.docsUrl === undefined
            ? "Name the model yourself."
            : `See ${settled.platform.docsUrl}.`,
      },
    );
  }
  const encodeContext = encodeContextOf();
  const link = linkSignals(signal);
  const items: ModelInfo[] = [];
  try {
    let cursor: string | undefined;
    for (let page = 0; page < MAX_PAGES; page++) {
      const request = models.encode(
        cursor === undefined ? {} : { cursor },
        context.target,
        encodeContext,
      );
      const call = await makeCall(context, request, { signal: link.signal });
      const answer = await runOperation(call, (head, body) =>
        models.decode(head, body, context.target, encodeContext),
      );
      items.push(...answer.items);
      if (answer.cursor === undefined || answer.cursor === cursor) break;
      cursor = answer.cursor;
    }
  } finally {
    link.unlink();
  }
  if (settled.platform.upstream !== undefined)
    keepLiveLimits(settled.platform.id, settled.url.baseUrl, items);
  return items;
}

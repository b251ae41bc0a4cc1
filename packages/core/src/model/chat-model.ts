import type { ModelResolution } from "../config/resolve-model.ts";
import type { Result } from "../results/result.ts";
import type * as Operations from "./operations.ts";
import type { EmbedResult, RerankResult, EmbedOptions, RerankOptions } from "./operations.ts";
import type { AnyConfig } from "../config/config-types.ts";
import type * as Calls from "./calls.ts";
import { ChatStream } from "./chat-stream.ts";
import type { ModelContext } from "./model-context.ts";
import { keepSettings } from "./own-settings.ts";
import type { GenerateRequest, OutputOf, OutputSpec } from "./request.ts";
import { asRequest, runRequest } from "./run-request.ts";
import type { Settled } from "./settle.ts";
import { loadChunk } from "../load-chunk.ts";

/**
 * A model of a platform, with its key and settings. Printing it never shows the key. Without a type argument it is any
 * model: its parameters are then checked by name, and by value at run time only.
 */
export interface ChatModel<Config = AnyConfig> {
  /** The platform's id. */
  readonly platform: string;
  /** The model's id as it was given, or the platform's default. */
  readonly modelType: string | undefined;
  /** The address that requests go to. */
  readonly url: string;
  /** How the id was understood: exact row, alias, `like`, maker's row, or unknown. */
  readonly resolution: Promise<ModelResolution>;
  /**
   * Asks and waits for the whole answer.
   *
   * @throws ByokError.
   */
  generate<const O extends OutputSpec | undefined = undefined>(
    request: string | GenerateRequest<Config, O>,
  ): Promise<Result<OutputOf<O>>>;
  /** Asks and reads the answer as it arrives; nothing is sent before the first pull. */
  stream<const O extends OutputSpec | undefined = undefined>(
    request: string | GenerateRequest<Config, O>,
  ): ChatStream<OutputOf<O>>;
  /** Vectors of texts, in their order. @throws ByokError. */
  embed(inputs: string | readonly string[], options?: EmbedOptions): Promise<EmbedResult>;
  /** Ranks documents for a query. @throws ByokError; InvalidRequestError where the platform's wire has no ranking. */
  rerank(
    query: string,
    documents: readonly string[],
    options?: RerankOptions,
  ): Promise<RerankResult>;
  /** Input tokens of a request: the platform's own count where it has one (`exact`), else an estimate. */
  countTokens(
    request: string | GenerateRequest<Config>,
  ): Promise<{ input: number; exact: boolean }>;
}

/** Makes a model of what `create` has settled. */
export function createChatModel(settled: Settled): ChatModel<never> {
  let loaded: Promise<Loaded> | undefined;
  // A package may be installed or a plugin registered after a first failure.
  const load = (): Promise<Loaded> => {
    if (loaded === undefined) {
      const loading = start(settled);
      loaded = loading;
      loading.catch(() => (loaded = undefined));
    }
    return loaded;
  };

  function stream(request: unknown): ChatStream<never> {
    const given = asRequest(request);
    return new ChatStream<never>(({ push, onExchange, onOutput, signal: outer }) =>
      runRequest(settled, given, outer, async (signal) => {
        const { calls, context } = await load();
        const call = await calls.prepareChat(context, given, {
          stream: true,
          signal,
          push,
          onExchange,
          onOutput,
        });
        return await call.run((chat) => calls.runChat(chat));
      }),
    );
  }

  async function generate(request: unknown): Promise<Result<never>> {
    const given = asRequest(request);
    return await runRequest(settled, given, undefined, async (signal) => {
      const { calls, context } = await load();
      const call = await calls.prepareChat(context, given, {
        stream: false,
        signal,
        push: () => {},
        onExchange: () => {},
      });
      return (await call.run((chat) => calls.runChat(chat))) as Result<never>;
    });
  }

  const model = {
    platform: settled.platform.id,
    modelType: settled.modelType ?? settled.platform.defaultModel,
    url: settled.url.baseUrl,
    get resolution(): Promise<ModelResolution> {
      const resolution = load().then(({ context }) => context.resolution);
      // Printing and spreading read this too, and nobody awaits it there: a failure must not end the process.
      resolution.catch(() => {});
      return resolution;
    },
    generate,
    stream,
    embed: async (inputs: string | readonly string[], options?: EmbedOptions) =>
      (await loadOperations()).embedTexts((await load()).context, inputs, options),
    rerank: async (query: string, documents: readonly string[], options?: RerankOptions) =>
      (await loadOperations()).rerankDocuments((await load()).context, query, documents, options),
    countTokens: async (request: string | GenerateRequest<never>) =>
      (await loadOperations()).countModelTokens((await load()).context, request),
  };
  keepSettings(model, { config: settled.config, endpoint: settled.url.endpoint });
  return model;
}

interface Loaded {
  calls: typeof Calls;
  context: ModelContext;
}

// Loaded with the first call, so that importing the package and making a model stay cheap.
async function start(settled: Settled): Promise<Loaded> {
  const calls = await loadChunk(() => import("./calls.ts"));
  return { calls, context: await calls.loadContext(settled) };
}

function loadOperations(): Promise<typeof Operations> {
  return loadChunk(() => import("./operations.ts"));
}

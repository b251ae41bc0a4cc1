import { runChat } from "../engine/run-chat.ts";
import type { ModelResolution } from "../config/resolve-model.ts";
import type { Result } from "../results/result.ts";
import type { EmbedResult, RerankResult, EmbedOptions, RerankOptions } from "./operations.ts";
import { countModelTokens, embedTexts, rerankDocuments } from "./operations.ts";
import type { LooseConfig } from "../config/config-types.ts";
import { ChatStream } from "./chat-stream.ts";
import { loadContext, type ModelContext } from "./model-context.ts";
import { linkSignals } from "./link-signals.ts";
import { prepareChat } from "./prepare-chat.ts";
import type { GenerateRequest, OutputOf, OutputSpec } from "./request.ts";
import type { Settled } from "./settle.ts";

/** A model of a platform, with its key and settings. Printing it never shows the key. */
export interface ChatModel<Config = LooseConfig> {
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
  let context: Promise<ModelContext> | undefined;
  // A package may be installed or a plugin registered after a first failure.
  const load = (): Promise<ModelContext> => {
    if (context === undefined) {
      const loading = loadContext(settled);
      context = loading;
      loading.catch(() => (context = undefined));
    }
    return context;
  };

  function stream(
    request: string | GenerateRequest<never, OutputSpec | undefined>,
  ): ChatStream<never> {
    return new ChatStream<never>(async ({ push, onExchange, signal }) => {
      const given = typeof request === "string" ? { messages: request } : request;
      const link = linkSignals(signal, given.signal);
      try {
        const call = await prepareChat(await load(), given, {
          stream: true,
          signal: link.signal,
          abort: link.abort,
          push,
          onExchange,
        });
        return await call.run(() => runChat(call.chat));
      } finally {
        link.unlink();
      }
    });
  }

  async function generate(
    request: string | GenerateRequest<never, OutputSpec | undefined>,
  ): Promise<Result<never>> {
    const given = typeof request === "string" ? { messages: request } : request;
    const link = linkSignals(given.signal);
    try {
      const call = await prepareChat(await load(), given, {
        stream: false,
        signal: link.signal,
        abort: link.abort,
        push: () => {},
        onExchange: () => {},
      });
      return (await call.run(() => runChat(call.chat))) as Result<never>;
    } finally {
      link.unlink();
    }
  }

  const model = {
    platform: settled.platform.id,
    modelType: settled.modelType ?? settled.platform.defaultModel,
    url: settled.url.baseUrl,
    get resolution(): Promise<ModelResolution> {
      return load().then((loaded) => loaded.resolution);
    },
    generate,
    stream,
    embed: async (inputs: string | readonly string[], options?: EmbedOptions) =>
      await embedTexts(await load(), inputs, options),
    rerank: async (query: string, documents: readonly string[], options?: RerankOptions) =>
      await rerankDocuments(await load(), query, documents, options),
    countTokens: async (request: string | GenerateRequest<never>) =>
      await countModelTokens(await load(), request),
  };
  return model;
}

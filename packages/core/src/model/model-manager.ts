import type { AnyConfig } from "../config/config-types.ts";
import { isByokError, type ByokError } from "../errors/byok-error.ts";
import { InvalidRequestError } from "../errors/errors.ts";
import type { ModelResolution } from "../config/resolve-model.ts";
import type { Result } from "../results/result.ts";
import { ChatStream } from "./chat-stream.ts";
import type { ChatModel } from "./chat-model.ts";
import { forwardEvents } from "./forward-events.ts";
import { linkSignals } from "./link-signals.ts";
import type { EmbedOptions, EmbedResult, RerankOptions, RerankResult } from "./operations.ts";
import { keepSettings, ownSettings } from "./own-settings.ts";
import type { GenerateRequest, OutputOf, OutputSpec } from "./request.ts";

/** Tells a model from anything else. */
export function isModel(value: unknown): value is ChatModel {
  const model = value as Partial<ChatModel> | null | undefined;
  return typeof model?.generate === "function" && typeof model.stream === "function";
}

/** How a manager picks the model that is asked first. */
export interface ModelManagerOptions {
  /** `in-order` (default): always the first; `round-robin`: each in turn. The others follow when it fails. */
  strategy?: "in-order" | "round-robin";
}

/**
 * Several models behind one: when a model fails before its first event, the next is asked. After the first event
 * nothing is repeated, so a user never reads an answer twice.
 */
export class ModelManager<Config = AnyConfig> implements ChatModel<Config> {
  readonly #models: readonly ChatModel<Config>[];
  readonly #strategy: "in-order" | "round-robin";
  #turn = 0;

  /** @throws InvalidRequestError without any model, or for an unknown strategy. */
  constructor(models: readonly ChatModel[], options: ModelManagerOptions = {}) {
    if (!Array.isArray(models) || models.length === 0 || !models.every(isModel))
      throw new InvalidRequestError("A ModelManager needs a list of at least one model.", {
        hint: "Pass models made by ModelFactory.create.",
      });
    this.#strategy = options.strategy ?? "in-order";
    if (this.#strategy !== "in-order" && this.#strategy !== "round-robin") {
      throw new InvalidRequestError(`Unknown strategy "${String(options.strategy)}".`, {
        hint: 'Use "in-order" or "round-robin".',
      });
    }
    this.#models = [...models] as unknown as ChatModel<Config>[];
    keepSettings(this, ownSettings(this.#models[0]!));
  }

  get platform(): string {
    return this.#models[0]!.platform;
  }

  get modelType(): string | undefined {
    return this.#models[0]!.modelType;
  }

  get url(): string {
    return this.#models[0]!.url;
  }

  get resolution(): Promise<ModelResolution> {
    return this.#models[0]!.resolution;
  }

  async generate<const O extends OutputSpec | undefined = undefined>(
    request: string | GenerateRequest<Config, O>,
  ): Promise<Result<OutputOf<O>>> {
    return await this.#firstThatWorks((model) => model.generate(request));
  }

  stream<const O extends OutputSpec | undefined = undefined>(
    request: string | GenerateRequest<Config, O>,
  ): ChatStream<OutputOf<O>> {
    return new ChatStream<OutputOf<O>>(async (outer) => {
      const given = typeof request === "string" ? { messages: request } : request;
      const link = linkSignals(outer.signal, given.signal);
      let shown = false;
      try {
        return await this.#firstThatWorks(
          async (model) => {
            const inner = model.stream<O>({ ...given, signal: link.signal });
            await forwardEvents(inner, { ...outer, signal: link.signal }, (event) => {
              shown = true;
              outer.push(event);
            });
            return await inner.result();
          },
          () => shown,
        );
      } finally {
        link.unlink();
      }
    });
  }

  async embed(inputs: string | readonly string[], options?: EmbedOptions): Promise<EmbedResult> {
    // Vectors of two models cannot be compared, so nothing fails over here.
    return await this.#models[0]!.embed(inputs, options);
  }

  async rerank(
    query: string,
    documents: readonly string[],
    options?: RerankOptions,
  ): Promise<RerankResult> {
    return await this.#firstThatWorks((model) => model.rerank(query, documents, options));
  }

  async countTokens(
    request: string | GenerateRequest<Config>,
  ): Promise<{ input: number; exact: boolean }> {
    return await this.#models[0]!.countTokens(request);
  }

  async #firstThatWorks<T>(
    ask: (model: ChatModel<Config>) => Promise<T>,
    isShown: () => boolean = () => false,
  ): Promise<T> {
    const first = this.#strategy === "round-robin" ? this.#turn++ % this.#models.length : 0;
    for (let step = 0; ; step++) {
      try {
        return await ask(this.#models[(first + step) % this.#models.length]!);
      } catch (error) {
        const isLast = step === this.#models.length - 1;
        // A request that is wrong is wrong everywhere, and a caller who left wants no other answer.
        const isFinal =
          !isByokError(error) ||
          error.code === "aborted" ||
          error.code === "invalid_request" ||
          error.code === "budget_exceeded";
        if (isLast || isFinal || isShown() || hasAnswered(error)) throw error;
      }
    }
  }
}

// An answer that came and was not what was wanted is billed: another model would bill it again.
function hasAnswered({ partial }: ByokError): boolean {
  return (
    partial !== undefined &&
    (partial.message.content.length > 0 ||
      partial.usage.input.total !== undefined ||
      partial.usage.output.total !== undefined)
  );
}

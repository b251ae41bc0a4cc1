import type {
  ConfigFor,
  ConfigOfReference,
  ModelName,
  KnownReference,
  PlatformName,
} from "../config/config-of.ts";
import { InvalidRequestError } from "../errors/errors.ts";
import { createChatModel, type ChatModel } from "./chat-model.ts";
import type { ModelOptions } from "./model-options.ts";
import { settle } from "./settle.ts";

/** What `ModelFactory.create` takes. */
export interface CreateModelOptions<
  P extends string,
  M extends string,
  L extends string = never,
> extends ModelOptions {
  /** A platform of the catalog, by id or another name in use. */
  modelPlatform: P;
  /** A model id of that platform; any id is taken, known ones are typed. */
  modelType: M;
  /** Parameters of every call. A parameter that the model refuses does not compile. */
  modelConfig?: NoInfer<ConfigFor<P, M, L>>;
  /** `openai/gpt-5`: types, policy and limits of that model hold for this deployment, fine-tune or tag; never its price. */
  like?: L;
}

/** Makes models. */
export interface ModelFactory {
  // Editors complete from the first signature, and the compiler explains a wrong call by the last: the object form
  // stands in both places (docs/decisions/0021).
  /** Makes a model of options; what it throws is said below. */
  create<
    const P extends PlatformName,
    const M extends ModelName<P>,
    const L extends string = never,
  >(
    options: CreateModelOptions<P, M, L>,
  ): ChatModel<ConfigFor<P, M, L>>;
  /** Makes a model from `platform/model`, split at the first `/`; what it throws is said below. */
  create<const R extends string, const L extends string = never>(
    // As the constraint of R it would cost every program that names a reference 50,000 instantiations and a second.
    reference: R | NoInfer<KnownReference>,
    config?: NoInfer<ConfigOfReference<[L] extends [never] ? R : L>>,
    options?: ModelOptions & { like?: L },
  ): ChatModel<ConfigOfReference<[L] extends [never] ? R : L>>;
  /**
   * Makes a model; nothing is sent.
   *
   * @throws UnknownPlatformError, also for the platform of `like`; MissingKeyError, OriginError; InvalidRequestError
   * for an unknown config key, a value outside the platform's range, or a `modelType` that is undefined.
   * @example
   * const model = ModelFactory.create({ modelPlatform: "openai", modelType: "gpt-4o-mini", modelConfig: { temperature: 0.2 } });
   */
  create<
    const P extends PlatformName,
    const M extends ModelName<P>,
    const L extends string = never,
  >(
    options: CreateModelOptions<P, M, L>,
  ): ChatModel<ConfigFor<P, M, L>>;
}

/** Makes models of every platform. */
export const ModelFactory: ModelFactory = {
  create(
    first: string | CreateModelOptions<string, string, string>,
    config?: object,
    rest: ModelOptions & { like?: string } = {},
  ): ChatModel<never> {
    if (typeof first === "string") {
      const { platform, model } = splitReference(first);
      const { like, ...options } = rest;
      return createChatModel(
        settle({ modelPlatform: platform, modelType: model, modelConfig: config, like, options }),
      );
    }
    if (typeof first !== "object" || first === null) {
      throw new InvalidRequestError("ModelFactory.create takes options or a reference.", {
        hint: 'For example "openai/gpt-4o-mini".',
      });
    }
    const { modelPlatform, modelType, modelConfig, like, ...options } = first;
    if (modelType === undefined && Object.hasOwn(first, "modelType")) {
      throw new InvalidRequestError("`modelType` is given, and is undefined.", {
        hint: "Correct the name, such as that of a member of ModelType; leave `modelType` out for the platform's default.",
      });
    }
    return createChatModel(settle({ modelPlatform, modelType, modelConfig, like, options }));
  },
};

/**
 * Splits `platform/model` at the first `/`; a platform alone means its default model.
 *
 * @throws InvalidRequestError for an empty part.
 */
export function splitReference(reference: string): { platform: string; model: string | undefined } {
  const slash = reference.indexOf("/");
  const platform = slash === -1 ? reference : reference.slice(0, slash);
  const model = slash === -1 ? undefined : reference.slice(slash + 1);
  if (platform.trim() === "" || model === "") {
    throw new InvalidRequestError(`"${reference}" is not a reference to a model.`, {
      hint: 'Write it as platform/model, such as "openai/gpt-4o-mini".',
    });
  }
  return { platform, model };
}

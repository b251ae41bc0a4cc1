import type { Models, PlatformConfigs } from "../generated/types/index.ts";
import type { LooseConfig } from "./config-types.ts";

/**
 * The config type of a model: its own where the catalog knows the model, the platform's base type for another model
 * of a known platform, `LooseConfig` for another platform. A union of ids gives the union of their types, so that a
 * config which any member accepts is accepted.
 */
// The tuples keep the conditions from distributing: over the constraints of a generic caller that would cost
// 600,000 instantiations and half a second, and indexed access gives the union of a union of ids by itself.
export type ConfigOf<P extends string, M extends string> = [P] extends [keyof Models]
  ? [M] extends [keyof Models[P]]
    ? Models[P][M]
    : BaseConfigOf<P>
  : LooseConfig;

/** The config type of a platform's unknown models. */
export type BaseConfigOf<P extends string> = P extends keyof PlatformConfigs
  ? PlatformConfigs[P]
  : LooseConfig;

/** The config type of a reference such as `openai/gpt-4o-mini`, split at the first `/`. */
export type ConfigOfReference<R extends string> = R extends `${infer P}/${infer M}`
  ? ConfigOf<P, M>
  : LooseConfig;

/** A platform id of the catalog, or any other name; editors complete the known ones. */
export type PlatformName = keyof Models | (string & {});

/** The references to the models of the catalog, such as `openai/gpt-4o-mini`, for editors to complete. */
export type KnownReference = {
  [P in keyof Models]: `${P}/${keyof Models[P] & string}`;
}[keyof Models];

/** A model id of a platform, or any other; editors complete the known ones of that platform only. */
export type ModelName<P extends string> =
  | (P extends keyof Models ? keyof Models[P] & string : never)
  | (string & {});

/**
 * What `ModelFactory.create` must know to check a config: platform, model and, for a deployment or fine-tune, the
 * model whose type it has. `NoInfer` keeps the config from widening the ids.
 */
export interface CreateOptions<P extends string, M extends string, L extends string = never> {
  modelPlatform: P;
  modelType: M;
  modelConfig?: NoInfer<ConfigFor<P, M, L>>;
  /** A catalog reference such as `openai/gpt-5` whose types, policy and limits hold; never its price. */
  like?: L;
}

/** The config type of `CreateOptions`: that of `like` for a model that the catalog does not know. */
export type ConfigFor<P extends string, M extends string, L extends string = never> = [L] extends [
  never,
]
  ? ConfigOf<P, M>
  : [P] extends [keyof Models]
    ? [M] extends [keyof Models[P]]
      ? Models[P][M]
      : ConfigOfReference<L>
    : ConfigOfReference<L>;

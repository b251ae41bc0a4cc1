import { ModelFactory, type ChatModel, type LooseConfig, type ModelOptions } from "@byok/core";

/** A model of any platform. */
export type AnyModel = ChatModel;

/**
 * Makes a model of a platform and an id that are known only now.
 *
 * @throws what ModelFactory.create throws.
 */
export function createModel(
  platform: string,
  modelType: string,
  config: LooseConfig,
  options: ModelOptions,
): AnyModel {
  return ModelFactory.create(`${platform}/${modelType}`, config, options);
}

import { ModelFactory, registerProvider, type ChatModel, type LooseConfig, type ModelOptions } from "@byok/core";
import type { ModelChoice } from "./choose-model.ts";
import { EMBEDDED } from "./model-order.ts";

/** A model of any platform. */
export type AnyModel = ChatModel<LooseConfig>;

/** Makes a model of a platform and an id that are known only now. */
export function createModel(platform: string, modelType: string, config: LooseConfig, options: ModelOptions): AnyModel {
  const { create } = ModelFactory as unknown as {
    create(options: ModelOptions & { modelPlatform: string; modelType: string; modelConfig: LooseConfig }): AnyModel;
  };
  return create({ ...options, modelPlatform: platform, modelType, modelConfig: config });
}

/** A chosen model that is ready, and what must be closed after it. */
export interface OpenedModel {
  choice: ModelChoice;
  /** Makes the model again with other parameters; throws like ModelFactory.create. */
  create(config: LooseConfig): AnyModel;
  close(): Promise<void>;
}

/** Opens a chosen model: starts the embedded simulator where it is the choice, and loads the packages at hand. */
export async function openModel(
  choice: ModelChoice,
  options: ModelOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<OpenedModel> {
  const url = choice.url ?? options.url;
  const embedded = url === undefined ? await startEmbedded(choice.platform, env) : undefined;
  const address = embedded?.url ?? url;
  const settings = { ...options, ...(address === undefined ? {} : { url: address }) };
  return {
    choice,
    create: (config) => createModel(choice.platform, choice.model, config, settings),
    close: async () => await embedded?.close(),
  };
}

/** Registers the plugin packages that come with byok. */
export async function loadPlugins(): Promise<void> {
  const { anthropic } = await import("@byok/anthropic");
  registerProvider(anthropic);
}

/** Starts the embedded simulator; for tests of byok's own platform without a server. */
export async function startSimulator(): Promise<{ url: string; close(): Promise<void> }> {
  const { startSimulator: start } = await import("@byok/simulator");
  return await start();
}

const EMBEDDED_SERVERS: Readonly<Record<string, typeof startSimulator>> = { [EMBEDDED]: startSimulator };

async function startEmbedded(
  platform: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ url: string; close(): Promise<void> } | undefined> {
  const start = Object.hasOwn(EMBEDDED_SERVERS, platform) ? EMBEDDED_SERVERS[platform] : undefined;
  // Someone who names a server of his own means that one.
  if (start === undefined || (env["SIMULATOR_BASE_URL"] ?? "") !== "") return undefined;
  return await start();
}

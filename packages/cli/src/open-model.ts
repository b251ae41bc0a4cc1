import type { LooseConfig, ModelOptions } from "@byok/core";
import { createModel, type AnyModel } from "./create-model.ts";
import type { ModelChoice } from "./model-choice.ts";
import { EMBEDDED } from "./model-order.ts";

/** A chosen model that is ready, and what must be closed after it. */
export interface OpenedModel {
  choice: ModelChoice;
  /** Makes the model with parameters. @throws what ModelFactory.create throws. */
  create(config: LooseConfig): AnyModel;
  close(): Promise<void>;
}

/** Opens a chosen model; starts the embedded simulator where that is the choice. */
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

/** Between two writes of the embedded simulator: fast, and slow enough to see that the answer streams. */
const DELAY_MS = 12;

interface Server {
  url: string;
  close(): Promise<void>;
}

async function startSimulator(): Promise<Server> {
  const simulator = await import("@byok/simulator");
  return await simulator.startSimulator({ delayMs: DELAY_MS });
}

const SERVERS: Readonly<Record<string, () => Promise<Server>>> = { [EMBEDDED]: startSimulator };

async function startEmbedded(
  platform: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Server | undefined> {
  const start = Object.hasOwn(SERVERS, platform) ? SERVERS[platform] : undefined;
  // Someone who names a server of his own means that one.
  if (start === undefined || (env["SIMULATOR_BASE_URL"] ?? "") !== "") return undefined;
  return await start();
}

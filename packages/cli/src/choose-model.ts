import {
  findKeyPlace,
  findPlatform,
  isByokError,
  listPlatforms,
  loadModels,
  ModelNotFoundError,
  splitReference,
  UnknownPlatformError,
  type Platform,
} from "@byok/core";
import { createModel } from "./create-model.ts";
import { CliError } from "./errors/cli-error.ts";
import type { LocalServerAddress } from "./io.ts";
import { findLocalServer, probe, usualServers } from "./local-servers.ts";
import type { ModelChoice } from "./model-choice.ts";
import { EMBEDDED, inOrder } from "./model-order.ts";
import { nearNames } from "./options/near-names.ts";
import type { KeyAccess } from "./vault/key-access.ts";
import { prepareKey } from "./vault/prepare-key.ts";

/** What a model is chosen from. */
export interface ChooseModelOptions {
  /** `--model`, or `/model`. */
  model?: string | undefined;
  /** `--url`. */
  url?: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
  /** Core's `envFile`. */
  envFile: string | boolean;
  /** Servers to look for; the usual ones when absent. */
  servers?: readonly LocalServerAddress[] | undefined;
  /** Whether the embedded simulator may be the last resort. */
  simulator: boolean;
  /** The stored keys; without them none counts. */
  keys?: KeyAccess | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Chooses the model by the written rule (model-order.ts), and makes its key ready: a vault is unlocked, and a variable
 * that goes before a stored key is told.
 *
 * @throws CliError when nothing is left to choose; UnknownPlatformError or ModelNotFoundError for a wrong name;
 * VaultError when the stored keys cannot be opened.
 */
export async function chooseModel(options: ChooseModelOptions): Promise<ModelChoice> {
  const choice = await choose(options);
  const { keys, envFile } = options;
  if (keys !== undefined) await prepareKey(choice.platform, { keys, envFile });
  return choice;
}

async function choose(options: ChooseModelOptions): Promise<ModelChoice> {
  const { model, url, env, envFile } = options;
  if (model !== undefined) return await named(model, "flag", "You named it.", options);
  if (url !== undefined) return await atUrl(url, options);
  const variable = env["BYOK_MODEL"]?.trim() ?? "";
  if (variable !== "") {
    return await named(
      variable,
      "variable",
      `The environment variable BYOK_MODEL names it.`,
      options,
    );
  }
  const skipped: string[] = [];
  const stored = await storedPlatforms(options.keys);
  const keyed = await chooseByKey(envFile, stored.ids, skipped);
  if (keyed !== undefined) return keyed;
  // A vault that cannot be read is never the same as no key.
  if (stored.problem !== undefined) throw stored.problem;
  const server = await findLocalServer(options.servers ?? usualServers(envFile), options.signal);
  if (server !== undefined) {
    const { platform, name, url: address } = server;
    return {
      platform,
      model: server.model,
      url: address,
      by: "local",
      why: `No key was found, and ${name} answers at ${address}; this is the first model of its list.`,
      skipped,
    };
  }
  if (options.simulator) {
    const fallback = findPlatform(EMBEDDED);
    return {
      platform: EMBEDDED,
      model: fallback?.defaultModel ?? "",
      by: "simulator",
      why: "No key and no local server was found.",
      skipped,
    };
  }
  throw new CliError("No model can be chosen.", {
    why:
      skipped.length > 0
        ? skipped.join(" ")
        : "There is no key in the environment, in ./.env or stored on this device, and no local server answers.",
    next: 'byok keys add openai, or try without a key: byok ask -m simulator "Hello"',
    exit: "no-key",
  });
}

/** Platforms with a stored key that may be used, and what keeps the vault from being read. */
async function storedPlatforms(
  keys: KeyAccess | undefined,
): Promise<{ ids: ReadonlySet<string>; problem?: Error }> {
  if (keys === undefined) return { ids: new Set() };
  try {
    const entries = (await keys.entries()).filter((entry) => entry.enabled);
    return { ids: new Set(entries.map((entry) => entry.platform)) };
  } catch (error) {
    const problem = error instanceof Error ? error : new Error(String(error));
    return { ids: new Set(), problem };
  }
}

const NO_KEY_YET = { find: async () => undefined };

async function chooseByKey(
  envFile: string | boolean,
  stored: ReadonlySet<string>,
  skipped: string[],
): Promise<ModelChoice | undefined> {
  for (const platform of inOrder(listPlatforms())) {
    const place = findKeyPlace(platform.id, { envFile });
    if (place === undefined && !stored.has(platform.id)) continue;
    const where =
      place === undefined
        ? `A key of ${platform.name} is stored on this device`
        : `${place.name} is set in ${place.source === "env-file" ? "the .env file" : "the environment"}`;
    if (platform.defaultModel === undefined) {
      skipped.push(
        `${where}, but ${platform.name} has no default model: name one with --model ${platform.id}/<model>.`,
      );
      continue;
    }
    try {
      const keyStore = place === undefined ? { keyStore: NO_KEY_YET } : {};
      const options = { envFile, ...keyStore };
      // What a platform needs beside its key, such as a package, speaks only here.
      await createModel(platform.id, platform.defaultModel, {}, options).resolution;
    } catch (error) {
      if (!isByokError(error)) throw error;
      skipped.push(`${where}, but ${platform.name} cannot be used: ${error.message}`);
      continue;
    }
    return {
      platform: platform.id,
      model: platform.defaultModel,
      by: "key",
      why: `${where}, and this is ${platform.name}'s default model.`,
      skipped,
    };
  }
  return undefined;
}

async function named(
  reference: string,
  by: ModelChoice["by"],
  why: string,
  options: ChooseModelOptions,
): Promise<ModelChoice> {
  const parts = splitReference(reference);
  const platform = findPlatform(parts.platform);
  if (platform === undefined && parts.model === undefined) throw await unknownReference(reference);
  const id = platform?.id ?? parts.platform;
  const model = parts.model ?? platform?.defaultModel ?? (await firstListed(platform, options));
  if (model === undefined) {
    throw new CliError(`${platform?.name ?? id} has no default model.`, {
      why: "Its models are known only to the platform itself.",
      next: `byok models ${id} --live (then --model ${id}/<model>)`,
    });
  }
  return { platform: id, model, by, why, skipped: [] };
}

/** A local platform that is named alone means the first model that its server lists. */
async function firstListed(
  platform: Platform | undefined,
  options: ChooseModelOptions,
): Promise<string | undefined> {
  if (platform?.kind !== "local") return undefined;
  const servers = options.servers ?? usualServers(options.envFile);
  const address = options.url ?? servers.find((server) => server.platform === platform.id)?.url;
  return address === undefined ? undefined : (await probe(address, options.signal))[0];
}

/** An address alone means an OpenAI-compatible server and the first model that it lists. */
async function atUrl(url: string, options: ChooseModelOptions): Promise<ModelChoice> {
  const [model] = await probe(url, options.signal);
  if (model === undefined) {
    throw new CliError(`${url} lists no models.`, {
      why: "Either nothing answers there, or the server does not speak OpenAI's protocol at this path.",
      next: `byok ask --url ${url} --model openai-compatible-model/<model> "…"`,
      exit: "no-model",
    });
  }
  return {
    platform: "openai-compatible-model",
    model,
    url,
    by: "flag",
    why: "You gave the address; this is the first model of its list.",
    skipped: [],
  };
}

/** A model id without its platform, or a misspelt platform. */
async function unknownReference(reference: string): Promise<Error> {
  const owners: string[] = [];
  for (const platform of [
    ...inOrder(listPlatforms()),
    ...listPlatforms().filter((each) => each.kind === "local"),
  ]) {
    const table = await loadModels(platform.id);
    if (Object.hasOwn(table.models, reference) || Object.hasOwn(table.aliases ?? {}, reference)) {
      owners.push(`${platform.id}/${reference}`);
    }
  }
  if (owners.length > 0) {
    return new ModelNotFoundError(`"${reference}" is a model; its platform is missing.`, {
      hint: `Write ${owners.slice(0, 3).join(" or ")}.`,
    });
  }
  const near = nearNames(
    reference,
    listPlatforms().map((platform) => platform.id),
  );
  return new UnknownPlatformError(`Unknown model platform: ${reference}`, {
    hint:
      near.length > 0
        ? `Did you mean ${near.join(" or ")}? A model is written platform/model.`
        : "A model is written platform/model, such as openai/gpt-4o-mini.",
  });
}

import {
  findPlatform,
  listPlatforms,
  loadModels,
  ModelNotFoundError,
  splitReference,
  UnknownPlatformError,
  type Platform,
} from "@byok/core";
import { chooseByKey, hasList } from "./choose-by-key.ts";
import { chooseLocal } from "./choose-local.ts";
import { CliError } from "./errors/cli-error.ts";
import type { LocalServerAddress } from "./io.ts";
import { findKeysAtHand, type KeysAtHand } from "./keys-at-hand.ts";
import { ALL_LISTS_MS, LIST_MS, listChatModels, type ListAccess } from "./list-chat-models.ts";
import { listServer, usualServers, type ServerPlace, type UsualServers } from "./local-servers.ts";
import type { ModelChoice } from "./model-choice.ts";
import { EMBEDDED, inOrder } from "./model-order.ts";
import { nearNames } from "./options/near-names.ts";
import { exportKey, tellServer } from "./tell-server.ts";
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
  allowInsecureHttp?: boolean | undefined;
  /** The longest wait for the lists of all platforms together, in milliseconds. Default 6000. */
  patienceMs?: number | undefined;
  /** The longest wait for the list of each server of the user's own, in milliseconds. Default 4000. */
  serverPatienceMs?: number | undefined;
  /** Told what is waited for. */
  onWait?: ((label: string) => void) | undefined;
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
  const wanting: string[] = [];
  const atHand = await findKeysAtHand(envFile, options.keys);
  const access = accessOf(options);
  const keyed = await chooseByKey(atHand, access, skipped);
  if (keyed !== undefined) return keyed;
  // A vault that cannot be read is never the same as no key.
  if (atHand.problem !== undefined) throw atHand.problem;
  const local = await chooseLocal(
    serversOf(options, atHand),
    atHand,
    // Slow platforms take nothing from the user's own servers.
    accessOf({ ...options, patienceMs: options.serverPatienceMs ?? LIST_MS }),
    skipped,
    wanting,
  );
  if (local !== undefined) return local;
  if (options.simulator) {
    const fallback = findPlatform(EMBEDDED);
    return {
      platform: EMBEDDED,
      model: fallback?.defaultModel ?? "",
      by: "simulator",
      why:
        skipped.length > 0
          ? "Nothing that is set can be used, and no local server gives a chat model."
          : wanting.length > 0
            ? "No key was found, and no local server gives a chat model."
            : "No key and no local server was found.",
      skipped: [...skipped, ...wanting],
    };
  }
  const noKey = "There is no key in the environment, in ./.env or stored on this device";
  const reasons = skipped.length > 0 || wanting.length === 0 ? skipped : [`${noKey}.`];
  throw new CliError("No model can be chosen.", {
    why: [...reasons, ...wanting].join(" ") || `${noKey}, and no local server answers.`,
    next: 'byok keys add openai, or try without a key: byok ask -m simulator "Hello"',
    exit: "no-key",
  });
}

function accessOf({
  envFile,
  keys,
  allowInsecureHttp,
  patienceMs = ALL_LISTS_MS,
  onWait,
  signal,
}: ChooseModelOptions): ListAccess {
  return {
    envFile,
    keys,
    allowInsecureHttp,
    patience: { leftMs: patienceMs },
    onWait,
    signal,
  };
}

/** The servers that the caller names; else the usual ones, those with a key, and the one that is wanted. */
function serversOf(
  { servers, ...access }: ChooseModelOptions,
  keys: KeysAtHand,
  wanted?: string,
): UsualServers {
  return servers === undefined
    ? usualServers(access, (id) => id === wanted || keys.placeOf(id) !== undefined)
    : { servers: [...servers], problems: [] };
}

async function named(
  reference: string,
  by: ModelChoice["by"],
  why: string,
  options: ChooseModelOptions,
): Promise<ModelChoice> {
  const parts = splitReference(reference);
  const platform = findPlatform(parts.platform);
  if (platform === undefined) throw await unknownReference(reference, parts.platform, by);
  const { id } = platform;
  const known = parts.model ?? platform.defaultModel;
  if (known !== undefined) return { platform: id, model: known, by, why, skipped: [] };
  const [model] = await listed(platform, options);
  if (model === undefined) {
    throw new CliError(`${platform.name} has no default model.`, {
      why: "Its models are known only to the platform itself.",
      next: `byok models ${id} --live (then --model ${id}/<model>)`,
    });
  }
  return {
    platform: id,
    model,
    by,
    ...(platform.kind === "local" ? {} : { listed: true as const }),
    why: `${why.replace(/\.$/, "")}; it has no default model, and this is the first chat model of its list.`,
    skipped: [],
  };
}

/** The models of a platform that is named alone, where only it, or the user's own server, knows them. */
async function listed(platform: Platform, options: ChooseModelOptions): Promise<string[]> {
  const { id, name, kind } = platform;
  const { url, envFile, keys } = options;
  if (kind !== "local")
    return hasList(platform) ? await listChatModels(platform, accessOf(options), url) : [];
  const atHand = await findKeysAtHand(envFile, keys);
  const { servers, problems } = serversOf(options, atHand, id);
  const problem = problems.find(({ platform: of }) => of === id);
  if (url === undefined && problem !== undefined) throw problem.error;
  const server: ServerPlace | undefined =
    url === undefined ? servers.find(({ platform: of }) => of === id) : { platform: id, name, url };
  if (server === undefined) return [];
  const hasKey = atHand.placeOf(id) !== undefined;
  const found = await listServer(server, hasKey, accessOf(options));
  if (found.models.length > 0) return found.models;
  // Without an address that the user gave, that is what is missing.
  if (server.guessed !== undefined) throw server.guessed;
  if (found.state === "refused") throw wantsKey(server);
  throw new CliError(`${tellServer(server, found)}.`, {
    why: `${name} has no default model, so the first chat model of its list would be taken.`,
    next: `byok models ${id} --live (then --model ${id}/<model>)`,
  });
}

function wantsKey(server: ServerPlace): CliError {
  return new CliError(`${tellServer(server, { state: "refused" })}.`, {
    why: "It does not tell its models without one.",
    next: `${exportKey(server)} (then the same again)`,
    exit: "no-key",
  });
}

/** An address alone means an OpenAI-compatible server and the first model that it lists. */
async function atUrl(url: string, options: ChooseModelOptions): Promise<ModelChoice> {
  const platform = "openai-compatible-model";
  const atHand = await findKeysAtHand(options.envFile, options.keys);
  const server = { platform, name: "The server", url };
  const hasKey = atHand.placeOf(platform) !== undefined;
  const { state, models } = await listServer(server, hasKey, accessOf(options));
  if (state === "refused") throw wantsKey(server);
  const [model] = models;
  if (model === undefined) {
    throw new CliError(`${url} lists no models.`, {
      why: "Either nothing answers there, or the server does not speak OpenAI's protocol at this path.",
      next: `byok ask --url ${url} --model ${platform}/<model> "…"`,
      exit: "no-model",
    });
  }
  return {
    platform,
    model,
    url,
    by: "flag",
    why: "You gave the address; this is the first chat model of its list.",
    skipped: [],
  };
}

/** A model id without its platform, or a misspelt platform. */
async function unknownReference(
  reference: string,
  platformName: string,
  by: ModelChoice["by"],
): Promise<Error> {
  const from = by === "variable" ? "The environment variable BYOK_MODEL gives this name. " : "";
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
      hint: `${from}Write ${owners.slice(0, 3).join(" or ")}.`,
    });
  }
  const rest = reference.slice(platformName.length);
  const near = nearNames(
    platformName,
    listPlatforms().map((platform) => platform.id),
  ).map((id) => `${id}${rest}`);
  return new UnknownPlatformError(`Unknown model platform: ${platformName}`, {
    hint:
      near.length > 0
        ? `${from}Did you mean ${near.join(" or ")}? A model is written platform/model.`
        : `${from}A model is written platform/model, such as openai/gpt-4o-mini.`,
  });
}

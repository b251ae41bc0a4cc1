import {
  checkKey,
  isByokError,
  listModels,
  type KeyStore,
  type ModelOptions,
  type Platform,
} from "@byok/core";
import { cleanKey } from "@byok/core/keys";
import { createModel } from "../create-model.ts";
import type { KeyAccess } from "../vault/key-access.ts";
import { valueOf, type KeyRow } from "./key-rows.ts";
import { isRegionError, kindOfError, type TestKind } from "./test-kinds.ts";
import { withoutVariables } from "./without-variables.ts";

/** One step of a test. */
export interface TestStep {
  step: "format" | "authentication" | "model" | "probe";
  kind: TestKind;
  detail?: string;
  latencyMs?: number;
}

/** What a key is tested with. */
export interface TestOptions {
  keys: KeyAccess;
  /** Options of the requests, without a key store. */
  model: ModelOptions;
  envFile: string | boolean;
  /** The model that must be there, and that is probed. */
  modelType: string | undefined;
  /** Sends one token, after `onPrice` has told what it costs. */
  probe: boolean;
  onPrice(modelType: string): Promise<void>;
}

/** Tests a key step by step and stops at the first that fails. The last step gives the result. */
export async function testKey(
  row: KeyRow,
  platform: Platform,
  options: TestOptions,
): Promise<TestStep[]> {
  const stored =
    row.source === "vault"
      ? await (await options.keys.unlock()).find(row.platform, selectorOf(row))
      : undefined;
  const text =
    stored === undefined
      ? valueOf(
          {
            name: row.variable ?? "",
            source: row.source === "env-file" ? "env-file" : "environment",
          },
          options.envFile,
        )
      : typeof stored.key === "string"
        ? stored.key
        : stored.key.reveal();
  const format = await checkFormat(text, platform, row.variable ?? "the vault");
  if (format.kind !== "ok") return [format];
  const settings: ModelOptions =
    stored === undefined
      ? options.model
      : {
          ...options.model,
          envFile: false,
          keyStore: { find: async () => stored } satisfies KeyStore,
          ...(row.region === undefined ? {} : { region: row.region }),
        };
  const online = async (): Promise<TestStep[]> => checkOnline(platform, settings, options);
  return [
    format,
    ...(await (stored === undefined ? online() : withoutVariables(platform, online))),
  ];
}

function selectorOf(row: KeyRow): { label?: string; region?: string } {
  return {
    ...(row.label === undefined ? {} : { label: row.label }),
    ...(row.region === undefined ? {} : { region: row.region }),
  };
}

async function checkFormat(text: string, platform: Platform, name: string): Promise<TestStep> {
  try {
    const key = cleanKey(text, name, platform.id);
    if (key === undefined) return { step: "format", kind: "invalid", detail: "The key is empty." };
    const { checkPrefix } = await import("@byok/vault");
    const [warning] = checkPrefix(key, platform);
    return {
      step: "format",
      kind: "ok",
      ...(warning === undefined ? {} : { detail: warning.message }),
    };
  } catch (error) {
    if (!isByokError(error)) throw error;
    return { step: "format", kind: "invalid", detail: error.message };
  }
}

async function checkOnline(
  platform: Platform,
  settings: ModelOptions,
  { modelType, probe, onPrice }: TestOptions,
): Promise<TestStep[]> {
  const authentication = await authenticate(platform, settings);
  const steps = [authentication];
  const goesOn = authentication.kind === "ok" || authentication.kind === "unverifiable";
  if (!goesOn) return steps;
  if (!probe) {
    if (modelType !== undefined)
      steps.push(await findModel(platform, modelType, settings, authentication.kind));
    return steps;
  }
  const model = modelType ?? platform.defaultModel;
  if (model === undefined) {
    const detail = `${platform.name} has no default model: name one with --model.`;
    return [...steps, { step: "probe", kind: "unverifiable", detail }];
  }
  await onPrice(model);
  return [...steps, await sendOne(platform, model, settings)];
}

async function authenticate(platform: Platform, settings: ModelOptions): Promise<TestStep> {
  try {
    const { status, message, latencyMs, error } = await checkKey(platform.id, settings);
    return {
      step: "authentication",
      kind: isRegionError(error) ? "region" : error?.code === "origin" ? "wrong-url" : status,
      detail: error?.message ?? message,
      ...(latencyMs === undefined ? {} : { latencyMs }),
    };
  } catch (error) {
    // An address that the key may not go to, or that cannot be completed.
    if (!isByokError(error) || !["origin", "invalid_request"].includes(error.code)) throw error;
    return {
      step: "authentication",
      kind: "wrong-url",
      detail: `${error.message} ${error.hint}`.trim(),
    };
  }
}

/** Looks for a model in the platform's own list; where there is none, what was known stays. */
async function findModel(
  platform: Platform,
  model: string,
  settings: ModelOptions,
  before: TestKind,
): Promise<TestStep> {
  try {
    const list = await listModels(platform.id, { ...settings, live: true, maxRetries: 0 });
    const found = list.some(({ id }) => id === model || id === `models/${model}`);
    return { step: "model", kind: found ? before : "model-missing" };
  } catch (error) {
    const kind = kindOfError(error);
    if (kind === undefined) throw error;
    const detail = isByokError(error) ? error.message : "";
    if (isByokError(error, "invalid_request")) return { step: "model", kind: before, detail };
    return { step: "model", kind, detail };
  }
}

/** The fewest tokens to ask for; some platforms take no fewer than the second. */
const FEWEST = [1, 16];

async function sendOne(
  platform: Platform,
  model: string,
  settings: ModelOptions,
): Promise<TestStep> {
  const started = performance.now();
  for (const maxTokens of FEWEST) {
    try {
      await createModel(platform.id, model, { maxTokens }, { ...settings, maxRetries: 0 }).generate(
        "Hi",
      );
      break;
    } catch (error) {
      const kind = kindOfError(error);
      if (kind === undefined || !isByokError(error)) throw error;
      // Half a sentence, or none, is what was asked for.
      if (error.code === "content_filter" || error.code === "stream_truncated") break;
      if (error.code === "invalid_request" && kind !== "region" && maxTokens !== FEWEST.at(-1))
        continue;
      return { step: "probe", kind, detail: error.message };
    }
  }
  return { step: "probe", kind: "ok", latencyMs: Math.round(performance.now() - started) };
}

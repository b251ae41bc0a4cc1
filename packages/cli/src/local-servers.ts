import { findPlatform, ModelFactory } from "@byok/core";
import type { LocalServerAddress } from "./io.ts";
import { LOCAL_SERVERS } from "./model-order.ts";

/** A local server that answered, with the first chat model of its list. */
export interface LocalServer extends LocalServerAddress {
  model: string;
}

const PROBE_MS = 800;
const MAX_LIST_BYTES = 1_000_000;
/** Ids of models that do not chat. */
const NO_CHAT = /embed|rerank|whisper|(^|[^a-z])(tts|bge|minilm)([^a-z]|$)/i;

/** The usual addresses: the catalog's port, or the address that the environment gives. */
export function usualServers(envFile: string | boolean): LocalServerAddress[] {
  return LOCAL_SERVERS.map(({ platform, name, port }) => ({
    platform,
    name,
    url:
      configuredUrl(platform, envFile) ??
      `http://127.0.0.1:${port ?? findPlatform(platform)?.local?.port ?? 0}/v1`,
  }));
}

/** Asks every server at once; gives the first in order that lists a chat model. No key is sent. */
export async function findLocalServer(
  servers: readonly LocalServerAddress[],
  signal?: AbortSignal,
): Promise<LocalServer | undefined> {
  const probes = servers.map(async (server) => ({
    ...server,
    models: await probe(server.url, signal),
  }));
  for (const probing of probes) {
    const { models, ...server } = await probing;
    const [model] = models;
    if (model !== undefined) return { ...server, model };
  }
  return undefined;
}

/** Ids of the chat models that a server lists; empty when it does not answer like a model server. */
export async function probe(url: string, signal?: AbortSignal): Promise<string[]> {
  const limit = AbortSignal.timeout(PROBE_MS);
  try {
    const response = await fetch(`${url.replace(/\/+$/, "")}/models`, {
      redirect: "error",
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
    });
    if (!response.ok) {
      await response.body?.cancel();
      return [];
    }
    const text = await readCapped(response);
    const list = (JSON.parse(text) as { data?: unknown }).data;
    if (!Array.isArray(list)) return [];
    return list
      .map((entry: unknown) => (entry as { id?: unknown } | null)?.id)
      .filter((id): id is string => typeof id === "string" && id !== "" && !NO_CHAT.test(id));
  } catch {
    // Nothing there, or something that is no model server: both mean "not found".
    return [];
  }
}

async function readCapped(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > MAX_LIST_BYTES) throw new Error("The list is too long.");
  }
  return text + decoder.decode();
}

/** The address that a variable gives, or the catalog's; undefined where there is none. */
function configuredUrl(platform: string, envFile: string | boolean): string | undefined {
  try {
    return ModelFactory.create(`${platform}/probe`, {}, { envFile }).url;
  } catch {
    return undefined;
  }
}

import { findUrlPlace, isByokError, listPlatforms, ModelFactory, type ByokError } from "@byok/core";
import type { LocalServerAddress } from "./io.ts";
import { listChatModels, type ListAccess } from "./list-chat-models.ts";
import { EMBEDDED, LOCAL_SERVERS } from "./model-order.ts";
import { isChatId } from "./models/is-chat-model.ts";

/** A place where a server may listen, and who says so. */
export interface ServerPlace extends LocalServerAddress {
  /** Core finds the address by itself, and knows who chose it: a variable, a file or the catalog. */
  resolved?: true;
  /** The variable that gives the address: the user named this server. */
  variable?: string;
  /** Nobody gave this address, and why there is none: no key goes there to find out what it is. */
  guessed?: ByokError;
}

/** The servers to look for, and those whose address cannot be used. */
export interface UsualServers {
  servers: ServerPlace[];
  problems: { platform: string; name: string; error: ByokError }[];
}

/** What answered at an address: a list for everybody, a demand for a key, nothing, or something else. */
export interface Probe {
  state: "list" | "refused" | "silent" | "other";
  /** Ids of the chat models of the list. */
  models: string[];
  /** The status of a refusal. */
  status?: number;
}

const PROBE_MS = 800;
const MAX_LIST_BYTES = 1_000_000;

/**
 * The servers to look for: the usual ones at the address that a variable gives or the catalog has, and every other
 * local platform that has a key (`isWanted`).
 */
export function usualServers(
  { envFile, allowInsecureHttp }: Pick<ListAccess, "envFile" | "allowInsecureHttp">,
  isWanted: (platform: string) => boolean,
): UsualServers {
  const found: UsualServers = { servers: [], problems: [] };
  const usual = LOCAL_SERVERS.map(({ platform }) => platform);
  const others = listPlatforms().filter(
    ({ id, kind }) => kind === "local" && id !== EMBEDDED && !usual.includes(id) && isWanted(id),
  );
  for (const { platform, name, port } of [
    ...LOCAL_SERVERS,
    ...others.map((other) => ({ platform: other.id, name: other.name, port: undefined })),
  ]) {
    const given = port === undefined ? name : "an OpenAI-compatible server";
    const variable = findUrlPlace(platform, { envFile })?.name;
    try {
      const options = { envFile, ...(allowInsecureHttp === true ? { allowInsecureHttp } : {}) };
      const { url } = ModelFactory.create(`${platform}/probe`, {}, options);
      const named = variable === undefined ? {} : { variable };
      found.servers.push({ platform, name: given, url, resolved: true, ...named });
    } catch (error) {
      if (!isByokError(error)) throw error;
      if (port === undefined || variable !== undefined)
        found.problems.push({ platform, name: given, error });
      // A platform without an address of its own means a server whose usual port is known.
      else
        found.servers.push({
          platform,
          name,
          url: `http://127.0.0.1:${port}/v1`,
          guessed: error,
        });
    }
  }
  return found;
}

/**
 * The chat models that a server lists, asked without a key first; with the key that core finds only where the server
 * wants one, or does not answer at all, so that the error says why.
 *
 * @throws ByokError of the request with the key; VaultError.
 */
export async function listServer(
  server: ServerPlace,
  hasKey: boolean,
  access: ListAccess,
  probing: Promise<Probe> = probe(server.url, access.signal),
): Promise<Probe> {
  const found = await probing;
  const asks = found.state === "refused" || found.state === "silent";
  if (!asks || !hasKey || server.guessed !== undefined) return found;
  const platform = { id: server.platform, name: server.name };
  const url = server.resolved === true ? undefined : server.url;
  return { state: "list", models: await listChatModels(platform, access, url) };
}

/** Asks an address for its models, without a key. */
export async function probe(url: string, signal?: AbortSignal): Promise<Probe> {
  const limit = AbortSignal.timeout(PROBE_MS);
  let answered = false;
  try {
    const response = await fetch(`${url.replace(/\/+$/, "")}/models`, {
      redirect: "error",
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
    });
    answered = true;
    if (!response.ok) {
      await response.body?.cancel();
      const { status } = response;
      if (status !== 401 && status !== 403) return { state: "other", models: [] };
      return { state: "refused", models: [], status };
    }
    const text = await readCapped(response);
    const list = (JSON.parse(text) as { data?: unknown }).data;
    if (!Array.isArray(list)) return { state: "other", models: [] };
    const models = list
      .map((entry: unknown) => (entry as { id?: unknown } | null)?.id)
      .filter((id): id is string => typeof id === "string" && id !== "" && isChatId(id));
    return { state: "list", models };
  } catch {
    // Nothing there, or something that is no model server.
    return { state: answered ? "other" : "silent", models: [] };
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

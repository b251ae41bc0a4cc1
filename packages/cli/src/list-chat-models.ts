import { listModels, TimeoutError } from "@byok/core";
import { NAME_A_MODEL } from "./errors/next-by-words.ts";
import { isChatModel } from "./models/is-chat-model.ts";
import type { KeyAccess } from "./vault/key-access.ts";
import { prepareKey } from "./vault/prepare-key.ts";

/** The longest wait for one list of models, and for those of all platforms that a model is chosen from, in milliseconds. */
export const LIST_MS = 4000;
export const ALL_LISTS_MS = 6000;

/** What platforms and servers are asked with. */
export interface ListAccess {
  /** Core's `envFile`. */
  envFile: string | boolean;
  /** The stored keys; without them none counts. */
  keys?: KeyAccess | undefined;
  allowInsecureHttp?: boolean | undefined;
  /** What is left of the time for lists, in milliseconds, above 0; each takes its part of it. */
  patience: { leftMs: number };
  /** Told what is waited for. */
  onWait?: ((label: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * The chat models that a platform or server lists now, in its order. Core finds the key, and sends it only where it may
 * go; a stored one is made ready first.
 *
 * @throws ByokError, TimeoutError among them; VaultError when the stored keys cannot be opened.
 */
export async function listChatModels(
  platform: { id: string; name: string },
  access: ListAccess,
  url?: string,
): Promise<string[]> {
  const { keys, envFile, allowInsecureHttp, patience, signal } = access;
  if (keys !== undefined) await prepareKey(platform.id, { keys, envFile });
  access.onWait?.(`asking ${platform.name} for its models`);
  const late = new AbortController();
  const tooLate = (): void =>
    late.abort(
      new TimeoutError("The list of models did not come in time.", {
        platform: platform.id,
        phase: "total",
        hint: NAME_A_MODEL,
      }),
    );
  const started = performance.now();
  const limitMs = Math.min(LIST_MS, patience.leftMs);
  const timer = setTimeout(tooLate, limitMs);
  try {
    const models = await listModels(platform.id, {
      envFile,
      live: true,
      maxRetries: 0,
      signal: signal === undefined ? late.signal : AbortSignal.any([late.signal, signal]),
      ...(keys === undefined ? {} : { keyStore: keys.store }),
      ...(url === undefined ? {} : { url }),
      ...(allowInsecureHttp === true ? { allowInsecureHttp } : {}),
    });
    return models.filter(isChatModel).map(({ id }) => id);
  } finally {
    clearTimeout(timer);
    // A timer may fire a moment before its time; what it was given is used up all the same.
    const usedMs = performance.now() - started;
    patience.leftMs -= late.signal.aborted ? Math.max(limitMs, usedMs) : usedMs;
  }
}

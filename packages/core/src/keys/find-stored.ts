import type { Platform } from "../catalog/platform.ts";
import { isByokError } from "../errors/byok-error.ts";
import { InvalidRequestError } from "../errors/errors.ts";
import type { KeyStore, StoredKey } from "./key-store.ts";

/**
 * Asks a store for the key of a platform; undefined when it has none.
 *
 * @throws what the store throws, where that is a ByokError or an abort; InvalidRequestError when it fails otherwise or
 * answers something else than a key with its origins: that is never the same as no key.
 */
export async function findStored(
  store: KeyStore | undefined,
  platform: Platform,
  region: string | undefined,
  signal?: AbortSignal,
): Promise<StoredKey | undefined> {
  let stored: StoredKey | null | undefined;
  try {
    stored = await store?.find(platform.id, {
      ...(region === undefined ? {} : { region }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (cause) {
    if (isByokError(cause) || signal?.aborted === true) throw cause;
    throw new InvalidRequestError(
      `The key store failed while looking for the key of ${platform.name}.`,
      {
        platform: platform.id,
        cause,
        hint: "This is not the same as having no key: see the cause.",
      },
    );
  }
  if (stored === undefined || stored === null) return undefined;
  if (isStoredKey(stored)) return stored;
  throw new InvalidRequestError(
    `The key store answered something that is no key of ${platform.name}.`,
    {
      platform: platform.id,
      hint: "`find` gives { key, origins, label? }, or undefined when there is none.",
    },
  );
}

function isStoredKey(value: unknown): value is StoredKey {
  if (typeof value !== "object" || value === null) return false;
  const { key, origins } = value as { key?: unknown; origins?: unknown };
  const isKey =
    typeof key === "string" || typeof (key as { reveal?: unknown } | null)?.reveal === "function";
  return isKey && (origins === undefined || Array.isArray(origins));
}

import type { Platform } from "../catalog/platform.ts";
import { isByokError } from "../errors/byok-error.ts";
import { InvalidRequestError } from "../errors/errors.ts";
import { cleanKey } from "./clean-key.ts";
import type { KeyStore, StoredKey } from "./key-store.ts";
import { checkRoute } from "./origin-rule.ts";
import type { ResolvedUrl } from "./resolve-url.ts";
import { Secret } from "./secret.ts";

/** A key from a store that may go to the address it was asked for. */
export interface FoundStored {
  secret: Secret;
  /** The entry's label, or the platform's id. */
  label: string;
}

/**
 * Asks a store for the key of a platform that may go to an address; undefined when it has none.
 *
 * @throws what the store throws, where that is a ByokError or an abort; InvalidRequestError when it fails otherwise or
 * answers something else than a key with its origins: that is never the same as no key; OriginError where its key may
 * not go there.
 */
export async function findStored(
  store: KeyStore | undefined,
  platform: Platform,
  url: ResolvedUrl,
  signal?: AbortSignal,
): Promise<FoundStored | undefined> {
  const { region } = url.endpoint;
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
  if (isStoredKey(stored)) return checked(stored, platform, url);
  throw new InvalidRequestError(
    `The key store answered something that is no key of ${platform.name}.`,
    {
      platform: platform.id,
      hint: "`find` gives { key, origins, label? }, or undefined when there is none.",
    },
  );
}

function checked(
  { key, label, origins }: StoredKey,
  platform: Platform,
  url: ResolvedUrl,
): FoundStored {
  const name = label ?? platform.id;
  checkRoute({
    platform: platform.id,
    keySource: "key-store",
    keyName: name,
    urlSource: url.source,
    urlName: url.name,
    url: url.url,
    storedOrigins: origins,
  });
  const text = typeof key === "string" ? key : key.reveal();
  return { secret: new Secret(cleanKey(text, "the key store", platform.id) ?? text), label: name };
}

function isStoredKey(value: unknown): value is StoredKey {
  if (typeof value !== "object" || value === null) return false;
  const { key, origins } = value as { key?: unknown; origins?: unknown };
  const isKey =
    typeof key === "string" || typeof (key as { reveal?: unknown } | null)?.reveal === "function";
  return isKey && (origins === undefined || Array.isArray(origins));
}

import type { Platform, Surface } from "../catalog/platform.ts";
import { findStored } from "../keys/find-stored.ts";
import { missingKeyError } from "../keys/resolve-key.ts";
import { safeFetch } from "../keys/safe-fetch.ts";
import { createScrub } from "../keys/scrub.ts";
import type { ModelOptions } from "./model-options.ts";
import { settle } from "./settle.ts";

/** The options that a vendor's own client takes from byok. */
export type ClientAccessOptions = Pick<
  ModelOptions,
  | "apiKey"
  | "url"
  | "region"
  | "vars"
  | "envFile"
  | "keyStore"
  | "allowInsecureHttp"
  | "fetch"
  | "maxRetries"
  | "timeoutMs"
>;

/** What a vendor's own client needs to talk to a platform as safely as byok does. */
export interface ClientAccess {
  platform: Platform;
  surface: Surface;
  baseUrl: string;
  /** Undefined where the platform needs no key. */
  key: string | undefined;
  /** Sends only to the platform's origin, follows no redirect, and hands on no error with the key. */
  fetch: typeof globalThis.fetch;
}

/**
 * Finds address and key for a vendor's own client, under the same rules as for a model.
 *
 * @throws UnknownPlatformError, MissingKeyError, OriginError, InvalidRequestError.
 */
export async function clientAccess(
  platformName: string,
  wire: string,
  options: ClientAccessOptions,
): Promise<ClientAccess> {
  const settled = settle({ modelPlatform: platformName, options: { ...options, surface: wire } });
  const { platform, surface, url } = settled;
  let key = settled.key?.secret;
  if (key === undefined && options.keyStore !== undefined) {
    key = (await findStored(options.keyStore, platform, url))?.secret;
    if (key === undefined && platform.keyOptional !== true)
      throw missingKeyError(platform, surface, url.endpoint.id);
  }
  return {
    platform,
    surface,
    baseUrl: url.baseUrl,
    key: key?.reveal(),
    fetch: safeFetch(
      url.url.origin,
      createScrub(key === undefined ? [] : [key], [...(platform.keyPrefixes ?? []), platform.id]),
      options.fetch,
    ),
  };
}

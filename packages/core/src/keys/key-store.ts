import type { Secret } from "./secret.ts";

/** A key as a store gives it: bound to the origins that it was stored with. */
export interface StoredKey {
  key: Secret | string;
  /** Origins (`https://host:port`) that this key may be sent to. */
  origins: readonly string[];
  /** The user's name of the key. */
  label?: string;
}

/** Where keys rest: the OS keychain, an encrypted file, a test's memory. */
export interface KeyStore {
  /**
   * Finds the key of a platform; undefined means that there is none.
   *
   * @throws ByokError when the store is locked or gone: that is never the same as no key.
   */
  find(
    platform: string,
    options?: { region?: string; label?: string; signal?: AbortSignal },
  ): Promise<StoredKey | undefined>;
}

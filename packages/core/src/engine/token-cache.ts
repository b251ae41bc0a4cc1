import type { Credential, TokenCache } from "../spi/authenticator.ts";

/** A token cache that knows which credential was refused. */
export interface SharedTokenCache extends TokenCache {
  /** Drops a credential that a platform has refused, unless another call has replaced it already. */
  refuse(key: string, credential: Credential): void;
}

interface Entry {
  loading: Promise<Credential>;
  /** What the load has brought; absent while it runs. */
  credential?: Credential;
}

/** Makes a cache of short-lived credentials; each is loaded once at a time, and again a minute before it expires. */
export function createTokenCache(now: () => number = Date.now): SharedTokenCache {
  const entries = new Map<string, Entry>();
  return {
    async get(key, load) {
      const known = entries.get(key);
      // Who waits for a load takes what it brings, however short it lives: asking again would bring no more.
      if (known !== undefined && known.credential === undefined) return await known.loading;
      if (known?.credential !== undefined && isFresh(known.credential, now()))
        return known.credential;
      const entry: Entry = { loading: load() };
      entries.set(key, entry);
      try {
        entry.credential = await entry.loading;
      } catch (error) {
        if (entries.get(key) === entry) entries.delete(key);
        throw error;
      }
      return entry.credential;
    },
    drop(key) {
      entries.delete(key);
    },
    refuse(key, credential) {
      if (entries.get(key)?.credential === credential) entries.delete(key);
    },
  };
}

function isFresh({ expiresAt }: Credential, now: number): boolean {
  return expiresAt === undefined || expiresAt - 60_000 > now;
}

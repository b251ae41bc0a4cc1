import type { Credential, TokenCache } from "../spi/authenticator.ts";

/** Makes a cache of short-lived credentials; each is loaded once at a time, and again a minute before it expires. */
export function createTokenCache(now: () => number = Date.now): TokenCache {
  const tokens = new Map<string, Promise<Credential>>();
  return {
    async get(key, load) {
      const known = tokens.get(key);
      if (known !== undefined) {
        const credential = await known.catch(() => undefined);
        if (
          credential !== undefined &&
          (credential.expiresAt === undefined || credential.expiresAt - 60_000 > now())
        )
          return credential;
        if (tokens.get(key) !== known) return await this.get(key, load);
      }
      const loading = load();
      tokens.set(key, loading);
      loading.catch(() => {
        if (tokens.get(key) === loading) tokens.delete(key);
      });
      return await loading;
    },
    drop(key) {
      tokens.delete(key);
    },
  };
}

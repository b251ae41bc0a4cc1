import type { Keychain } from "../backends/keychain.ts";

/** A keychain in memory whose state a test sets. */
export interface MemoryKeychain extends Keychain {
  readonly items: Map<string, string>;
  /** What every call throws. */
  broken: Error | undefined;
  /** As a locked Secret Service without a prompt: nothing is found, and nothing can be written. */
  mute: boolean;
}

export function memoryKeychain(): MemoryKeychain {
  const items = new Map<string, string>();
  const keychain: MemoryKeychain = {
    items,
    broken: undefined,
    mute: false,
    async get(account) {
      check();
      return keychain.mute ? undefined : items.get(account);
    },
    async set(account, value) {
      check();
      if (keychain.mute) throw new Error("Couldn't access platform storage: Secret Service: no result found");
      items.set(account, value);
    },
    async delete(account) {
      check();
      items.delete(account);
    },
  };
  function check(): void {
    if (keychain.broken !== undefined) throw keychain.broken;
  }
  return keychain;
}

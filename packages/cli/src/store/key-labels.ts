import type { KeyStore } from "@byok/core";

/** A key store that remembers which of its keys it gave. */
export interface WatchedKeys {
  store: KeyStore;
  /** The label of the key that a platform got; undefined while none was asked for, or it has none. */
  labelOf(platform: string): string | undefined;
}

/** Watches which keys are used, so that costs and limits can be told by key. */
export function watchLabels(store: KeyStore): WatchedKeys {
  const labels = new Map<string, string>();
  return {
    store: {
      async find(platform, options) {
        const found = await store.find(platform, options);
        if (found?.label !== undefined) labels.set(platform, found.label);
        return found;
      },
    },
    labelOf: (platform) => labels.get(platform),
  };
}

import { findKeyPlace, findPlatform } from "@byok/core";
import type { KeyAccess } from "./vault/key-access.ts";

/** Which platforms have a key, and where; never a key. */
export interface KeysAtHand {
  /** The beginning of a sentence, such as `GROQ_API_KEY is set in the environment`; undefined without a key. */
  placeOf(platform: string): string | undefined;
  /** Whether a platform's key would be a stored one. */
  isStored(platform: string): boolean;
  /** What keeps the stored keys from being read. */
  problem?: Error;
}

/** Looks where keys are: in the environment, in the `.env` file, and among the stored ones. Nothing is unlocked. */
export async function findKeysAtHand(
  envFile: string | boolean,
  keys: KeyAccess | undefined,
): Promise<KeysAtHand> {
  let stored: ReadonlySet<string> = new Set();
  let problem: Error | undefined;
  try {
    const entries = (await keys?.entries()) ?? [];
    stored = new Set(entries.filter(({ enabled }) => enabled).map(({ platform }) => platform));
  } catch (error) {
    problem = error instanceof Error ? error : new Error(String(error));
  }
  return {
    placeOf(platform) {
      const place = findKeyPlace(platform, { envFile });
      if (place !== undefined)
        return `${place.name} is set in ${place.source === "env-file" ? "the .env file" : "the environment"}`;
      return stored.has(platform)
        ? `A key of ${findPlatform(platform)?.name ?? platform} is stored on this device`
        : undefined;
    },
    isStored: (platform) =>
      stored.has(platform) && findKeyPlace(platform, { envFile }) === undefined,
    ...(problem === undefined ? {} : { problem }),
  };
}

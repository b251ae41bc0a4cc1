import { cleanKey, isByokError, Secret } from "@byok/core/keys";
import { maskKey } from "../keys/mask-key.ts";
import type { ImportCandidate, KeyOrigin } from "./candidate.ts";
import type { KeyName } from "./platform-names.ts";

/** A candidate of a value that was found; undefined when the value is empty or cannot be a key. */
export function makeCandidate(
  owner: KeyName,
  value: string,
  source: KeyOrigin,
): ImportCandidate | undefined {
  let key: string | undefined;
  try {
    key = cleanKey(value, source.name, owner.platform);
  } catch (error) {
    if (!isByokError(error)) throw error;
    return undefined;
  }
  if (key === undefined) return undefined;
  return { ...owner, key: new Secret(key), mask: maskKey(key), source };
}

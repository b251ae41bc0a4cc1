import { listPlatforms, maskKey as maskWith } from "@byok/core/keys";

/** Public beginnings of keys that no row of the catalog lists. */
const COMMON = ["sk-proj-", "sk-svcacct-", "hf_", "pplx-", "fw_", "AKIA"];

/** Masks a key of any platform: see `maskKey` of core. */
export function maskKey(key: string): string {
  return maskWith(key, knownPrefixes());
}

let known: ReadonlySet<string> | undefined;

function knownPrefixes(): ReadonlySet<string> {
  known ??= new Set([...COMMON, ...listPlatforms().flatMap((row) => row.keyPrefixes ?? [])]);
  return known;
}

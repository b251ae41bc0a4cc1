import { listPlatforms, longestPrefix, type Platform } from "@byok/core/keys";
import type { KeyWarning } from "../vault-types.ts";

/** Warns when a key begins like the keys of another platform, or unlike those of its own. */
export function checkPrefix(key: string, platform: Platform): KeyWarning[] {
  const own = longestPrefix(key, platform.keyPrefixes ?? []);
  const others = listPlatforms().filter((row) => row.id !== platform.id);
  const all = others.flatMap((row) => row.keyPrefixes ?? []);
  const theirs = longestPrefix(key, all);
  if (theirs !== undefined && theirs.length > (own?.length ?? 0)) {
    const owners = others.filter((row) => row.keyPrefixes?.includes(theirs) === true);
    const [owner] = owners;
    // A beginning that several platforms share, such as `sk-`, tells nothing.
    if (owner !== undefined && owners.length === 1) {
      return [
        {
          code: "other_platform",
          message: `Keys that begin with ${theirs} are keys of ${owner.name}, not of ${platform.name}. If it was meant for ${owner.name}, remove it here and add it there.`,
        },
      ];
    }
  }
  if (own !== undefined || platform.keyPrefixes === undefined) return [];
  return [
    {
      code: "unusual_prefix",
      message: `Keys of ${platform.name} usually begin with ${platform.keyPrefixes.join(" or ")}; this one does not.`,
    },
  ];
}

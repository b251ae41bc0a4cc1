import { findPlatform, type Platform } from "@byok/core/keys";
import type { EntryRecord } from "../format/vault-file.ts";
import type { VaultEntry } from "../vault-types.ts";

/**
 * The entry that a request uses: the label that was asked for, else the default; of the platform and region only, and
 * enabled. Undefined when there is none.
 */
export function findEntry(
  entries: readonly EntryRecord[],
  platform: string,
  options: { region?: string | undefined; label?: string | undefined },
): EntryRecord | undefined {
  const row = findPlatform(platform);
  if (row === undefined) return undefined;
  const region = nearRegion(row, options.region) ?? null;
  return entries.find(
    (entry) =>
      entry.platform === row.id &&
      entry.region === region &&
      entry.enabled &&
      (options.label === undefined ? entry.isDefault : entry.label === options.label),
  );
}

// A region that the catalog does not know has no key; it is not an error to ask.
function nearRegion(row: Platform, region: string | undefined): string | undefined {
  if (region === undefined) return row.endpoints[0]?.region;
  const endpoint = row.endpoints.find((each) => each.id === region || each.region === region);
  return endpoint === undefined ? region : endpoint.region;
}

/** What a caller sees of an entry: everything but the sealed key. */
export function toPublicEntry(entry: EntryRecord): VaultEntry {
  const { sealed: _sealed, region, lastUsedOn, ...rest } = entry;
  return {
    ...rest,
    ...(region === null ? {} : { region }),
    ...(lastUsedOn === null ? {} : { lastUsedOn }),
  };
}

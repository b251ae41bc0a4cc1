import type { EntryRecord } from "../format/vault-file.ts";
import { platformOf, regionOf } from "../keys/platform-origins.ts";
import { VaultError } from "../vault-error.ts";
import type { KeySelector } from "../vault-types.ts";

/** Whether two entries compete for being the default. */
export function sameGroup(
  a: Pick<EntryRecord, "platform" | "region">,
  b: Pick<EntryRecord, "platform" | "region">,
): boolean {
  return a.platform === b.platform && a.region === b.region;
}

/**
 * The entry that a selector names: by its id, by platform and label, or the only one of its platform.
 *
 * @throws VaultError with reason `not_found`, or `conflict` when it could be several.
 */
export function selectEntry(entries: readonly EntryRecord[], selector: KeySelector): EntryRecord {
  const found = entries.filter((entry) => matches(entry, selector));
  const [only] = found;
  if (found.length === 1 && only !== undefined) return only;
  if (found.length > 1) {
    throw new VaultError("conflict", `Several keys are meant by this: ${names(found)}.`, {
      platform: found[0]?.platform,
      steps: ["Name the label, and the region where two have the same label."],
    });
  }
  const near = "id" in selector ? [] : entries.filter((each) => each.platform === idOf(selector));
  throw new VaultError("not_found", "There is no such key in the vault.", {
    platform: near[0]?.platform,
    steps: [
      near.length > 0
        ? `Name one of these: ${names(near)}.`
        : "`byok keys list` shows the keys that are there.",
    ],
  });
}

function matches(entry: EntryRecord, selector: KeySelector): boolean {
  if ("id" in selector) return entry.id === selector.id;
  const platform = platformOf(selector.platform);
  if (entry.platform !== platform.id) return false;
  if (selector.label !== undefined && entry.label !== selector.label) return false;
  return (
    selector.region === undefined || entry.region === (regionOf(platform, selector.region) ?? null)
  );
}

function idOf(selector: { platform: string }): string {
  return platformOf(selector.platform).id;
}

function names(entries: readonly EntryRecord[]): string {
  return entries
    .map(
      ({ platform, region, label }) =>
        `${platform}${region === null ? "" : ` (${region})`} ${label}`,
    )
    .join(", ");
}

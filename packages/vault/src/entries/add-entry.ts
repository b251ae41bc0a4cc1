import { randomBytes } from "node:crypto";
import { cleanKey, InvalidRequestError, keyPage, Secret } from "@byok/core/keys";
import { fingerprintOf, sealKey, type VaultKeys } from "../crypto/vault-keys.ts";
import type { EntryRecord, VaultFile } from "../format/vault-file.ts";
import { checkPrefix } from "../keys/check-prefix.ts";
import { cleanLabel, freeLabel } from "../keys/clean-label.ts";
import { maskKey } from "../keys/mask-key.ts";
import { catalogOrigins, cleanOrigins, platformOf, regionOf } from "../keys/platform-origins.ts";
import { VaultError } from "../vault-error.ts";
import type { KeyWarning } from "../vault-types.ts";
import { sameGroup } from "./select-entry.ts";

/** A key to store. */
export interface NewKey {
  /** Id or another name of a platform of the catalog. */
  platform: string;
  key: string | Secret;
  /** One of the platform's endpoints, by id or region; the first when absent. */
  region?: string;
  /** `default`, `key-2`, … when absent. */
  label?: string;
  /** Origins that the key may be sent to beside those of the catalog: a proxy or a server of your own. */
  origins?: readonly string[];
  /** Makes it the default in place of another; the first key of a platform and region is it anyway. */
  makeDefault?: boolean;
}

/** A key that was checked, before it goes into the vault. */
export interface CheckedKey {
  key: string;
  platform: string;
  region: string | null;
  label: string | undefined;
  origins: readonly string[];
  makeDefault: boolean;
  warnings: readonly KeyWarning[];
}

/**
 * Cleans and checks a key and what belongs to it.
 *
 * @throws InvalidRequestError for a key with characters that no key has, by position.
 * @throws VaultError with reason `invalid`, UnknownPlatformError.
 */
export function checkNewKey(given: NewKey): CheckedKey {
  const row = platformOf(given.platform);
  const text = given.key instanceof Secret ? given.key.reveal() : given.key;
  const key = cleanKey(text, "what you gave", row.id);
  if (key === undefined) {
    const page = keyPage(row, given.region);
    throw new InvalidRequestError("The key is empty; nothing was stored.", {
      platform: row.id,
      hint: page === undefined ? "Copy it again." : `Copy it from ${page}.`,
    });
  }
  const label = given.label === undefined ? undefined : cleanLabel(given.label);
  if (label !== undefined) checkLabelTellsNothing(label, key, row.id);
  const region = regionOf(row, given.region);
  const origins = cleanOrigins([...catalogOrigins(row, region), ...(given.origins ?? [])], row.id);
  const completed = row.endpoints.some((endpoint) => endpoint.baseUrl?.includes("{") === true);
  if (origins.length === 0 && !completed) {
    throw new VaultError(
      "invalid",
      `${row.name} has no address of its own, so the key needs one to be bound to.`,
      {
        platform: row.id,
        steps: ["Give the address of the server as an origin: https://host, or https://host:port."],
      },
    );
  }
  return {
    key,
    platform: row.id,
    region: region ?? null,
    label,
    origins,
    makeDefault: given.makeDefault ?? false,
    warnings: checkPrefix(key, row),
  };
}

/**
 * The entries with one more, and that one.
 *
 * @throws VaultError with reason `conflict` when the label is taken, or the same key is there already.
 */
export function addEntry(
  file: VaultFile,
  keys: VaultKeys,
  added: CheckedKey,
  now: Date,
): { entries: EntryRecord[]; entry: EntryRecord } {
  const group = file.entries.filter((entry) => sameGroup(entry, added));
  const fingerprint = fingerprintOf(keys, added.key);
  const twin = group.find((entry) => entry.fingerprint === fingerprint);
  if (twin !== undefined) {
    throw new VaultError("conflict", `This key is in the vault already, as "${twin.label}".`, {
      platform: added.platform,
      steps: [`Use it as it is, or rename it. If it is disabled, enable "${twin.label}".`],
    });
  }
  const label = added.label ?? freeLabel(group.map((entry) => entry.label));
  checkLabelFree(file.entries, added, label);
  const isDefault = added.makeDefault || group.every((entry) => !entry.isDefault);
  const plain: Omit<EntryRecord, "sealed"> = {
    id: randomBytes(6).toString("hex"),
    platform: added.platform,
    region: added.region,
    label,
    origins: added.origins,
    isDefault,
    enabled: true,
    createdAt: now.toISOString(),
    lastUsedOn: null,
    mask: maskKey(added.key),
    fingerprint,
  };
  const entry = { ...plain, sealed: sealKey(keys, file.id, plain, added.key) };
  const others = isDefault
    ? file.entries.map((each) => (sameGroup(each, entry) ? { ...each, isDefault: false } : each))
    : file.entries;
  return { entries: [...others, entry], entry };
}

/**
 * A label is given once in a platform and region.
 *
 * @throws VaultError with reason `conflict`.
 */
export function checkLabelFree(
  entries: readonly EntryRecord[],
  group: Pick<EntryRecord, "platform" | "region">,
  label: string,
): void {
  if (!entries.some((entry) => sameGroup(entry, group) && entry.label === label)) return;
  throw new VaultError("conflict", `A key of this platform has the label "${label}" already.`, {
    platform: group.platform,
    steps: ["Take another label, or remove that key first."],
  });
}

/**
 * A label is stored in clear.
 *
 * @throws VaultError with reason `invalid`.
 */
export function checkLabelTellsNothing(label: string, key: string, platform: string): void {
  if (!label.includes(key)) return;
  throw new VaultError("invalid", "The label holds the key itself; nothing was stored.", {
    platform,
    steps: ['Take a label that tells nothing, such as "work".'],
  });
}

import { openKey, sealKey, type VaultKeys } from "../crypto/vault-keys.ts";
import type { EntryRecord, VaultFile } from "../format/vault-file.ts";
import { VaultError } from "../vault-error.ts";
import { checkLabelFree, checkLabelTellsNothing } from "./add-entry.ts";
import { sameGroup } from "./select-entry.ts";

/** Entries after a change, the one that was meant, and the one that became the default instead. */
export interface ChangedEntries {
  entries: readonly EntryRecord[];
  entry: EntryRecord;
  newDefault?: EntryRecord;
}

/** One change of one entry. */
export type EntryChange = (
  entries: readonly EntryRecord[],
  chosen: EntryRecord,
  file: VaultFile,
  keys: VaultKeys,
) => ChangedEntries;

/**
 * Makes an entry the default of its platform and region.
 *
 * @throws VaultError with reason `conflict` when it is disabled.
 */
export function makeDefault(entries: readonly EntryRecord[], chosen: EntryRecord): ChangedEntries {
  if (!chosen.enabled) {
    throw new VaultError("conflict", `The key "${chosen.label}" is disabled.`, {
      platform: chosen.platform,
      steps: ["Enable it first."],
    });
  }
  const entry = { ...chosen, isDefault: true };
  const rest = entries.map((each) =>
    sameGroup(each, chosen) ? { ...each, isDefault: false } : each,
  );
  return { entries: put(rest, entry), entry };
}

/** Enables an entry; it becomes the default when its platform and region have none. */
export function enableEntry(entries: readonly EntryRecord[], chosen: EntryRecord): ChangedEntries {
  const lone = !entries.some((each) => sameGroup(each, chosen) && each.isDefault);
  const entry = { ...chosen, enabled: true, isDefault: chosen.isDefault || lone };
  return { entries: put(entries, entry), entry };
}

/** Disables an entry; where it was the default, the oldest enabled one becomes it. */
export function disableEntry(entries: readonly EntryRecord[], chosen: EntryRecord): ChangedEntries {
  const entry = { ...chosen, enabled: false, isDefault: false };
  return { ...withDefault(put(entries, entry), chosen), entry };
}

/** Takes an entry out; where it was the default, the oldest enabled one becomes it. */
export function removeEntry(entries: readonly EntryRecord[], chosen: EntryRecord): ChangedEntries {
  const rest = entries.filter((each) => each.id !== chosen.id);
  return { ...withDefault(rest, chosen), entry: chosen };
}

/**
 * A change that gives an entry another label; its key is sealed anew, because the label is authenticated with it.
 * It throws a VaultError with reason `conflict` when the label is taken.
 */
export function renameEntry(label: string, path: string): EntryChange {
  return (entries, chosen, file, keys) => {
    if (label === chosen.label) return { entries, entry: chosen };
    checkLabelFree(entries, chosen, label);
    const key = openKey(keys, file.id, chosen, path);
    checkLabelTellsNothing(label, key, chosen.platform);
    const renamed = { ...chosen, label };
    const entry = { ...renamed, sealed: sealKey(keys, file.id, renamed, key) };
    return { entries: put(entries, entry), entry };
  };
}

function withDefault(
  entries: readonly EntryRecord[],
  before: EntryRecord,
): { entries: readonly EntryRecord[]; newDefault?: EntryRecord } {
  const next = before.isDefault
    ? entries.find((each) => sameGroup(each, before) && each.enabled)
    : undefined;
  if (next === undefined) return { entries };
  const newDefault = { ...next, isDefault: true };
  return { entries: put(entries, newDefault), newDefault };
}

function put(entries: readonly EntryRecord[], entry: EntryRecord): EntryRecord[] {
  return entries.map((each) => (each.id === entry.id ? entry : each));
}

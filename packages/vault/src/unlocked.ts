import {
  openBackend,
  wrongKeys,
  type BackendSources,
  type NewBackend,
} from "./backends/backend.ts";
import type { BackendKeys } from "./crypto/derive.ts";
import {
  fits,
  newVaultKeys,
  openKey,
  sealKey,
  unwrapKeys,
  withSeal,
  wrapKeys,
  type VaultKeys,
} from "./crypto/vault-keys.ts";
import { FORMAT, VERSION, type BackendRecord, type VaultFile } from "./format/vault-file.ts";

/**
 * Opens a vault's own keys through its backend.
 *
 * @throws VaultError with reason `locked`, `wrong_passphrase`, `backend_gone`, `damaged`, …
 */
export async function unlockFile(file: VaultFile, sources: BackendSources): Promise<VaultKeys> {
  const by = await openBackend(file.backend, file.id, sources);
  if (!fits(file, by)) throw wrongKeys(file.backend, sources.path);
  return unwrapKeys(file, by, sources.path);
}

/** An empty vault behind a backend. */
export function newFile(
  id: string,
  backend: { record: BackendRecord; keys: BackendKeys },
  now: Date,
): { file: VaultFile; keys: VaultKeys } {
  const keys = newVaultKeys();
  const file: VaultFile = {
    format: FORMAT,
    version: VERSION,
    id,
    revision: 1,
    createdAt: now.toISOString(),
    backend: backend.record,
    ...wrapKeys(keys, id, backend.record, backend.keys),
    entries: [],
    seal: "",
  };
  return { file: withSeal(file, keys), keys };
}

/** The same vault with other entries. */
export function nextFile(
  file: VaultFile,
  keys: VaultKeys,
  entries: VaultFile["entries"],
): VaultFile {
  return withSeal({ ...file, revision: file.revision + 1, entries }, keys);
}

/** The same entries under new keys and another backend: what opened the vault before opens nothing of it now. */
export function rekeyFile(
  file: VaultFile,
  old: VaultKeys,
  backend: NewBackend,
  path: string,
): { file: VaultFile; keys: VaultKeys } {
  const keys = newVaultKeys(old);
  const entries = file.entries.map((entry) => ({
    ...entry,
    sealed: sealKey(keys, file.id, entry, openKey(old, file.id, entry, path)),
  }));
  const next: VaultFile = {
    ...file,
    backend: backend.record,
    ...wrapKeys(keys, file.id, backend.record, backend.keys),
  };
  return { file: nextFile(next, keys, entries), keys };
}

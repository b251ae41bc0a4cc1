import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { damaged } from "../format/damaged.ts";
import {
  entryContext,
  sealContext,
  wrapContext,
  type BackendRecord,
  type EntryRecord,
  type VaultFile,
} from "../format/vault-file.ts";
import { KEY_BYTES, type BackendKeys } from "./derive.ts";
import { seal, unseal } from "./seal.ts";

/** The vault's own keys; they exist in memory while it is unlocked. */
export interface VaultKeys {
  /** Encrypts the entries. */
  data: Buffer;
  /** Makes fingerprints; it outlives a change of the backend, so that fingerprints stay. */
  fingerprint: Buffer;
}

/** New keys; with the fingerprint key of before, where there is one. */
export function newVaultKeys(before?: VaultKeys): VaultKeys {
  return {
    data: randomBytes(KEY_BYTES),
    fingerprint: Buffer.from(before?.fingerprint ?? randomBytes(KEY_BYTES)),
  };
}

/** Overwrites the keys. */
export function forgetVaultKeys(keys: VaultKeys): void {
  keys.data.fill(0);
  keys.fingerprint.fill(0);
}

/** The fields of a file that lead from a backend's keys to the vault's. */
export function wrapKeys(
  keys: VaultKeys,
  vaultId: string,
  backend: BackendRecord,
  by: BackendKeys,
): Pick<VaultFile, "check" | "wrapped"> {
  const context = wrapContext(vaultId, backend);
  const plain = Buffer.concat([keys.data, keys.fingerprint]);
  const wrapped = seal(by.wrap, plain, context);
  plain.fill(0);
  return { check: mac(by.check, context).subarray(0, 16).toString("base64"), wrapped };
}

/** Tells whether a backend's keys are those of this file: a wrong passphrase gives others. */
export function fits(file: VaultFile, by: BackendKeys): boolean {
  const expected = mac(by.check, wrapContext(file.id, file.backend)).subarray(0, 16);
  return equal(expected, Buffer.from(file.check, "base64"));
}

/**
 * The vault's own keys, after everything in the file is found to be as it was written.
 *
 * @throws VaultError with reason `damaged`.
 */
export function unwrapKeys(file: VaultFile, by: BackendKeys, path: string): VaultKeys {
  const plain = unseal(by.wrap, file.wrapped, wrapContext(file.id, file.backend));
  if (plain?.length !== 2 * KEY_BYTES) throw damaged(path, "its own keys do not open");
  const keys = { data: plain.subarray(0, KEY_BYTES), fingerprint: plain.subarray(KEY_BYTES) };
  checkSeal(file, keys, path);
  return keys;
}

/**
 * Makes sure that nothing in the file was changed outside.
 *
 * @throws VaultError with reason `damaged`.
 */
export function checkSeal(file: VaultFile, keys: VaultKeys, path: string): void {
  if (equal(sealOf(file, keys), Buffer.from(file.seal, "base64"))) return;
  throw damaged(path, "it was changed by something else than byok");
}

/** The file with the seal of what it says. */
export function withSeal(file: VaultFile, keys: VaultKeys): VaultFile {
  return { ...file, seal: sealOf(file, keys).toString("base64") };
}

function sealOf(file: VaultFile, keys: VaultKeys): Buffer {
  const key = Buffer.from(hkdfSync("sha256", keys.data, file.id, "byok-vault seal", KEY_BYTES));
  return mac(key, sealContext(file));
}

/** The sealed key of an entry. */
export function sealKey(
  keys: VaultKeys,
  vaultId: string,
  entry: Omit<EntryRecord, "sealed">,
  key: string,
): string {
  return seal(keys.data, Buffer.from(key), entryContext(vaultId, entry));
}

/**
 * The key of an entry.
 *
 * @throws VaultError with reason `damaged` when the entry is not the one it was sealed for.
 */
export function openKey(
  keys: VaultKeys,
  vaultId: string,
  entry: EntryRecord,
  path: string,
): string {
  const plain = unseal(keys.data, entry.sealed, entryContext(vaultId, entry));
  if (plain === undefined) throw damaged(path, `its entry ${entry.id} does not open`);
  const key = plain.toString("utf8");
  plain.fill(0);
  return key;
}

/** Eight hex digits that tell two keys apart and give nothing away of either. */
export function fingerprintOf(keys: VaultKeys, key: string): string {
  return mac(keys.fingerprint, key).toString("hex", 0, 4);
}

function mac(key: Uint8Array, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function equal(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

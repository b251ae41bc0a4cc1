/** Cost of scrypt, and its salt. */
export interface ScryptParameters {
  name: "scrypt";
  N: number;
  r: number;
  p: number;
  /** Base64. */
  salt: string;
}

/** What opens a vault, as its file remembers it; never a secret. */
export type BackendRecord =
  | { kind: "keychain"; service: string; account: string }
  | { kind: "passphrase"; kdf: ScryptParameters }
  | { kind: "key-file"; path: string }
  | { kind: "key-file"; variable: string }
  | { kind: "session" };

/** One stored key. */
export interface EntryRecord {
  id: string;
  platform: string;
  region: string | null;
  label: string;
  origins: readonly string[];
  isDefault: boolean;
  enabled: boolean;
  createdAt: string;
  lastUsedOn: string | null;
  mask: string;
  fingerprint: string;
  /** The key: nonce, ciphertext and tag of AES-256-GCM in base64; {@link entryContext} is authenticated with it. */
  sealed: string;
}

/** What the file of a vault says, version 1. Order of fields is order in the file. */
export interface VaultFile {
  format: typeof FORMAT;
  version: 1;
  id: string;
  /** Counts the saves. */
  revision: number;
  createdAt: string;
  backend: BackendRecord;
  /** Tells a wrong passphrase from a damaged file: a MAC under the key that comes from the passphrase, base64. */
  check: string;
  /** The vault's own two keys under that key, as `sealed` of an entry. */
  wrapped: string;
  entries: readonly EntryRecord[];
  /** A MAC over everything above under the vault's own key, base64. */
  seal: string;
}

/** The word that begins every vault file. */
export const FORMAT = "byok-vault";

/** The version that is written. */
export const VERSION = 1;

/** What is authenticated with an entry's key: an entry that is moved, swapped or renamed outside does not open. */
export function entryContext(
  vaultId: string,
  entry: Pick<EntryRecord, "id" | "platform" | "region" | "label" | "origins">,
): string {
  const { id, platform, region, label, origins } = entry;
  return JSON.stringify([FORMAT, VERSION, vaultId, id, platform, region, label, origins]);
}

/** What is authenticated with the wrapped keys. */
export function wrapContext(vaultId: string, backend: BackendRecord): string {
  return JSON.stringify([FORMAT, VERSION, vaultId, backend]);
}

/** What the seal is over. */
export function sealContext(file: VaultFile): string {
  const { seal: _seal, ...rest } = file;
  return JSON.stringify(rest);
}

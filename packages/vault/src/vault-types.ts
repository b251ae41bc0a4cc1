import type { Secret } from "@byok/core/keys";
import type { Keychain } from "./backends/keychain.ts";
import type { EnvironmentVariables } from "./state-paths.ts";
import type { VaultError } from "./vault-error.ts";

/**
 * What protects the vault: the OS keychain, a passphrase, a 32-byte key in a file or a variable (for machines without
 * a person), or nothing at rest because the keys live in memory only.
 */
export type BackendKind = "keychain" | "passphrase" | "key-file" | "session";

/** Why a passphrase is needed. */
export interface PassphraseRequest {
  /** `create` and `rekey` ask for a new one (ask twice); `unlock` for the one in use. */
  purpose: "create" | "unlock" | "rekey";
  /** The vault's file. */
  path: string;
}

/** A passphrase, or a function that asks a person for it. */
export type PassphraseSource =
  | string
  | Secret
  | ((request: PassphraseRequest) => string | Promise<string>);

/** How a vault is opened. */
export interface VaultOptions {
  /** The folder of the vault; {@link statePaths}' data folder when absent. */
  folder?: string;
  /** Where BYOK_HOME, BYOK_PASSPHRASE, BYOK_KEY_FILE and BYOK_VAULT_KEY are read; the process environment when absent. */
  env?: EnvironmentVariables;
  /** The backend of a new vault. An existing vault keeps its own; another one here is a conflict. */
  backend?: BackendKind;
  /** Before BYOK_PASSPHRASE. */
  passphrase?: PassphraseSource;
  /** Path of a key file, before BYOK_KEY_FILE and BYOK_VAULT_KEY. */
  keyFile?: string;
  /** How long a save waits for another process, in milliseconds. Default 30,000. */
  lockTimeoutMs?: number;
  /** The OS keychain; for tests. */
  keychain?: Keychain;
  /** The clock of the dates in the vault; for tests. */
  now?: () => Date;
}

/** What is known of a stored key without the key. */
export interface VaultEntry {
  /** Names the entry for as long as it exists. */
  id: string;
  platform: string;
  /** The region of the platform's endpoint that it is for; absent where the platform has none. */
  region?: string;
  /** The user's name of the key. */
  label: string;
  /** Origins that it may be sent to. */
  origins: readonly string[];
  /** Used when no label is asked for; one per platform and region. */
  isDefault: boolean;
  enabled: boolean;
  /** ISO date and time. */
  createdAt: string;
  /** ISO date of the last day it was handed out. */
  lastUsedOn?: string;
  /** Such as `sk-...abcd`. */
  mask: string;
  /** Eight hex digits that tell two keys apart; equal only for equal keys of this vault. */
  fingerprint: string;
}

/** One key in the vault, by its id or by its name. */
export type KeySelector = { id: string } | { platform: string; region?: string; label?: string };

/** How the vault is. */
export interface VaultStatus {
  /** False: nothing was stored yet, and no backend is chosen. */
  exists: boolean;
  path: string;
  /** Undefined while no choice was made, and when the file cannot be read. */
  backend: BackendKind | undefined;
  /** Where the backend's own secret is, in a sentence for a person. */
  backendDetail: string | undefined;
  /** Whether this handle can read keys now. */
  unlocked: boolean;
  /** The format of the file. */
  version: number | undefined;
  entries: number;
  /** ISO date and time. */
  createdAt: string | undefined;
  /** Mode bits of folder and file, such as `0700`; undefined on Windows. */
  folderMode: string | undefined;
  fileMode: string | undefined;
  /** What keeps the vault from working, found without asking for a passphrase. */
  problem: VaultError | undefined;
}

/** Something that the user should know about a stored key; the key is stored all the same. */
export interface KeyWarning {
  code: "other_platform" | "unusual_prefix";
  message: string;
}

/** What `add` did. */
export interface AddedKey {
  entry: VaultEntry;
  warnings: readonly KeyWarning[];
}

/** What `disable` and `remove` did. */
export interface ChangedKey {
  entry: VaultEntry;
  /** The key that became the default in its place. */
  newDefault?: VaultEntry;
}

/** An entry with its key; printing it shows the key. */
export interface ExportedKey extends VaultEntry {
  key: string;
}

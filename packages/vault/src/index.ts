/**
 * Keys at rest on the user's own device: the OS keychain, a passphrase or a key file around one encrypted file.
 *
 * @module
 */
export { openVault } from "./open-vault.ts";
export { Vault } from "./vault.ts";
export type { WaitOptions } from "./vault.ts";
export { restoreVault } from "./restore-vault.ts";
export type { RestoredVault } from "./restore-vault.ts";
export { isVaultError, VaultError } from "./vault-error.ts";
export type { VaultErrorDetails, VaultErrorReason } from "./vault-error.ts";
export type {
  AddedKey,
  BackendKind,
  ChangedKey,
  ExportedKey,
  KeySelector,
  KeyWarning,
  PassphraseRequest,
  PassphraseSource,
  VaultEntry,
  VaultOptions,
  VaultStatus,
} from "./vault-types.ts";
export type { NewKey } from "./entries/add-entry.ts";

export { createKeyFile } from "./backends/key-file.ts";
export { probeKeychain, systemKeychain } from "./backends/keychain.ts";
export type { Keychain } from "./backends/keychain.ts";
export { ensurePrivateFolder } from "./files/private-access.ts";
export { checkPrefix } from "./keys/check-prefix.ts";
export { maskKey } from "./keys/mask-key.ts";
export { statePaths } from "./state-paths.ts";
export type { EnvironmentVariables, StatePaths } from "./state-paths.ts";

export type { ImportCandidate, ImportReport, KeyOrigin } from "./import/candidate.ts";
export {
  findKeysInEnvFile,
  findKeysInEnvironment,
  findKeysInShellProfiles,
  findKeysOfLlm,
} from "./import/find-keys.ts";
export { keyFromCommand } from "./import/key-from-command.ts";
export type { CommandOptions } from "./import/key-from-command.ts";

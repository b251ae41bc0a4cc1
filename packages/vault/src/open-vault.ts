import process from "node:process";
import { systemKeychain } from "./backends/keychain.ts";
import { statePaths } from "./state-paths.ts";
import { fileStorage, memoryStorage } from "./storage.ts";
import type { VaultOptions } from "./vault-types.ts";
import { Vault } from "./vault.ts";

const LOCK_TIMEOUT_MS = 30_000;

/**
 * Opens the vault of this device. Nothing is read, made or unlocked before a method needs it.
 *
 * @throws VaultError with reason `invalid` when BYOK_HOME is not an absolute path.
 * @example
 * const vault = openVault();
 * await vault.add({ platform: "openai", key: "sk-…" });
 * const model = ModelFactory.create("openai/gpt-4o-mini", {}, { keyStore: vault });
 */
export function openVault(options: VaultOptions = {}): Vault {
  const env = options.env ?? process.env;
  const folder = options.folder ?? statePaths(env).data;
  return new Vault({
    folder,
    storage:
      options.backend === "session"
        ? memoryStorage()
        : fileStorage(folder, options.lockTimeoutMs ?? LOCK_TIMEOUT_MS),
    backend: options.backend,
    sources: {
      env,
      passphrase: options.passphrase,
      keyFile: options.keyFile,
      keychain: options.keychain ?? systemKeychain(),
    },
    now: options.now ?? (() => new Date()),
  });
}

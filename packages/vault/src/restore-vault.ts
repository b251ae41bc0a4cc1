import { renameSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parseVault } from "./format/parse.ts";
import { withLock } from "./files/lock.ts";
import { checkPrivateFolder, readPrivateFile } from "./files/private-access.ts";
import { writeDurably } from "./files/write-durably.ts";
import { statePaths, type EnvironmentVariables } from "./state-paths.ts";
import { savingError, VAULT_NAME } from "./storage.ts";
import { VaultError } from "./vault-error.ts";

/** What a restore did. */
export interface RestoredVault {
  /** Keys in the vault now. */
  entries: number;
  /** Where the damaged file was moved to; absent when there was none. */
  movedTo?: string;
}

/**
 * Puts the last good copy in the place of a damaged vault; the damaged file is kept beside it.
 *
 * @throws VaultError with reason `conflict` when the vault is whole, `not_found` when there is no copy, `damaged` when
 * the copy is damaged too.
 */
export async function restoreVault(
  options: {
    folder?: string;
    env?: EnvironmentVariables;
    now?: () => Date;
    lockTimeoutMs?: number;
    signal?: AbortSignal;
  } = {},
): Promise<RestoredVault> {
  const folder = options.folder ?? statePaths(options.env ?? process.env).data;
  const path = join(folder, VAULT_NAME);
  const now = options.now ?? (() => new Date());
  if (!checkPrivateFolder(folder)) throw noCopy(path);
  const restore = (): RestoredVault => {
    const bytes = readPrivateFile(path);
    if (bytes !== undefined && isWhole(bytes, path)) {
      throw new VaultError("conflict", "The vault is whole; there is nothing to restore.", {
        path,
        steps: ["Use it as it is; `byok vault status` shows it."],
      });
    }
    const copy = readPrivateFile(`${path}.bak`);
    if (copy === undefined) throw noCopy(path);
    const { entries } = parseVault(copy, `${path}.bak`);
    const restored: RestoredVault = { entries: entries.length };
    if (bytes !== undefined) {
      restored.movedTo = `${path}.damaged-${now().toISOString().replaceAll(":", "-")}`;
      renameSync(path, restored.movedTo);
    }
    writeDurably(path, copy);
    return restored;
  };
  try {
    return await withLock(join(folder, "vault.lock"), restore, {
      timeoutMs: options.lockTimeoutMs ?? 30_000,
      signal: options.signal,
    });
  } catch (error) {
    throw savingError(error, path);
  }
}

function isWhole(bytes: Buffer, path: string): boolean {
  try {
    parseVault(bytes, path);
    return true;
  } catch (error) {
    if (error instanceof VaultError && error.reason === "damaged") return false;
    throw error;
  }
}

function noCopy(path: string): VaultError {
  return new VaultError("not_found", "There is no copy of the vault to go back to.", {
    path,
    steps: ["Put the file back from your own backup, or add the keys again."],
  });
}

import { join } from "node:path";
import { AbortedError } from "@byok/core/keys";
import { damaged } from "./format/damaged.ts";
import { parseVault } from "./format/parse.ts";
import { serializeVault } from "./format/serialize.ts";
import type { VaultFile } from "./format/vault-file.ts";
import { withLock } from "./files/lock.ts";
import {
  checkPrivateFolder,
  ensurePrivateFolder,
  readPrivateFile,
} from "./files/private-access.ts";
import { fixForWriting, systemCode, whyNotWritten } from "./files/system-error.ts";
import { UnconfirmedWriteError, writeDurably } from "./files/write-durably.ts";
import { VaultError } from "./vault-error.ts";

/** What a change makes of a vault. */
export interface VaultChange {
  file: VaultFile;
  /** Leaves no copy of what was before: for a removed key, and for an old passphrase. */
  purge?: boolean;
}

/** Where a vault is kept. */
export interface VaultStorage {
  readonly path: string;
  /** Undefined when there is no vault yet. */
  read(): VaultFile | undefined;
  /** Reads, changes and writes while nobody else does; resolved means that it is on the disk. */
  change(
    make: (current: VaultFile | undefined) => VaultChange,
    signal?: AbortSignal,
  ): Promise<VaultFile>;
}

/** The file's name in its folder; the last good copy has `.bak` behind it. */
export const VAULT_NAME = "vault.json";

/** A vault in a folder. */
export function fileStorage(folder: string, lockTimeoutMs: number): VaultStorage {
  const path = join(folder, VAULT_NAME);
  const backup = `${path}.bak`;

  const read = (): VaultFile | undefined => {
    if (!checkPrivateFolder(folder)) return undefined;
    const bytes = readPrivateFile(path);
    if (bytes !== undefined) return parseVault(bytes, path);
    // A vault whose file is gone is not a new vault: starting one would overwrite the copy.
    if (readPrivateFile(backup) !== undefined) {
      throw damaged(path, "it is gone, and only its copy vault.json.bak is left");
    }
    return undefined;
  };

  const write = ({ file, purge = false }: VaultChange): void => {
    const bytes = serializeVault(file);
    // The copy first: should it fail, the vault is as it was.
    if (purge) writeDurably(backup, bytes);
    writeDurably(path, bytes, purge ? {} : { backup });
  };

  return {
    path,
    read,
    async change(make, signal) {
      try {
        ensurePrivateFolder(folder);
        return await withLock(
          join(folder, "vault.lock"),
          () => {
            const change = make(read());
            write(change);
            return change.file;
          },
          { timeoutMs: lockTimeoutMs, signal },
        );
      } catch (error) {
        throw savingError(error, path);
      }
    },
  };
}

/** A vault in memory. */
export function memoryStorage(): VaultStorage {
  let file: VaultFile | undefined;
  return {
    path: "(memory)",
    read: () => file,
    async change(make) {
      ({ file } = make(file));
      return file;
    },
  };
}

/** The typed error of a failed save. */
export function savingError(error: unknown, path: string): unknown {
  if ((error as { name?: unknown }).name === "AbortError") {
    return new AbortedError("Stopped before the vault was saved; nothing was changed.", {
      cause: error,
    });
  }
  if (error instanceof UnconfirmedWriteError) {
    return new VaultError(
      "not_saved",
      "The vault was written, but the disk does not confirm it: a power failure now could undo it.",
      { cause: error.cause, path, steps: [fixForWriting(error.cause)] },
    );
  }
  if (systemCode(error)?.startsWith("E") !== true) return error;
  return new VaultError(
    "not_saved",
    `The vault was not saved: ${whyNotWritten(error)}. What it held before is unchanged.`,
    { cause: error, path, steps: [fixForWriting(error)] },
  );
}

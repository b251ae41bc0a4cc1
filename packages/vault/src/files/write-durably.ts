import {
  closeSync,
  constants,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { linkOrCopy } from "./link-or-copy.ts";
import { systemCode } from "./system-error.ts";

/** What a durable write does beside writing. */
export interface WriteOptions {
  /** Keeps what the file held before under this path. */
  backup?: string;
}

/**
 * Replaces a file so that after a crash at any moment it holds the old bytes or the new ones, never a mixture, and
 * that after the return it holds the new ones. Only for the holder of the lock: the temporary name is always the same.
 */
export function writeDurably(path: string, bytes: Uint8Array, options: WriteOptions = {}): void {
  const temporary = `${path}.tmp`;
  // Left over when a process was killed.
  rmSync(temporary, { force: true });
  try {
    writeAndSync(temporary, bytes);
    if (options.backup !== undefined) keep(path, options.backup);
    renameSync(temporary, path);
  } catch (error) {
    removeQuietly(temporary);
    if (options.backup !== undefined) removeQuietly(`${options.backup}.tmp`);
    throw error;
  }
  syncFolder(dirname(path));
}

function writeAndSync(path: string, bytes: Uint8Array): void {
  const flags =
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
  const file = openSync(path, flags, 0o600);
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Gives the present file a second name; its bytes are on the disk already. */
function keep(path: string, backup: string): void {
  const next = `${backup}.tmp`;
  rmSync(next, { force: true });
  try {
    linkOrCopy(path, next);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return;
    throw error;
  }
  renameSync(next, backup);
  // Two names of one file are left as they are by `rename`; a save that was killed in between leaves them so.
  rmSync(next, { force: true });
}

function syncFolder(folder: string): void {
  let file: number;
  try {
    file = openSync(folder, constants.O_RDONLY);
  } catch {
    // Windows opens no folders; there the file system orders renames itself.
    return;
  }
  try {
    fsyncSync(file);
  } catch (error) {
    // Some file systems cannot sync a folder, and say so with these.
    if (!["EINVAL", "ENOTSUP", "EPERM", "EISDIR", "EBADF"].includes(systemCode(error) ?? "")) {
      throw new UnconfirmedWriteError(error);
    }
  } finally {
    closeSync(file);
  }
}

/** The bytes are in place, but the disk did not say that they will be there after a power failure. */
export class UnconfirmedWriteError extends Error {
  override name = "UnconfirmedWriteError";
  constructor(cause: unknown) {
    super("The disk did not confirm the write.", { cause });
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The error that led here says more.
  }
}

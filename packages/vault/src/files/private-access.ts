import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  type Stats,
} from "node:fs";
import process from "node:process";
import { VaultError } from "../vault-error.ts";
import { makeFolder } from "./make-folder.ts";
import { systemCode } from "./system-error.ts";

/**
 * Makes a folder that only its owner can enter (0700), or checks that it is one. On Windows the rights of the user's
 * profile folder hold.
 *
 * @throws VaultError with reason `permission`, with the command that repairs it.
 */
export function ensurePrivateFolder(folder: string): void {
  if (checkPrivateFolder(folder)) return;
  try {
    makeFolder(folder);
  } catch (cause) {
    throw new VaultError("not_saved", `The folder ${folder} cannot be made.`, {
      cause,
      path: folder,
      steps: ["Set BYOK_HOME to a folder that can be written to."],
    });
  }
  checkPrivateFolder(folder);
}

/**
 * Checks a folder as {@link ensurePrivateFolder} does; false when there is none.
 *
 * @throws VaultError with reason `permission`.
 */
export function checkPrivateFolder(folder: string): boolean {
  let stats: Stats;
  try {
    stats = lstatSync(folder);
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return false;
    throw unreadable(folder, error);
  }
  if (stats.isSymbolicLink()) throw isLink(folder);
  if (!stats.isDirectory()) {
    throw new VaultError("permission", `${folder} is not a folder.`, {
      path: folder,
      steps: [`Move it away: mv ${quoted(folder)} ${quoted(`${folder}.old`)}`],
    });
  }
  checkOwnerAndMode(folder, stats, "700");
  return true;
}

/**
 * Reads a file that only its owner may read (0600) and that is no link; undefined when there is none.
 *
 * @throws VaultError with reason `permission`, with the command that repairs it.
 */
export function readPrivateFile(path: string): Buffer | undefined {
  let file: number;
  try {
    // Not waiting for a writer, should it be a pipe; Windows has neither flag.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    file = openSync(path, flags);
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (code === "ELOOP") throw isLink(path);
    throw unreadable(path, error);
  }
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) {
      throw new VaultError("permission", `${path} is not a file.`, {
        path,
        steps: [`Move it away: mv ${quoted(path)} ${quoted(`${path}.old`)}`],
      });
    }
    checkOwnerAndMode(path, stats, "600");
    return readFileSync(file);
  } catch (error) {
    throw error instanceof VaultError ? error : unreadable(path, error);
  } finally {
    closeSync(file);
  }
}

/** The mode of a file or folder as `0600`; undefined when there is none, and on Windows. */
export function modeOf(path: string): string | undefined {
  if (process.platform === "win32") return undefined;
  try {
    return `0${(lstatSync(path).mode & 0o777).toString(8).padStart(3, "0")}`;
  } catch {
    return undefined;
  }
}

function checkOwnerAndMode(path: string, stats: Stats, mode: "600" | "700"): void {
  const user = process.getuid?.();
  if (user === undefined) return;
  if (stats.uid !== user) {
    throw new VaultError(
      "permission",
      `${path} belongs to another user (${stats.uid}, you are ${user}); it is not used.`,
      {
        path,
        steps: [
          `If it is yours, take it over: sudo chown -R ${user} ${quoted(path)}`,
          "Or set BYOK_HOME to a folder of your own.",
        ],
      },
    );
  }
  if ((stats.mode & 0o077) === 0) return;
  const open = (stats.mode & 0o777).toString(8);
  throw new VaultError(
    "permission",
    `Other users can get at ${path} (mode ${open}); it is not used like this.`,
    { path, steps: [`Close it to others: chmod ${mode} ${quoted(path)}`] },
  );
}

function isLink(path: string): VaultError {
  return new VaultError("permission", `${path} is a symbolic link; byok does not follow it.`, {
    path,
    steps: [`Put the real thing there, or set BYOK_HOME to the folder that the link leads to.`],
  });
}

function unreadable(path: string, cause: unknown): VaultError {
  return new VaultError("permission", `${path} cannot be read (${systemCode(cause) ?? "?"}).`, {
    cause,
    path,
    steps: [`Look at its owner and mode: ls -ld ${quoted(path)}`],
  });
}

/** A path as a shell takes it. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

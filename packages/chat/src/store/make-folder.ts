import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder that only its owner can enter, with those above it that are missing. Node's own recursive way tries for
 * ever where a folder that is there takes no other, as in /proc.
 *
 * @returns Whether the folder was made.
 * @throws what Node throws, with a `code`.
 */
export function makeFolder(folder: string): boolean {
  if (existsSync(folder)) return false;
  const above = dirname(folder);
  if (above !== folder) makeFolder(above);
  try {
    mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    // Another process was faster.
    if ((error as { code?: string }).code === "EEXIST" && existsSync(folder)) return false;
    throw error;
  }
}

import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { systemCode } from "./system-error.ts";

/**
 * Makes a folder that only its owner can enter, with those above it that are missing. Node's own recursive way tries for
 * ever where a folder that is there takes no other, as in /proc.
 *
 * @throws what Node throws, with a `code`.
 */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const above = dirname(folder);
  if (above !== folder) makeFolder(above);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process was faster.
    if (systemCode(error) !== "EEXIST" || !existsSync(folder)) throw error;
  }
}

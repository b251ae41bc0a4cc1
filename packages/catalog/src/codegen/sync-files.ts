import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

import { GENERATED_MARK } from "./literal.ts";

/** How the files on disk differ from what they should be; paths from the root, sorted. */
export interface Drift {
  /** Missing, or with another text. */
  changed: readonly string[];
  /** Generated once, by nothing now. */
  stale: readonly string[];
}

/**
 * Compares files on disk with what they should be. A file in one of the folders that is not wanted is stale.
 *
 * @param root - The repository's root.
 * @param folders - Folders that hold nothing but generated files, from the root.
 */
export function findDrift(
  root: string,
  files: ReadonlyMap<string, string>,
  folders: readonly string[],
): Drift {
  const changed = [...files]
    .filter(([path, text]) => readText(join(root, path)) !== text)
    .map(([path]) => path);
  const stale = folders
    .flatMap((folder) => filesBelow(join(root, folder)))
    .map((path) => relative(root, path).split(sep).join("/"))
    .filter((path) => !files.has(path));
  return { changed: changed.toSorted(), stale: stale.toSorted() };
}

/**
 * Writes the files that differ and deletes the stale ones.
 *
 * @throws Error when a stale file does not carry the generated mark: somebody wrote it by hand.
 */
export function applyDrift(root: string, files: ReadonlyMap<string, string>, drift: Drift): void {
  const handWritten = drift.stale.filter(
    (path) => readText(join(root, path))?.includes(GENERATED_MARK) !== true,
  );
  if (handWritten.length > 0) {
    throw new Error(
      `Not generated, but in a folder of generated files: ${handWritten.join(", ")}. Move it elsewhere.`,
    );
  }
  for (const path of drift.changed) {
    const target = join(root, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, files.get(path) ?? "");
  }
  for (const path of drift.stale) rmSync(join(root, path));
}

/** The text of a file, undefined when there is none. */
export function readText(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

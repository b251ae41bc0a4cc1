import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LoadedCatalog } from "./catalog.ts";
import { MAX_FILE_BYTES } from "./load/read-yaml.ts";
import { parseCatalog } from "./parse-catalog.ts";
import type { Problem } from "./problem.ts";
import { sortProblems } from "./problem.ts";

/** The folder of this package, which holds `platforms/`, `models/` and `plugins.yaml`. */
export const CATALOG_DIR: string = fileURLToPath(new URL("..", import.meta.url));

/**
 * Reads and checks a catalog folder: `platforms/*.yaml`, `models/*.yaml` and `plugins.yaml`.
 * Reports all problems of all files; throws only when the folder itself cannot be read.
 *
 * @param dir - The folder; this package's own by default.
 */
export function loadCatalog(dir: string = CATALOG_DIR): LoadedCatalog {
  const { files, problems } = readCatalogFiles(dir);
  const loaded = parseCatalog(files);
  return { ...loaded, problems: sortProblems([...problems, ...loaded.problems]) };
}

/** Reads the texts of a catalog folder; what cannot be read is a problem. */
export function readCatalogFiles(dir: string): { files: Map<string, string>; problems: Problem[] } {
  const files = new Map<string, string>();
  const problems: Problem[] = [];
  readdirSync(dir);
  for (const name of ["platforms", "models"]) readFolder(dir, name, files, problems);
  if (lstatSync(join(dir, "plugins.yaml"), { throwIfNoEntry: false }) !== undefined) {
    readOne(dir, "plugins.yaml", files, problems);
  }
  return { files, problems };
}

function readFolder(
  dir: string,
  name: string,
  files: Map<string, string>,
  problems: Problem[],
): void {
  if (lstatSync(join(dir, name), { throwIfNoEntry: false }) === undefined) return;
  for (const entry of readdirSync(join(dir, name)).toSorted()) {
    if (!entry.startsWith(".")) readOne(dir, `${name}/${entry}`, files, problems);
  }
}

function readOne(dir: string, file: string, files: Map<string, string>, problems: Problem[]): void {
  const refuse = (message: string): void => {
    problems.push({ file, line: 1, column: 1, path: "", message });
  };
  const path = join(dir, file);
  const stat = lstatSync(path);
  if (!stat.isFile()) return refuse("is not a plain file");
  if (stat.size > MAX_FILE_BYTES) return refuse("is larger than 1 MiB");
  try {
    files.set(
      file,
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(path)),
    );
  } catch {
    refuse("is not UTF-8 text");
  }
}

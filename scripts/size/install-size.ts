import { readFileSync, readdirSync, realpathSync, rmSync, statSync } from "node:fs";
import { join, posix } from "node:path";

import { pack } from "../lib/pack.ts";
import { readTarball } from "../lib/tarball.ts";
import type { WorkspacePackage } from "../lib/workspace.ts";

/** A file of core's bundle that carries the hash of its contents. */
const CHUNK = /dist\/bundle\/[^/]+-[\w-]{8}\.js$/;

/** The bytes on a user's disk: the package as published and its dependencies, with theirs. */
export async function installSize(workspacePackage: WorkspacePackage): Promise<number> {
  const tarball = await pack(workspacePackage);
  const own = currentBytes(readTarball(tarball));
  rmSync(tarball);
  return own + dependenciesSize(workspacePackage.folder, new Set());
}

/**
 * The bytes of a package's files, without chunks that nothing imports: a build leaves those of the one before for a
 * while, since programs may be running, and nobody publishes them.
 */
export function currentBytes(files: ReadonlyMap<string, Buffer>): number {
  const stale = staleChunks(files);
  let bytes = 0;
  for (const [name, file] of files) if (!stale.has(name)) bytes += file.length;
  return bytes;
}

function staleChunks(files: ReadonlyMap<string, Buffer>): Set<string> {
  const stale = new Set([...files.keys()].filter((name) => CHUNK.test(name)));
  const keep = (name: string): void => {
    const text = files.get(name)?.toString() ?? "";
    for (const [, path = ""] of text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)) {
      const imported = posix.join(posix.dirname(name), path);
      if (stale.delete(imported)) keep(imported);
    }
  };
  for (const name of files.keys()) if (!stale.has(name)) keep(name);
  return stale;
}

function dependenciesSize(folder: string, seen: Set<string>): number {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    dependencies?: Record<string, string>;
  };
  let bytes = 0;
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    const dependency = findDependency(folder, name);
    if (seen.has(dependency)) continue;
    seen.add(dependency);
    bytes += folderSize(dependency) + dependenciesSize(dependency, seen);
  }
  return bytes;
}

/** pnpm links a package's own dependencies inside it, and a dependency's beside it. */
function findDependency(folder: string, name: string): string {
  try {
    return realpathSync(join(folder, "node_modules", name));
  } catch {
    const modules = folder.slice(0, folder.lastIndexOf("node_modules") + "node_modules".length);
    return realpathSync(join(modules, name));
  }
}

function folderSize(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

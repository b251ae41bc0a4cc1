import { readFileSync, readdirSync, realpathSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

import { pack } from "../lib/pack.ts";
import { readTarball } from "../lib/tarball.ts";
import type { WorkspacePackage } from "../lib/workspace.ts";

/** The bytes on a user's disk: the package as published and its dependencies, with theirs. */
export async function installSize(workspacePackage: WorkspacePackage): Promise<number> {
  const tarball = await pack(workspacePackage);
  const own = [...readTarball(tarball).values()].reduce((sum, file) => sum + file.length, 0);
  rmSync(tarball);
  return own + dependenciesSize(workspacePackage.folder, new Set());
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

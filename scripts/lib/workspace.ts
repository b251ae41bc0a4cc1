import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** What is read of a `package.json`. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly bin?: Readonly<Record<string, string>> | string;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** A package of this repository. */
export interface WorkspacePackage {
  readonly name: string;
  readonly folder: string;
  readonly manifest: Manifest;
}

/** The packages below `packages/`, in the order of their names. */
export function workspacePackages(root: string): WorkspacePackage[] {
  const packages = join(root, "packages");
  return [...folders(packages), ...folders(join(packages, "providers"))]
    .filter((folder) => existsSync(join(folder, "package.json")))
    .map((folder) => ({ folder, manifest: readManifest(folder) }))
    .map(({ folder, manifest }) => ({ name: manifest.name, folder, manifest }))
    .toSorted((a, b) => a.name.localeCompare(b.name, "en"));
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

function folders(parent: string): string[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "node_modules")
    .map((entry) => join(parent, entry.name));
}

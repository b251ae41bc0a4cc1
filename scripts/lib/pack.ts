import { mkdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

import { root } from "./root.ts";
import { run } from "./run.ts";
import type { WorkspacePackage } from "./workspace.ts";

/** Packs a package as `pnpm publish` would, and returns the tarball's path. */
export async function pack(workspacePackage: WorkspacePackage): Promise<string> {
  const folder = join(root, ".cache/pack");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${workspacePackage.name.replace(/[@/]/g, "_")}-${process.pid}.tgz`);
  const { code, output } = await run("pnpm", ["pack", "--out", file], {
    cwd: workspacePackage.folder,
  });
  if (code !== 0) throw new Error(`pnpm pack ${workspacePackage.name} failed:\n${output}`);
  return file;
}

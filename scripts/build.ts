import { chmodSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

import { bundleCore } from "./lib/bundle-core.ts";
import { root } from "./lib/root.ts";
import { run } from "./lib/run.ts";
import { toolScript } from "./lib/tool.ts";
import { workspacePackages } from "./lib/workspace.ts";

for (const { folder } of workspacePackages(root)) removeOrphans(folder);
const { code } = await run(process.execPath, [toolScript("typescript", "tsc"), "-b"], {
  live: true,
});
if (code === 0) await bundleCore(join(root, "packages/core"));
const bin = join(root, "packages/cli/dist/bin.js");
if (code === 0 && existsSync(bin)) chmodSync(bin, 0o755);
process.exitCode = code;

/** Removes what a deleted or renamed source left in `dist`: the compiler keeps it, and it would be published. */
function removeOrphans(folder: string): void {
  const dist = join(folder, "dist");
  if (!existsSync(dist)) return;
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    const output = /^(.*?)(\.d\.ts|\.js)(\.map)?$/.exec(file.slice(dist.length));
    if (!entry.isFile() || output === null || output[1]?.startsWith("/bundle/")) continue;
    if (!existsSync(join(folder, "src", `${output[1]}.ts`))) rmSync(file);
  }
}

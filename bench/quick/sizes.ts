import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { root } from "../../scripts/lib/root.ts";
import { workspacePackages } from "../../scripts/lib/workspace.ts";
import { bundleEager } from "../../scripts/size/bundle.ts";
import { installSize } from "../../scripts/size/install-size.ts";
import type { Measure } from "./measure.ts";

const GOAL_MB = 6;
const GOAL_KB = 40;

/** What a user of core has on disk: the package as published, and undici. */
export async function measureInstall(): Promise<Measure> {
  const core = workspacePackages(root).find(({ name }) => name === "@byok/core")!;
  const bytes = await installSize(core);
  return {
    name: "install of @byok/core",
    value: bytes / 1e6,
    unit: "MB",
    goal: GOAL_MB,
    detail: "the package as packed, and its dependencies",
  };
}

/** What a browser loads before `minimal-chat.ts` can send its request. */
export async function measureBundle(): Promise<Measure> {
  const folder = join(root, ".cache/bench-size");
  const problems = await bundleEager(join(root, "bench/quick/minimal-chat.ts"), folder);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  const sum = (sizes: readonly number[]): number => sizes.reduce((all, size) => all + size, 0);
  return {
    name: "bundled minimal chat",
    value: sum(files.map((file) => gzipSync(file).length)) / 1000,
    unit: "KB gzip",
    goal: GOAL_KB,
    detail: `${(sum(files.map((file) => file.length)) / 1000).toFixed(1)} KB minified, in ${files.length} files; chunks behind import() not counted`,
  };
}

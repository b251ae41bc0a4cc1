import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

import { bundleEager } from "./size/bundle.ts";
import { installSize } from "./size/install-size.ts";
import { root } from "./lib/root.ts";
import { run } from "./lib/run.ts";
import { toolScript } from "./lib/tool.ts";
import { workspacePackages } from "./lib/workspace.ts";

const installLimit = 6_000_000;
const entry = join(root, "bench/quick/minimal-chat.ts");

process.exitCode = Math.max(await checkBundle(), await checkInstall());

async function checkBundle(): Promise<number> {
  if (!existsSync(entry)) {
    process.stdout.write("skipped: bundle size, bench/quick/minimal-chat.ts is not written yet\n");
    return 0;
  }
  const problems = await bundleEager(entry, join(root, ".cache/size"));
  if (problems.length > 0) {
    process.stdout.write(`${problems.join("\n")}\n`);
    return 1;
  }
  const { code, output } = await run(process.execPath, [toolScript("size-limit")]);
  process.stdout.write(output);
  return code;
}

async function checkInstall(): Promise<number> {
  const core = workspacePackages(root).find(({ name }) => name === "@byok/core");
  if (core === undefined) return 0;
  const bytes = await installSize(core);
  process.stdout.write(`@byok/core installed: ${megabytes(bytes)} of ${megabytes(installLimit)}\n`);
  return bytes <= installLimit ? 0 : 1;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(2)} MB`;
}

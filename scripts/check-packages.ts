import { rmSync } from "node:fs";
import process from "node:process";

import { packageProblems } from "./check/package-problems.ts";
import { pack } from "./lib/pack.ts";
import { root } from "./lib/root.ts";
import { workspacePackages } from "./lib/workspace.ts";
import type { WorkspacePackage } from "./lib/workspace.ts";

const packages = workspacePackages(root).filter(({ manifest }) => manifest.private !== true);
const problems = (await Promise.all(packages.map(report))).flat();
process.stdout.write(
  problems.length === 0
    ? `${packages.length} packages are fit to publish.\n`
    : `${problems.join("\n")}\n`,
);
process.exitCode = problems.length === 0 ? 0 : 1;

async function report(workspacePackage: WorkspacePackage): Promise<string[]> {
  const tarball = await pack(workspacePackage);
  try {
    const found = await packageProblems(tarball);
    return found.map((problem) => `${workspacePackage.name}: ${problem}`);
  } finally {
    rmSync(tarball, { force: true });
  }
}

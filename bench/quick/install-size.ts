import { root } from "../../scripts/lib/root.ts";
import { workspacePackages } from "../../scripts/lib/workspace.ts";
import { installSize } from "../../scripts/size/install-size.ts";
import type { Measure } from "./measure.ts";

const GOAL_MB = 6;

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

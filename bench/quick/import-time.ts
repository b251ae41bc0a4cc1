import process from "node:process";

import { root } from "../../scripts/lib/root.ts";
import { run } from "../../scripts/lib/run.ts";
import { median } from "./alternate.ts";
import type { Measure } from "./measure.ts";

const GOAL_MS = 40;

/** CPU time of `import "@byok/core"` beyond that of Node itself. */
export async function measureImport(runs: number): Promise<Measure> {
  const bare: number[] = [];
  const core: number[] = [];
  for (let count = 0; count < runs; count++) {
    bare.push(await cpuMs(""));
    core.push(await cpuMs('await import("@byok/core");'));
  }
  const [nodeMs, coreMs] = [median(bare), median(core)];
  return {
    name: 'import "@byok/core"',
    value: coreMs - nodeMs,
    unit: "ms CPU",
    goal: GOAL_MS,
    detail: `${coreMs.toFixed(0)} against ${nodeMs.toFixed(0)} ms of bare Node; minima ${(Math.min(...core) - Math.min(...bare)).toFixed(0)} ms apart`,
  };
}

async function cpuMs(program: string): Promise<number> {
  const report = "const { user, system } = process.cpuUsage(); console.log((user + system) / 1000)";
  const args = ["--input-type=module", "--eval", `${program} ${report}`];
  const { code, output } = await run(process.execPath, args, { cwd: root });
  if (code !== 0) throw new Error(`Importing @byok/core failed; run \`pnpm build\`.\n${output}`);
  return Number(output);
}

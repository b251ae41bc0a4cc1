import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

import { root } from "../../scripts/lib/root.ts";
import { run } from "../../scripts/lib/run.ts";
import { toolScript } from "../../scripts/lib/tool.ts";
import { median } from "./alternate.ts";
import type { Measure } from "./measure.ts";

const GOAL_S = 0.2;

const FIVE_PLATFORMS = `import { ModelFactory } from "@byok/core";

const models = [
  ModelFactory.create({ modelPlatform: "openai", modelType: "gpt-4o-mini", modelConfig: { temperature: 0.2 } }),
  ModelFactory.create({ modelPlatform: "anthropic", modelType: "claude-haiku-4-5", modelConfig: { maxTokens: 100 } }),
  ModelFactory.create({ modelPlatform: "deepseek", modelType: "deepseek-chat", modelConfig: { topP: 0.9 } }),
  ModelFactory.create({ modelPlatform: "qwen", modelType: "qwen-max", modelConfig: { seed: 1 } }),
  ModelFactory.create({ modelPlatform: "mistral", modelType: "mistral-large-latest", modelConfig: { maxTokens: 100 } }),
];
for (const model of models) {
  const { text, usage, cost } = await model.generate("Hello");
  console.log(text, usage.output.total, cost.amount);
}
`;

/** What a file that uses five platforms costs the compiler beyond an empty one. */
export async function measureTypeCheck(runs: number): Promise<Measure> {
  const empty = project("empty", "export {};\n");
  const five = project("five-platforms", FIVE_PLATFORMS);
  const times = { empty: [] as number[], five: [] as number[] };
  for (let count = 0; count < runs; count++) {
    times.empty.push(await checkSeconds(empty));
    times.five.push(await checkSeconds(five));
  }
  const [base, full] = [median(times.empty), median(times.five)];
  return {
    name: "type-check, five platforms",
    value: full - base,
    unit: "s",
    goal: GOAL_S,
    detail: `${full.toFixed(2)} against ${base.toFixed(2)} s of an empty file; minima ${(Math.min(...times.five) - Math.min(...times.empty)).toFixed(2)} s apart`,
  };
}

function project(name: string, source: string): string {
  // Below the root, so that packages are found as a user's program finds them.
  const folder = join(root, ".cache/bench-types", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const compilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: "es2023",
    module: "nodenext",
    types: ["node"],
  };
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions, files: ["main.ts"] }),
  );
  writeFileSync(join(folder, "main.ts"), source);
  return folder;
}

async function checkSeconds(folder: string): Promise<number> {
  const args = [toolScript("typescript", "tsc"), "-p", folder, "--extendedDiagnostics"];
  const { code, output } = await run(process.execPath, args);
  const seconds = /Total time:\s+([\d.]+)s/.exec(output)?.[1];
  if (code !== 0 || seconds === undefined) throw new Error(`tsc failed:\n${output}`);
  return Number(seconds);
}

import process from "node:process";
import { parseArgs } from "node:util";

import { runGroups, runLive } from "./check/run-steps.ts";
import { findStep, stepGroups, stepNames } from "./check/steps.ts";

const usage = `Usage: pnpm check [step …] [-- arguments for the step]

Runs what CI runs, or only the named steps:
  ${stepNames.join(", ")}
`;

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  const end = argv.indexOf("--");
  const { values, positionals } = parseArgs({
    args: end === -1 ? [...argv] : argv.slice(0, end),
    allowPositionals: true,
    options: { help: { type: "boolean" }, list: { type: "boolean" }, fix: { type: "boolean" } },
  });
  if (values.help === true || values.list === true) {
    process.stdout.write(values.help === true ? usage : `${stepNames.join("\n")}\n`);
    return 0;
  }
  const unknown = positionals.filter((name) => findStep(name) === undefined);
  if (unknown.length > 0) {
    process.stderr.write(`No step is called ${unknown.join(", ")}.\n${usage}`);
    return 2;
  }
  const extra = [
    ...(values.fix === true ? ["--fix"] : []),
    ...(end === -1 ? [] : argv.slice(end + 1)),
  ];
  if (positionals.length > 0) return runNamed(positionals, extra);
  const passed = await runGroups(stepGroups, (text) => process.stdout.write(text));
  return passed ? 0 : 1;
}

async function runNamed(names: readonly string[], extra: readonly string[]): Promise<number> {
  for (const name of names) {
    const step = findStep(name);
    if (step === undefined || (await runLive(step, extra))) continue;
    process.stderr.write(`\n✗ ${name}: ${step.hint}\n`);
    return 1;
  }
  return 0;
}

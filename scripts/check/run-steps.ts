import { availableParallelism } from "node:os";
import process from "node:process";
import { stripVTControlCharacters } from "node:util";

import { run } from "../lib/run.ts";
import type { Step } from "./steps.ts";

/**
 * Runs the groups one after the other until a step fails. A group of several steps uses all cores,
 * and only what fails is shown; a step alone in its group and marked `live` keeps the terminal.
 *
 * @returns Whether all steps passed.
 */
export async function runGroups(
  groups: readonly (readonly Step[])[],
  write: (text: string) => void,
): Promise<boolean> {
  for (const group of groups) {
    if (!(await runGroup(group, write))) return false;
  }
  return true;
}

/** Runs one step with the terminal as its own. */
export async function runLive(step: Step, extra: readonly string[]): Promise<boolean> {
  const { code } = await run(process.execPath, [...step.command(), ...extra], {
    live: true,
    env: step.env ?? {},
  });
  return code === 0;
}

async function runGroup(group: readonly Step[], write: (text: string) => void): Promise<boolean> {
  const waiting = [...group];
  const stop = new AbortController();
  const worker = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const passed = await (step.live === true
        ? runLive(step, [])
        : runQuietly(step, stop.signal, write));
      if (passed) continue;
      stop.abort();
      return;
    }
  };
  const workers = Math.min(group.length, availableParallelism());
  await Promise.all(Array.from({ length: workers }, worker));
  return !stop.signal.aborted;
}

async function runQuietly(
  step: Step,
  signal: AbortSignal,
  write: (text: string) => void,
): Promise<boolean> {
  if (signal.aborted) return true;
  const started = performance.now();
  const { code, output } = await run(process.execPath, step.command(), {
    signal,
    env: step.env ?? {},
  });
  if (signal.aborted) return true;
  const seconds = `${((performance.now() - started) / 1000).toFixed(1)} s`;
  const line = `${step.name.padEnd(12)}${seconds.padStart(7)}\n`;
  if (code === 0) {
    const skipped = output.split("\n").filter((each) => each.startsWith("skipped: "));
    write(`✓ ${line}${skipped.map((each) => `  ${each}\n`).join("")}`);
    return true;
  }
  write(`✗ ${line}\n${readable(output)}\n\n`);
  write(`${step.name}: ${step.hint}\nAgain, alone: pnpm check ${step.name}\n`);
  return false;
}

/** Some tools write colours even where none are wanted. */
function readable(output: string): string {
  const text = process.env["NO_COLOR"] === undefined ? output : stripVTControlCharacters(output);
  return text.trimEnd();
}

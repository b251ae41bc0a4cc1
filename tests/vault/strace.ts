import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { changeVault, runIn, works, type Ended } from "./vault-process.ts";

/** Whether processes can be traced here. */
// CI runs them all; a first `npm test` on a slow machine ends in time without them.
const isAsked = process.env["CI"] !== undefined || process.env["BYOK_PROOFS"] !== undefined;

export const hasStrace: boolean = isAsked && works("strace", ["-o", "/dev/null", "true"]);

if (!hasStrace) {
  process.stderr.write(
    isAsked
      ? "skipped: tests with strace (apt-get install strace, and a kernel that lets it trace)\n"
      : "skipped: tests with strace, which CI runs; BYOK_PROOFS=1 runs them here\n",
  );
}

/** The calls that change what is on the disk. */
const CALLS = ["write", "fsync", "rename", "link", "unlink", "mkdir"] as const;

/** One call of a process: the how-manieth of its kind. */
export interface Call {
  name: (typeof CALLS)[number];
  at: number;
  /** Its arguments, as strace shows them. */
  text: string;
}

/** The calls that a change of a vault makes, after the child is ready and before it says that it is done. */
export async function callsOf(home: string, change: readonly string[]): Promise<Call[]> {
  const trace = join(home, "trace");
  const ended = await runIn(home, [
    "strace",
    "-o",
    trace,
    "-e",
    `trace=${CALLS.join()}`,
    process.execPath,
    changeVault,
    ...change,
  ]);
  if (ended.code !== 0) throw new Error(`The change fails without a fault: ${ended.output}`);
  const counts = new Map<string, number>();
  const calls: Call[] = [];
  let ready = false;
  for (const line of readFileSync(trace, "utf8").split("\n")) {
    const match = /^(\w+)\((.*)$/.exec(line);
    const name = CALLS.find((each) => each === match?.[1]);
    const text = match?.[2];
    if (name === undefined || text === undefined) continue;
    const at = (counts.get(name) ?? 0) + 1;
    counts.set(name, at);
    if (ready && text.startsWith('1, "saved')) break;
    if (ready) calls.push({ name, at, text });
    if (text.startsWith('1, "ready')) ready = true;
  }
  rmSync(trace);
  return calls;
}

/** Runs a change with a fault in one of its calls: `signal=KILL`, or `error=ENOSPC`. */
export async function withFault(
  home: string,
  change: readonly string[],
  call: Call,
  fault: string,
): Promise<Ended> {
  const inject = `inject=${call.name}:${fault}:when=${call.at}`;
  const ended = await runIn(home, [
    "strace",
    "-o",
    "/dev/null",
    "-e",
    `trace=${call.name}`,
    "-e",
    inject,
    process.execPath,
    changeVault,
    ...change,
  ]);
  return ended;
}

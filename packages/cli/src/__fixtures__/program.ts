import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { plain } from "./fake-io.ts";

/** The built program, as users run it. */
export const BIN = fileURLToPath(new URL("../../dist/bin.js", import.meta.url));
/** Connects its own standard input and output with a real pseudo-terminal around a command. */
const PTY = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";
/** Whether this machine can make a pseudo-terminal. */
export const hasPty =
  spawnSync("python3", ["-c", "import pty, os; os.waitstatus_to_exitcode"]).status === 0;

export interface ProgramResult {
  code: number | null;
  out: string;
  err: string;
  /** Every command line that the program and its children had. */
  cmdlines: string[];
}

/** Runs the built program to its end. */
export async function runProgram(
  args: readonly string[],
  options: { env: Record<string, string>; stdin?: string; cwd: string },
): Promise<ProgramResult> {
  const child = spawn(process.execPath, [BIN, ...args], {
    env: { PATH: process.env["PATH"] ?? "", ...options.env },
    cwd: options.cwd,
    stdio: "pipe",
  });
  let out = "";
  let err = "";
  const cmdlines = new Set<string>();
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const watch = setInterval(() => commandLines(child.pid ?? 0, cmdlines), 5);
  child.stdin.on("error", () => {});
  child.stdin.end(options.stdin ?? "");
  // One that never ends has no exit code.
  const timer = setTimeout(() => child.kill("SIGKILL"), 40_000);
  const code = await new Promise<number | null>((resolve) => void child.on("close", resolve));
  clearTimeout(timer);
  clearInterval(watch);
  return { code, out, err, cmdlines: [...cmdlines] };
}

/** Runs the built program on a terminal, answering each prompt with what is typed. */
export async function runOnTerminal(
  args: readonly string[],
  options: { env: Record<string, string>; cwd: string; answers: readonly (readonly [string, string])[] },
): Promise<{ code: number | null; screen: string }> {
  const child = spawn("python3", ["-c", PTY, process.execPath, BIN, ...args], {
    env: { PATH: process.env["PATH"] ?? "", TERM: "xterm", ...options.env },
    cwd: options.cwd,
    stdio: "pipe",
  });
  let screen = "";
  let seen = 0;
  const answers = [...options.answers];
  child.stdout.on("data", (chunk: Buffer) => {
    screen += chunk.toString();
    // One chunk may hold several of the texts that are waited for.
    for (;;) {
      const [next] = answers;
      const at = next === undefined ? -1 : plain(screen).indexOf(next[0], seen);
      if (next === undefined || at === -1) return;
      seen = at + next[0].length;
      answers.shift();
      if (next[1] !== "") child.stdin.write(next[1]);
    }
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), 40_000);
  const code = await new Promise<number | null>((resolve) => void child.on("close", resolve));
  clearTimeout(timer);
  return { code, screen: plain(screen) };
}

/** Every file below a folder with its content. */
export function filesBelow(folder: string): { path: string; bytes: Buffer }[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile())
    .map((path) => ({ path, bytes: readFileSync(path) }));
}

function commandLines(root: number, found: Set<string>): void {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    // What a process starts is numbered after it.
    if (!/^\d+$/.test(name) || Number(name) < root) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
    } catch {
      // It ended meanwhile.
    }
  }
  for (const pid of parents.keys()) {
    let at: number | undefined = pid;
    while (at !== undefined && at !== root && at > 1) at = parents.get(at);
    if (at !== root) continue;
    try {
      found.add(readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " "));
    } catch {
      // It ended meanwhile.
    }
  }
}

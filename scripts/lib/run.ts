import { spawn } from "node:child_process";

import { root } from "./root.ts";

/** How a command is run. */
export interface RunOptions {
  readonly cwd?: string;
  /** Variables added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Shows the output as it comes instead of collecting it. */
  readonly live?: boolean;
  readonly signal?: AbortSignal;
}

/** How a command ended. */
export interface RunResult {
  readonly code: number;
  /** What the command wrote to both streams, in order; empty when it ran live. */
  readonly output: string;
}

/** Runs a command to its end; a failing one is a result, not an exception. */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: options.live === true ? "inherit" : ["ignore", "pipe", "pipe"],
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    const chunks: Buffer[] = [];
    child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", (error) => {
      resolve({ code: 1, output: `${Buffer.concat(chunks).toString()}${error.message}\n` });
    });
    child.on("close", (code) => {
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() });
    });
  });
}

import { spawn } from "node:child_process";
import { constants } from "node:os";
import process from "node:process";

import { root } from "./root.mjs";

/**
 * Runs the command in this process's place: same terminal, same exit code. In a terminal Ctrl-C
 * reaches the command by itself, so that this process only has to outlive it; without one a signal
 * is passed on.
 *
 * @param {string} node
 * @param {string[]} args
 * @param {Record<string, string | undefined>} env
 */
export function handOver(node, args, env) {
  const plain = !process.stdout.isTTY && env.FORCE_COLOR === undefined;
  const child = spawn(node, args, {
    cwd: root,
    env: plain ? { NO_COLOR: "1", ...env } : env,
    stdio: "inherit",
  });
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => {
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, pass);
  }
  child.on("error", (error) => {
    process.stderr.write(`byok: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on("close", (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal ?? "SIGTERM"];
    for (const each of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
      process.off(each, pass);
  });
}

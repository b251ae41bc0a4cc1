import { spawn } from "node:child_process";
import process from "node:process";

import { progress } from "./progress.mjs";
import { root } from "./root.mjs";
import { SetupError } from "./setup-error.mjs";

/**
 * Runs a step of the setup, and shows its output only when it fails.
 *
 * @param {string} what - What the step does, as in "building".
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string | undefined>} env
 */
export async function runQuietly(what, command, args, env) {
  const done = progress(what);
  const { code, output } = await run(command, args, env);
  done();
  if (code === 0) return;
  const advice = /ERR_PNPM_(META_FETCH_FAIL|FETCH)|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT/.test(
    output,
  )
    ? "The npm registry cannot be reached: connect to a network, then try again."
    : "See the lines above.";
  throw new SetupError(`${output.trim()}\n\n${what} failed. ${advice}`);
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string | undefined>} env
 * @returns {Promise<{ code: number, output: string }>}
 */
function run(command, args, env) {
  const shell = process.platform === "win32" && command.endsWith(".cmd");
  const child = spawn(shell ? `"${command}"` : command, args, { cwd: root, env, shell });
  child.stdin.end();
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => (output += text));
  }
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ code: 1, output: `${output}${error.message}` }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

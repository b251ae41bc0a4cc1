import { join } from "node:path";
import process from "node:process";

import { childEnvironment } from "./child-environment.mjs";
import { runQuietly } from "./run-quietly.mjs";
import { buildStamp, installStamp, isBuilt, readState, writeState } from "./state.mjs";
import { findToolchain } from "./toolchain.mjs";
import { SetupError } from "./setup-error.mjs";

/**
 * Brings the checkout to where a command can run, doing only what changed since the last time.
 *
 * @param {{ needsBuild: boolean }} command
 */
export async function prepare({ needsBuild }) {
  if (Number.parseInt(process.versions.node, 10) < 20) {
    throw new SetupError(
      `Node ${process.versions.node} is too old; install Node 20 or newer from https://nodejs.org.`,
    );
  }
  const state = readState();
  const toolchain = await findToolchain(state.toolchain);
  const env = childEnvironment(toolchain);
  writeState({ ...state, toolchain });

  const install = installStamp();
  if (install === undefined || install !== state.install) {
    await runQuietly("installing packages", toolchain.pnpm, ["install", "--frozen-lockfile"], env);
    writeState({ toolchain, install: installStamp() });
  }
  if (needsBuild) {
    const build = buildStamp();
    if (build !== readState().build || !isBuilt()) {
      await runQuietly("building", toolchain.node, [join("scripts", "build.ts")], env);
      writeState({ ...readState(), build });
    }
  }
  return { node: toolchain.node, env };
}

import process from "node:process";

import { root } from "./lib/root.ts";
import { run } from "./lib/run.ts";

const BUILT = "BYOK_BUILT_FOR_TESTS";

/** Builds once before the tests of all projects: those that start a process run what users run, the files in `dist`. */
export async function setup(): Promise<void> {
  if (process.env[BUILT] !== undefined) return;
  process.env[BUILT] = "1";
  const { code } = await run(process.execPath, [`${root}/scripts/build.ts`]);
  if (code === 0) return;
  process.stderr.write(
    "The build fails (pnpm build shows why): tests that start a process see an old dist.\n",
  );
}

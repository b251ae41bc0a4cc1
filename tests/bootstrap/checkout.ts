import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

import { root } from "../../scripts/lib/root.ts";
import { run } from "../../scripts/lib/run.ts";
import type { RunResult } from "../../scripts/lib/run.ts";
import { withFixture } from "../support/fixture.ts";

/** A checkout with the real bootstrap script, in which npx, pnpm, the build and the CLI are stand-ins. */
export interface Checkout {
  readonly folder: string;
  /** Runs `bootstrap.mjs` as npm would. */
  bootstrap(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<RunResult>;
  environment(env?: Readonly<Record<string, string>>): Record<string, string>;
  /** What the stand-ins were called with since the last time, oldest first. */
  calls(): string[];
  write(path: string, text: string): void;
  remove(path: string): void;
}

const logCall = (name: string): string =>
  `import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
appendFileSync("calls.log", "${name}\\n");
`;

const npx = `${logCall("npx")}
if (process.env.NPX_FAILS !== undefined) {
  console.error(process.env.NPX_FAILS);
  process.exit(1);
}
console.log(JSON.stringify({
  version: process.env.NPX_NODE,
  node: process.execPath,
  pnpm: process.cwd() + "/fake/pnpm",
}));
`;

const pnpm = `#!/usr/bin/env node
${logCall("pnpm")}
if (process.env.PNPM_FAILS !== undefined) {
  console.error(process.env.PNPM_FAILS);
  process.exit(1);
}
mkdirSync("node_modules", { recursive: true });
writeFileSync("node_modules/.modules.yaml", "");
`;

const build = `${logCall("build")}
mkdirSync("packages/cli/dist", { recursive: true });
writeFileSync("packages/cli/dist/bin.js", ${JSON.stringify(`
process.on("SIGTERM", () => process.exit(7));
console.log("args", ...process.argv.slice(2));
console.log("npm variables", Object.keys(process.env).filter((name) => name.startsWith("npm_")).join());
if (process.argv.includes("wait")) setInterval(() => {}, 1000);
else process.exitCode = 3;
`)});
`;

/** Makes such a checkout, hands it to a function and removes it. */
export async function withCheckout<T>(use: (checkout: Checkout) => Promise<T>): Promise<T> {
  const files = {
    "fake/npm-cli.js": "",
    "fake/npx-cli.js": npx,
    "fake/pnpm": pnpm,
    "scripts/build.ts": build,
    "packages/cli/package.json": '{ "type": "module" }\n',
    "packages/cli/tsconfig.json": "{}\n",
    "packages/cli/src/bin.ts": "",
    "package.json": readFileSync(join(root, "package.json"), "utf8"),
  };
  const copies = ["pnpm-lock.yaml", "pnpm-workspace.yaml", "tsconfig.base.json", ".node-version"];
  const scripts = ["scripts/bootstrap.mjs", "scripts/bootstrap"];
  return withFixture(files, [...copies, ...scripts], async ({ folder }) => use(checkout(folder)));
}

function checkout(folder: string): Checkout {
  const log = join(folder, "calls.log");
  const environment: Checkout["environment"] = (env = {}) => ({
    npm_execpath: join(folder, "fake/npm-cli.js"),
    npm_config_user_agent: "npm/11.0.0",
    NPX_NODE: readFileSync(join(folder, ".node-version"), "utf8").trim(),
    ...env,
  });
  return {
    folder,
    environment,
    async bootstrap(args, env) {
      return run(process.execPath, ["scripts/bootstrap.mjs", ...args], {
        cwd: folder,
        env: environment(env),
      });
    },
    calls() {
      const lines = readFileSync(log, { encoding: "utf8", flag: "a+" }).split("\n").filter(Boolean);
      writeFileSync(log, "");
      return lines;
    },
    write(path, text) {
      writeFileSync(join(folder, path), text);
    },
    remove(path) {
      rmSync(join(folder, path), { recursive: true });
    },
  };
}

import { spawn } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";

import { progress } from "./progress.mjs";
import { root } from "./root.mjs";
import { SetupError } from "./setup-error.mjs";

/**
 * Where the pinned tools are. `fingerprint` is what the files looked like when their versions were
 * read, which makes the next start cheap.
 *
 * @typedef {{ node: string, pnpm: string, versions: string, fingerprint: string }} Toolchain
 */

/**
 * Finds Node and pnpm in exactly the versions that `.node-version` and `package.json` name: those of
 * the last run, those running now, or those npx gets.
 *
 * @param {Toolchain | undefined} remembered
 * @returns {Promise<Toolchain>}
 */
export async function findToolchain(remembered) {
  const pinned = pinnedVersions();
  const versions = `node ${pinned.node}, pnpm ${pinned.pnpm}`;
  if (
    remembered !== undefined &&
    remembered.versions === versions &&
    remembered.fingerprint === fingerprint(remembered)
  ) {
    return remembered;
  }
  const paths = runningToolchain(pinned) ?? (await toolchainFromNpx(pinned));
  return { ...paths, versions, fingerprint: fingerprint(paths) ?? "" };
}

function pinnedVersions() {
  const node = readFileSync(join(root, ".node-version"), "utf8").trim();
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const pnpm = /^pnpm@([^+]+)/.exec(packageManager)?.[1];
  if (pnpm === undefined) throw new SetupError("package.json names no pnpm version.");
  return { node, pnpm };
}

/** @param {{ node: string, pnpm: string }} paths */
function fingerprint({ node, pnpm }) {
  try {
    return [node, pnpm]
      .map((path) => statSync(path))
      .map((s) => `${s.size}:${s.mtimeMs}`)
      .join(" ");
  } catch {
    return undefined;
  }
}

/**
 * When a contributor with the right Node runs `pnpm test`, both tools are already here.
 *
 * @param {{ node: string, pnpm: string }} pinned
 */
function runningToolchain(pinned) {
  const { npm_execpath: pnpm, npm_config_user_agent: agent = "" } = process.env;
  if (process.versions.node !== pinned.node || pnpm === undefined) return undefined;
  if (!agent.startsWith(`pnpm/${pinned.pnpm} `) || /\.[cm]?js$/.test(pnpm)) return undefined;
  return { node: process.execPath, pnpm };
}

/**
 * @param {{ node: string, pnpm: string }} pinned
 * @returns {Promise<{ node: string, pnpm: string }>}
 */
async function toolchainFromNpx(pinned) {
  const packages = [`node@${pinned.node}`, `pnpm@${pinned.pnpm}`];
  const done = progress(`getting Node ${pinned.node} and pnpm ${pinned.pnpm} (once)`);
  const { code, stdout, stderr } = await npx(
    packages,
    "node scripts/bootstrap/print-toolchain.mjs",
  );
  done();
  const line = stdout.split("\n").find((each) => each.startsWith("{"));
  if (code !== 0 || line === undefined) throw new SetupError(npxFailure(packages, stderr));
  const found = JSON.parse(line);
  if (found.version !== pinned.node || found.pnpm === undefined) {
    throw new SetupError(
      `npx gave Node ${found.version} instead of ${pinned.node}; try: npm cache clean --force`,
    );
  }
  return { node: found.node, pnpm: found.pnpm };
}

/**
 * @param {string[]} packages
 * @param {string} script
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
function npx(packages, script) {
  const args = [
    "--yes",
    "--prefer-offline",
    "--ignore-scripts=false",
    "--fetch-retry-mintimeout=1000",
    ...packages.map((each) => `--package=${each}`),
    "-c",
    script,
  ];
  const cli = npxScript();
  const windows = process.platform === "win32";
  const child =
    cli === undefined
      ? spawn(windows ? "npx.cmd" : "npx", windows ? args.map((each) => `"${each}"`) : args, {
          cwd: root,
          shell: windows,
        })
      : spawn(process.execPath, [cli, ...args], { cwd: root });
  child.stdin.end();
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ code: 1, stdout, stderr: `${stderr}${error.message}` }));
    child.on("close", (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}

/** npm says where it is, and npx is beside it: no shell and no PATH needed. */
function npxScript() {
  const npm = process.env.npm_execpath;
  if (npm === undefined || !npm.endsWith("npm-cli.js")) return undefined;
  const cli = join(dirname(npm), "npx-cli.js");
  return statSync(cli, { throwIfNoEntry: false }) === undefined ? undefined : cli;
}

/**
 * @param {string[]} packages
 * @param {string} stderr
 */
function npxFailure(packages, stderr) {
  const lines = stderr.split("\n").filter((line) => !/^$|npm warn|complete log/i.test(line));
  const telling = lines.filter((line) => /error code|reason:/i.test(line));
  const reason = (telling.length > 0 ? telling : lines.slice(-8)).join("\n");
  const tools = packages.join(" and ");
  if (/ENOENT.*npx|npx.*(not found|ENOENT)/i.test(stderr)) {
    return `npx was not found. It comes with npm: install npm 10 or newer, then try again.\n${reason}`;
  }
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|network/i.test(
      stderr,
    )
  ) {
    return `The npm registry cannot be reached, and the first run has to get ${tools} from it.\nConnect to a network (behind a proxy: npm config set proxy <url>), then try again.\n${reason}`;
  }
  return `npx could not get ${tools}.\n${reason}`;
}

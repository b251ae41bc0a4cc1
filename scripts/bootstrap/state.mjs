import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { root } from "./root.mjs";

/**
 * What the last run found and did; kept in `.cache`, and safe to delete.
 *
 * @typedef {{ toolchain?: import("./toolchain.mjs").Toolchain, install?: string, build?: string }} State
 */

const stateFile = join(root, ".cache", "bootstrap.json");

/** @returns {State} */
export function readState() {
  try {
    return JSON.parse(readFileSync(stateFile, "utf8"));
  } catch {
    return {};
  }
}

/**
 * Writes the state when it changed.
 *
 * @param {State} state
 */
export function writeState(state) {
  const text = JSON.stringify(state, undefined, 2);
  if (text === JSON.stringify(readState(), undefined, 2)) return;
  mkdirSync(dirname(stateFile), { recursive: true });
  writeFileSync(stateFile, `${text}\n`);
}

/** Changes with anything an install depends on; undefined when nothing is installed. */
export function installStamp() {
  if (!existsSync(join(root, "node_modules", ".modules.yaml"))) return undefined;
  const hash = createHash("sha256");
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json"]) {
    hash.update(readFileSync(join(root, file)));
  }
  for (const folder of packageFolders()) {
    const installed = existsSync(join(folder, "node_modules"));
    hash.update(`${installed}`).update(readFileSync(join(folder, "package.json")));
  }
  return hash.digest("hex");
}

/** Changes with the path, size or time of anything that a build reads. */
export function buildStamp() {
  const hash = createHash("sha256").update(readFileSync(join(root, "tsconfig.base.json")));
  for (const folder of packageFolders()) {
    hash.update(readFileSync(join(folder, "tsconfig.json")));
    for (const file of entries(join(folder, "src"), true)) {
      const { mtimeMs, size } = statSync(join(folder, "src", file));
      hash.update(`${file}\0${mtimeMs}\0${size}\n`);
    }
  }
  return hash.digest("hex");
}

/** Whether each package has what its manifest promises. */
export function isBuilt() {
  return packageFolders().every((folder) =>
    existsSync(join(folder, "dist", folder.endsWith("cli") ? "bin.js" : "index.js")),
  );
}

function packageFolders() {
  const packages = join(root, "packages");
  return [packages, join(packages, "providers")]
    .flatMap((parent) => entries(parent).map((name) => join(parent, name)))
    .filter((folder) => existsSync(join(folder, "package.json")));
}

/**
 * @param {string} folder
 * @param {boolean} recursive
 */
function entries(folder, recursive = false) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive, encoding: "utf8" }).toSorted();
}

// Runs inside npx: says where the Node and the pnpm that npx got are.
import { existsSync, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";

const names = process.platform === "win32" ? ["pnpm.exe", "pnpm.cmd"] : ["pnpm"];
const pnpm = (process.env.PATH ?? "")
  .split(delimiter)
  .flatMap((folder) => names.map((name) => join(folder, name)))
  .find((path) => existsSync(path));

process.stdout.write(
  `${JSON.stringify({
    version: process.versions.node,
    node: process.execPath,
    pnpm: pnpm === undefined ? undefined : realpathSync(pnpm),
  })}\n`,
);

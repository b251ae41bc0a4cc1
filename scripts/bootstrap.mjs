// Runs on Node 20 and npm alone: gets the pinned Node and pnpm, installs, builds, then hands over.
import process from "node:process";

import { handOver } from "./bootstrap/hand-over.mjs";
import { prepare } from "./bootstrap/prepare.mjs";
import { SetupError } from "./bootstrap/setup-error.mjs";

const commands = {
  start: { needsBuild: true, args: ["packages/cli/dist/bin.js", "chat"] },
  test: { needsBuild: false, args: ["scripts/check.ts"] },
};

const [name = "", ...rest] = process.argv.slice(2);
// npm drops the `--` of `npm start -- --model x`; pnpm hands it on.
const args = rest[0] === "--" ? rest.slice(1) : rest;

try {
  const command = name === "start" || name === "test" ? commands[name] : undefined;
  if (command === undefined)
    throw new SetupError("Usage: node scripts/bootstrap.mjs start|test [arguments]");
  const { node, env } = await prepare(command);
  handOver(node, [...command.args, ...args], env);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`\nbyok: ${error.message}\n`);
  process.exitCode = 1;
}

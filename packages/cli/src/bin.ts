#!/usr/bin/env node
import module from "node:module";
import process from "node:process";

// Before anything that an older Node lacks: an error of its own says nothing to a user.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `byok needs Node 22.19 or newer; this is Node ${process.versions.node}.\nNext   install Node 24 from https://nodejs.org\n`,
  );
  process.exit(1);
}
module.enableCompileCache();
// A report on a crash would hold the keys of the environment.
process.report.excludeEnv = true;

// Users can do nothing about Node's notes on its own experimental parts.
const emitWarning = process.emitWarning.bind(process) as (...args: unknown[]) => void;
process.emitWarning = (warning: string | Error, ...rest: unknown[]): void => {
  const [first] = rest;
  const type =
    typeof first === "object" && first !== null ? (first as { type?: unknown }).type : first;
  const name = warning instanceof Error ? warning.name : type;
  if (name !== "ExperimentalWarning") emitWarning(warning, ...rest);
};

const [{ main }, { exitOfLost, watchOutput }] = await Promise.all([
  import("./main.ts"),
  import("./terminal/watch-output.ts"),
]);
const { stdin, stdout, stderr, env } = process;
const outputLost = watchOutput(stdout, stderr, env, (code) => process.exit(code));
const code = await main(process.argv.slice(2), {
  stdin,
  stdout,
  stderr,
  env,
  outputLost,
  onInterrupt(handler) {
    process.on("SIGINT", handler);
    return () => process.off("SIGINT", handler);
  },
});
// A keep-alive connection or an open terminal must not hold the process.
await Promise.all(
  [stdout, stderr].map((stream) => new Promise((resolve) => stream.write("", resolve))),
);
process.exit(outputLost.aborted ? exitOfLost(outputLost) : code);

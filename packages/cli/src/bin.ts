#!/usr/bin/env node
import module from "node:module";
import process from "node:process";

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

// `byok models | head` closes the pipe early; that is no fault.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
  });
}

const [{ main }, { exitCode }, { watchOutput }] = await Promise.all([
  import("./main.ts"),
  import("./errors/exit-codes.ts"),
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
process.exit(outputLost.aborted ? exitCode("unwritten") : code);

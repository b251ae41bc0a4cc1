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
    throw error;
  });
}

const { main } = await import("./main.ts");
process.exitCode = await main(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  onInterrupt(handler) {
    process.on("SIGINT", handler);
    return () => process.off("SIGINT", handler);
  },
});
// A keep-alive connection or an open terminal must not hold the process.
await Promise.all(
  [process.stdout, process.stderr].map(
    (stream) => new Promise((resolve) => stream.write("", resolve)),
  ),
);
process.exit();

import { runNewPlatform } from "../new-platform/run-new-platform.ts";

const { stdin, stdout, stderr } = process;
process.exitCode = await runNewPlatform({
  args: process.argv.slice(2),
  terminal: stdin.isTTY && stdout.isTTY ? { input: stdin, output: stdout } : undefined,
  today: new Date(),
  print: (text) => stdout.write(text),
  printError: (text) => stderr.write(text),
});

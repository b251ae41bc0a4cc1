import process from "node:process";
import { AbortedError, Secret } from "@byok/core/keys";
import { KEY_VARIABLE } from "../backends/key-file.ts";
import { PASSPHRASE_VARIABLE } from "../backends/passphrase.ts";
import { systemCode } from "../files/system-error.ts";
import type { EnvironmentVariables } from "../state-paths.ts";
import { VaultError } from "../vault-error.ts";
import { keyVariables } from "./platform-names.ts";

/** How a command is run. */
export interface CommandOptions {
  /** Default 60,000: a password manager may wait for a finger. */
  timeoutMs?: number;
  signal?: AbortSignal;
  env?: EnvironmentVariables;
  /** Lets the command speak on this process's stderr, such as to ask for a touch. Default true. */
  showErrors?: boolean;
}

const TIMEOUT_MS = 60_000;
const LONGEST = 64 * 1024;

/**
 * Runs a command such as `["op", "read", "op://private/openai/key"]` and takes the first line of its output as a key.
 * No shell is involved, so no character of an argument means anything; keys of the environment are not handed on.
 *
 * @throws VaultError with reason `source` when it fails, says nothing, or takes too long; AbortedError.
 */
export async function keyFromCommand(
  argv: readonly string[],
  options: CommandOptions = {},
): Promise<Secret> {
  const [command, ...args] = argv;
  if (command === undefined || command === "") {
    throw failed("The command is empty.", "Name a program and its arguments.");
  }
  const output = await outputOf(command, args, options);
  const lines = output
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/);
  output.fill(0);
  const line = lines.find((each) => each.trim() !== "");
  if (line !== undefined) return new Secret(line.trim());
  throw failed("The command printed nothing.", "Run it by hand: it must print the key.");
}

async function outputOf(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<Buffer> {
  const { timeoutMs = TIMEOUT_MS, signal } = options;
  const { spawn } = await import("node:child_process");
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      shell: false,
      stdio: ["inherit", "pipe", options.showErrors === false ? "ignore" : "inherit"],
      env: withoutKeys(options.env ?? process.env),
      windowsHide: true,
    });
    const chunks: Buffer[] = [];
    let length = 0;
    const clear = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    };
    const end = (error: Error): void => {
      clear();
      child.stdout.destroy();
      child.kill("SIGKILL");
      reject(error);
    };
    const stop = (): void => end(new AbortedError("Stopped before the command gave a key."));
    const timer = setTimeout(() => end(tooSlow(timeoutMs)), timeoutMs);
    signal?.addEventListener("abort", stop, { once: true });
    if (signal?.aborted === true) stop();
    child.stdout.on("data", (chunk: Buffer) => {
      length += chunk.length;
      chunks.push(chunk);
      if (length > LONGEST) end(tooLong());
    });
    child.on("error", (error) => end(notStarted(error)));
    child.on("close", (code, killedBy) => {
      if (code !== 0)
        return end(
          failed(
            `The command failed (${killedBy ?? `exit code ${code}`}).`,
            "Run it by hand; its own message says why.",
          ),
        );
      clear();
      resolve(Buffer.concat(chunks));
    });
  });
}

function tooSlow(timeoutMs: number): VaultError {
  return failed(
    `The command gave no key in ${Math.round(timeoutMs / 1000)} s and was stopped.`,
    "Run it by hand to see what it waits for.",
  );
}

function tooLong(): VaultError {
  return failed("The command's output is too long for a key.", "Let it print the key only.");
}

function notStarted(error: Error): VaultError {
  const code = systemCode(error);
  const why =
    code === "ENOENT" ? "is not installed, or not on PATH" : `cannot be started (${code})`;
  return failed(
    `The program of the command ${why}.`,
    "Try the command by hand; give its whole path if need be.",
  );
}

function withoutKeys(env: EnvironmentVariables): Record<string, string | undefined> {
  const clean = { ...env };
  for (const name of [...keyVariables(), PASSPHRASE_VARIABLE, KEY_VARIABLE]) delete clean[name];
  return clean;
}

function failed(message: string, step: string): VaultError {
  return new VaultError("source", message, { steps: [step] });
}

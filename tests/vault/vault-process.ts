import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { openVault } from "@byok/vault";

export const changeVault: string = fileURLToPath(
  new URL("children/change-vault.ts", import.meta.url),
);
const VAULT_KEY = "07".repeat(32);

/** What a child said and how it ended. */
export interface Ended {
  code: number | null;
  killedBy: string | null;
  /** Labels that it was told are saved. */
  saved: string[];
  output: string;
}

/** A folder for the state of a test. */
export function newHome(): string {
  return mkdtempSync(join(tmpdir(), "byok-vault-process-"));
}

/** The environment of a process whose vault is in a folder, behind a key in a variable. */
export function environment(home: string): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    BYOK_HOME: join(home, "state"),
    BYOK_VAULT_KEY: VAULT_KEY,
  };
}

/** Runs a command with a vault's environment; `kill` may stop it once it is at work. */
export async function runIn(
  home: string,
  command: readonly string[],
  options: { env?: Record<string, string>; killAfterMs?: number } = {},
): Promise<Ended> {
  const [program = "", ...args] = command;
  const env = { ...environment(home), ...options.env };
  const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => {
    if (output === "" && options.killAfterMs !== undefined) {
      setTimeout(() => child.kill("SIGKILL"), options.killAfterMs);
    }
    output += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, killedBy) => {
      const saved = [...output.matchAll(/^saved (\S+)$/gm)].map((match) => match[1] ?? "");
      resolve({ code, killedBy, saved, output: output + errors });
    });
  });
}

/** The keys in a vault by label, after checking that each opens and belongs to its label. */
export async function storedLabels(home: string): Promise<string[]> {
  const env = environment(home);
  const keys = await openVault({ env }).export({ reveal: true });
  for (const { label, key } of keys) {
    if (key !== `sk-${label}-0123456789abcdefghijklmnop`)
      throw new Error(`The key of ${label} is another.`);
  }
  return keys.map(({ label }) => label).toSorted();
}

/** Adds one key in this process. */
export async function addHere(home: string, label: string): Promise<void> {
  const vault = openVault({ env: environment(home) });
  await vault.add({ platform: "openai", label, key: `sk-${label}-0123456789abcdefghijklmnop` });
}

/** What lies in the folder of a vault. */
export function filesOf(home: string): string[] {
  return readdirSync(join(home, "state")).toSorted();
}

/** Whether a program is installed and does what its probe asks. */
export function works(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore", timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

/** A number from the environment: the full run sets it higher than the default. */
export function countFrom(name: string, usual: number): number {
  return Number(process.env[name] ?? usual);
}

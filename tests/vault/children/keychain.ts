/**
 * Uses the OS keychain and says what happens, one line of JSON per step. Arguments: the steps.
 */
import { writeSync } from "node:fs";
import process from "node:process";
import { isVaultError, openVault } from "@byok/vault";

const say = (line: unknown): number => writeSync(1, `${JSON.stringify(line)}\n`);
const KEY = "sk-keychain-0123456789abcdefghijklmnop";

for (const step of process.argv.slice(2)) {
  const vault = openVault();
  const started = performance.now();
  try {
    if (step === "add") await vault.add({ platform: "openai", key: KEY });
    if (step === "find") {
      const found = await vault.find("openai");
      const key = found?.key;
      say({ step, found: typeof key === "object" && key.reveal() === KEY });
      continue;
    }
    if (step === "rekey") await vault.rekey({ backend: "keychain" });
    const { backend, entries } = vault.status();
    say({ step, backend, entries });
  } catch (error) {
    if (!isVaultError(error)) throw error;
    say({ step, reason: error.reason, steps: error.steps.length, message: error.message });
  }
  process.stderr.write(`${step}: ${Math.round(performance.now() - started)} ms\n`);
}

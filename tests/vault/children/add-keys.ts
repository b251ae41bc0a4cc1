/**
 * Adds keys to the vault in BYOK_HOME, and says on stdout which it was told are saved.
 * Arguments: the name of this process, and how many keys.
 */
import { writeSync } from "node:fs";
import process from "node:process";
import { openVault } from "@byok/vault";

const [name = "child", count = "1"] = process.argv.slice(2);
const vault = openVault();
await vault.unlock().catch(() => undefined);
writeSync(1, "ready\n");
try {
  for (let number = 0; number < Number(count); number += 1) {
    const label = `${name}-${number}`;
    await vault.add({ platform: "openai", label, key: `sk-${label}-0123456789abcdefghijklmnop` });
    writeSync(1, `saved ${label}\n`);
  }
} catch (error) {
  const { reason, message } = error as { reason?: string; message: string };
  writeSync(1, `failed ${reason ?? "?"} ${message}\n`);
  process.exitCode = 1;
}

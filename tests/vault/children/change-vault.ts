/**
 * Changes the vault in BYOK_HOME, and says on stdout what it was told is saved.
 * Arguments: `add <name> <count>`, `remove <label>` or `rekey <key file>`.
 */
import { writeSync } from "node:fs";
import process from "node:process";
import { openVault } from "@byok/vault";

const [action, name = "", count = "1"] = process.argv.slice(2);
const vault = openVault();
if (vault.status().exists) await vault.unlock();
writeSync(1, "ready\n");
try {
  const adds = action === "add" ? Number(count) : 0;
  for (let number = 0; number < adds; number += 1) {
    const label = `${name}-${number}`;
    await vault.add({ platform: "openai", label, key: `sk-${label}-0123456789abcdefghijklmnop` });
    writeSync(1, `saved ${label}\n`);
  }
  if (action === "remove") {
    await vault.remove({ platform: "openai", label: name });
    writeSync(1, `saved ${name}\n`);
  }
  if (action === "rekey") {
    await vault.rekey({ backend: "key-file", keyFile: name });
    writeSync(1, "saved rekey\n");
  }
} catch (error) {
  const { reason, message } = error as { reason?: string; message: string };
  writeSync(1, `failed ${reason ?? "?"} ${message}\n`);
  process.exitCode = 1;
}

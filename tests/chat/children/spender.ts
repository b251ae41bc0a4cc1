/**
 * Sets sums aside, tells which were let through, and keeps them until standard input ends.
 * Arguments: the store's file, how often, the amount.
 */
import { writeSync } from "node:fs";
import process from "node:process";
import { openStore, storeBudget } from "@byok/chat";
import { isByokError } from "@byok/core";

const [path = "", times = "1", amount = "0"] = process.argv.slice(2);
const store = openStore({ path });
const budget = storeBudget(store);
for (let i = 0; i < Number(times); i += 1) {
  try {
    await budget.reserve({ platform: "p", model: "m", amount, currency: "USD", unbounded: [] });
    writeSync(1, "held\n");
  } catch (error) {
    if (!isByokError(error, "budget_exceeded")) throw error;
    writeSync(1, "refused\n");
  }
}
writeSync(1, "ready\n");
process.stdin.resume().on("end", () => process.exit(0));

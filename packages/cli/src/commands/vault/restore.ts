import type { Command } from "../../options/command.ts";
import { sanitizeLine } from "../../terminal/sanitize.ts";

/** `byok vault restore`: back to the last good copy. */
export const restore: Command = {
  spec: {
    name: "vault restore",
    summary: "Put the last good copy in the place of a damaged vault.",
    usage: ["byok vault restore [flags]"],
    examples: [
      ["byok vault restore", "only where the vault is damaged; the damaged file is kept beside it"],
    ],
    options: { json: { type: "boolean", help: "Print JSON." } },
  },
  async run(input, { io, screen }) {
    const { restoreVault } = await import("@byok/vault");
    const { entries, movedTo } = await restoreVault({ env: io.env });
    if (input.flag("json")) {
      screen.json({ entries, movedTo });
      return 0;
    }
    screen.print(`The vault is back, with ${entries === 1 ? "one key" : `${entries} keys`}.\n`);
    if (movedTo !== undefined) screen.print(`The damaged file is now ${sanitizeLine(movedTo)}.\n`);
    return 0;
  },
};

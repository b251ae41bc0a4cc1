import { CliError } from "../../errors/cli-error.ts";
import type { Command } from "../../options/command.ts";
import { PASSPHRASE_FLAGS } from "../../options/passphrase-flags.ts";
import { renderStatus, statusJson } from "../../vault/show-status.ts";

/** `byok vault status`: where the keys are. */
export const status: Command = {
  spec: {
    name: "vault status",
    summary: "Show where the keys are and what opens them.",
    usage: ["byok vault status [flags]"],
    examples: [
      ["byok vault status", "file, backend, number of keys, rights"],
      ["byok vault status --unlock", "also try whether it opens"],
    ],
    options: {
      unlock: { type: "boolean", help: "Try to unlock it; may ask for the passphrase." },
      ...PASSPHRASE_FLAGS,
      json: { type: "boolean", help: "Print JSON." },
    },
  },
  async run(input, { keys, screen }) {
    const vault = await keys.open();
    if (input.flag("unlock")) {
      if (!vault.status().exists) {
        throw new CliError("There is no vault yet.", { next: "byok keys add openai" });
      }
      await keys.unlock();
    }
    const now = vault.status();
    if (input.flag("json")) screen.json(statusJson(now));
    else {
      screen.print(renderStatus(now));
      if (input.flag("unlock")) screen.print("Unlocked  yes: what it says is proved\n");
    }
    if (now.problem !== undefined) throw now.problem;
    return 0;
  },
};

import { findPlatform } from "@byok/core/keys";
import type { ExportedKey } from "@byok/vault";
import { CliError } from "../../errors/cli-error.ts";
import { keyName } from "../../keys/key-name.ts";
import type { Command } from "../../options/command.ts";
import { PASSPHRASE_FLAGS } from "../../options/passphrase-flags.ts";
import { platformNamed } from "../../options/platform-argument.ts";
import { confirm } from "../../terminal/confirm.ts";

/** `byok vault export`: the keys in clear. */
export const exportKeys: Command = {
  spec: {
    name: "vault export",
    summary: "Show the stored keys in clear; asks first.",
    usage: ["byok vault export --reveal [flags] [platform]"],
    examples: [
      ["byok vault export --reveal > keys.env", "as lines of a .env file"],
      ["byok vault export --reveal --yes --json openai", "for a script"],
    ],
    options: {
      reveal: { type: "boolean", help: "Yes, in clear." },
      yes: { type: "boolean", short: "y", help: "Do not ask." },
      ...PASSPHRASE_FLAGS,
      json: { type: "boolean", help: "Print JSON." },
    },
    notes: ["To see what is stored without showing it: byok keys list."],
  },
  async run(input, { io, keys, screen }) {
    const [name, ...more] = input.positionals;
    if (more.length > 0) {
      throw new CliError("byok vault export takes one platform.", {
        next: "byok vault export --reveal openai",
      });
    }
    const platform = name === undefined ? undefined : platformNamed(name).id;
    if (!input.flag("reveal")) {
      throw new CliError("An export shows keys in clear, and you did not ask for that.", {
        why: "Whoever sees the screen, its scrollback or the file has your keys.",
        next: "byok vault export --reveal, or byok keys list, which shows masks",
      });
    }
    const count = (await keys.entries()).filter(
      (entry) => platform === undefined || entry.platform === platform,
    ).length;
    if (count === 0) {
      throw new CliError("No key is stored, so there is nothing to export.", {
        next: "byok keys list",
      });
    }
    if (!input.flag("yes")) {
      if (!keys.canAsk) {
        throw new CliError("An export must be confirmed, and nobody can be asked here.", {
          why: "Standard input is no terminal. Nothing was shown.",
          next: "byok vault export --reveal --yes",
        });
      }
      if (!(await confirm(io, `Show ${count === 1 ? "one key" : `${count} keys`} in clear?`))) {
        screen.note("Nothing was shown.\n");
        return 0;
      }
    }
    const vault = await keys.unlock();
    const exported = await vault.export({
      reveal: true,
      ...(platform === undefined ? {} : { platform }),
    });
    if (input.flag("json")) screen.json(exported);
    else screen.print(exported.map(line).join(""));
    return 0;
  },
};

/** A line of a `.env` file; keys beside the default are comments, because a name holds one value. */
function line(entry: ExportedKey): string {
  const platform = findPlatform(entry.platform);
  const endpoint = platform?.endpoints.find((each) => each.region === entry.region);
  const name =
    endpoint?.keyEnv?.[0] ??
    platform?.env[0] ??
    `${entry.platform.toUpperCase().replaceAll("-", "_")}_API_KEY`;
  const use = entry.isDefault && entry.enabled ? "" : "# ";
  return `# ${keyName(entry)}\n${use}${name}=${entry.key}\n`;
}

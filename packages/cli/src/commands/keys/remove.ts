import { CliError } from "../../errors/cli-error.ts";
import { keyName } from "../../keys/key-name.ts";
import type { Command } from "../../options/command.ts";
import { keySelector, SELECTOR_FLAGS } from "../../options/key-options.ts";
import { PASSPHRASE_FLAGS } from "../../options/passphrase-flags.ts";
import { confirm } from "../../terminal/confirm.ts";
import { sanitizeLine } from "../../terminal/sanitize.ts";

/** `byok keys remove`: a key is taken out. */
export const remove: Command = {
  spec: {
    name: "keys remove",
    summary: "Remove a key; asks first.",
    usage: ["byok keys remove [flags] <platform> [label]"],
    examples: [
      ["byok keys remove openai", "the platform's only key"],
      ["byok keys remove openai work --yes", "without asking, for a script"],
    ],
    options: {
      yes: { type: "boolean", short: "y", help: "Do not ask." },
      ...SELECTOR_FLAGS,
      ...PASSPHRASE_FLAGS,
      json: { type: "boolean", help: "Print JSON." },
    },
    notes: [
      "The key is gone from the vault and its copy. It still works at the platform until you revoke it there.",
    ],
  },
  async run(input, { io, keys, screen }) {
    const selector = keySelector(input, "keys remove");
    const vault = await keys.open();
    const { platform, label, region } = selector;
    const matching = (await keys.entries()).filter(
      (entry) =>
        entry.platform === platform &&
        (label === undefined || entry.label === label) &&
        (region === undefined || entry.region === region),
    );
    const [only] = matching;
    // None or several: the vault says what there is; it removes nothing then.
    const sure = matching.length === 1 && only !== undefined;
    if (sure && !input.flag("yes")) {
      if (!keys.canAsk) {
        throw new CliError("A removal must be confirmed, and nobody can be asked here.", {
          why: "Standard input is no terminal. Nothing was removed.",
          next: `byok keys remove ${platform} ${label ?? only.label} --yes`,
        });
      }
      const question = `Remove ${keyName(only)}, ${only.mask}?`;
      if (!(await confirm(io, sanitizeLine(question)))) {
        screen.print("Nothing was removed.\n");
        return 0;
      }
    }
    if (sure) await keys.unlock();
    const { entry, newDefault } = await vault.remove(sure ? { id: only.id } : selector);
    if (input.flag("json")) {
      screen.json({ removed: entry, ...(newDefault === undefined ? {} : { newDefault }) });
      return 0;
    }
    screen.print(`Removed ${sanitizeLine(keyName(entry))}, ${entry.mask}.\n`);
    if (newDefault !== undefined)
      screen.print(`The default is now "${sanitizeLine(newDefault.label)}".\n`);
    return 0;
  },
};

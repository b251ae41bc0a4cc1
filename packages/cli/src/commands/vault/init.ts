import type { Command } from "../../options/command.ts";
import { BACKEND_FLAGS, backendOption } from "../../options/key-options.ts";
import { PASSPHRASE_FLAGS } from "../../options/passphrase-flags.ts";
import { ensureKeyFile } from "../../vault/ensure-key-file.ts";
import { renderStatus, statusJson } from "../../vault/show-status.ts";

/** `byok vault init`: an empty vault. */
export const init: Command = {
  spec: {
    name: "vault init",
    summary: "Make an empty vault.",
    usage: ["byok vault init [flags]"],
    examples: [
      ["byok vault init", "with the system's keychain, where it works"],
      ["byok vault init --backend passphrase", "it asks for the passphrase twice"],
      [
        "byok vault init --backend key-file --key-file ~/.secrets/byok.key",
        "the file is made if it is not there",
      ],
    ],
    options: {
      ...BACKEND_FLAGS,
      ...PASSPHRASE_FLAGS,
      json: { type: "boolean", help: "Print JSON." },
    },
    notes: ["The first `byok keys add` does the same."],
  },
  async run(input, context) {
    const { keys, screen } = context;
    const backend = backendOption(input);
    const keyFile = await ensureKeyFile(context, backend, input.text("key-file"));
    const vault = await keys.open({ backend, keyFile });
    const status = await vault.init(backend === undefined ? {} : { backend });
    if (input.flag("json")) screen.json(statusJson(status));
    else screen.print(renderStatus(status));
    return 0;
  },
};

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { BackendKind } from "@byok/vault";
import { CliError } from "../../errors/cli-error.ts";
import type { Command, CommandContext } from "../../options/command.ts";
import { BACKEND_FLAGS, backendOption } from "../../options/key-options.ts";
import { PASSPHRASE_FLAGS } from "../../options/passphrase-flags.ts";
import { readLine } from "../../vault/read-line.ts";
import { renderStatus, statusJson } from "../../vault/show-status.ts";

/** `byok vault rekey`: another passphrase or backend. */
export const rekey: Command = {
  spec: {
    name: "vault rekey",
    summary: "Change the passphrase or the backend.",
    usage: ["byok vault rekey [flags]"],
    examples: [
      [
        "byok vault rekey",
        "another passphrase; it asks for the old one, then twice for the new one",
      ],
      ["byok vault rekey --backend keychain", "let the system's keychain open the vault"],
      [
        'printf "%s\\n" "$OLD" "$NEW" | byok vault rekey --passphrase-stdin',
        "for a script: the old passphrase, then the new one",
      ],
    ],
    options: {
      ...BACKEND_FLAGS,
      ...PASSPHRASE_FLAGS,
      json: { type: "boolean", help: "Print JSON." },
    },
    notes: [
      "Every key is encrypted anew, and what opened the vault before opens nothing any more. In a script the new passphrase comes from BYOK_NEW_PASSPHRASE, or from the line of standard input after that of --passphrase-stdin. Where another backend opened the vault before, BYOK_PASSPHRASE or the first line is the new one.",
    ],
  },
  async run(input, context) {
    const { keys, screen } = context;
    const backend = backendOption(input);
    const vault = await keys.open();
    const before = vault.status();
    if (!before.exists) throw new CliError("There is no vault yet.", { next: "byok vault init" });
    if (before.problem !== undefined) throw before.problem;
    const kind = backend ?? before.backend;
    const passphrase =
      kind === "passphrase"
        ? await newPassphrase(input.flag("passphrase-stdin"), before.backend, context)
        : undefined;
    const keyFile = kind === "key-file" ? await newKeyFile(input.text("key-file")) : undefined;
    await keys.unlock();
    const status = await vault.rekey({
      ...(backend === undefined ? {} : { backend }),
      ...(passphrase === undefined ? {} : { passphrase }),
      ...(keyFile === undefined ? {} : { keyFile }),
    });
    if (input.flag("json")) screen.json(statusJson(status));
    else screen.print(renderStatus(status));
    return 0;
  },
};

/** The new passphrase of a script; undefined where a person is asked. */
async function newPassphrase(
  fromStdin: boolean,
  inUse: BackendKind | undefined,
  { io, keys }: CommandContext,
): Promise<string | undefined> {
  const set = io.env["BYOK_NEW_PASSPHRASE"] ?? "";
  if (set !== "") return set;
  const line = fromStdin ? await readLine(io.stdin) : undefined;
  if (line !== undefined && line !== "") return line;
  // A vault that no passphrase opens has no old one that could be meant.
  if (inUse !== "passphrase" && keys.passphrase !== undefined) return keys.passphrase;
  if (keys.canAsk && !fromStdin) return undefined;
  throw new CliError("The new passphrase is missing.", {
    why: "Nobody can be asked here, and the passphrase in use is not taken for the new one.",
    next: "set BYOK_NEW_PASSPHRASE, or give it on the second line with --passphrase-stdin",
  });
}

/** The new key file, which is made when it is not there. */
async function newKeyFile(named: string | undefined): Promise<string | undefined> {
  if (named === undefined) return undefined;
  const path = resolve(named);
  if (!existsSync(path)) (await import("@byok/vault")).createKeyFile(path);
  return path;
}

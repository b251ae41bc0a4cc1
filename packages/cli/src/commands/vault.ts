import { commandGroup } from "../options/command-group.ts";
import type { Command } from "../options/command.ts";

/** `byok vault`: how the keys on this device are protected. */
export const vault: Command = commandGroup(
  {
    name: "vault",
    summary: "Show and change how the keys on this device are protected.",
    usage: ["byok vault <command> [flags]"],
    examples: [
      ["byok vault status", "where the keys are, and what opens them"],
      ["byok vault init --backend passphrase", "make an empty vault with a passphrase"],
      ["byok vault rekey", "another passphrase"],
      ["byok vault rekey --backend keychain", "from a passphrase to the system's keychain"],
    ],
    options: {},
    notes: [
      "Backends: keychain (the system's own; the default where it works), passphrase, key-file (for machines without a person: BYOK_KEY_FILE or BYOK_VAULT_KEY), session (nothing is written). There is none in clear text, and the choice never changes by itself.",
      "Where nobody can be asked, the passphrase comes from BYOK_PASSPHRASE, or from the first line of standard input with --passphrase-stdin.",
    ],
  },
  {
    status: {
      summary: "Show where the keys are and what opens them.",
      load: async () => (await import("./vault/status.ts")).status,
    },
    init: {
      summary: "Make an empty vault.",
      load: async () => (await import("./vault/init.ts")).init,
    },
    rekey: {
      summary: "Change the passphrase or the backend.",
      load: async () => (await import("./vault/rekey.ts")).rekey,
    },
    export: {
      summary: "Show the stored keys in clear; asks first.",
      load: async () => (await import("./vault/export.ts")).exportKeys,
    },
    restore: {
      summary: "Put the last good copy in the place of a damaged vault.",
      load: async () => (await import("./vault/restore.ts")).restore,
    },
  },
);

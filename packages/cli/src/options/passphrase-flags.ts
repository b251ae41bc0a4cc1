import type { OptionSpec } from "./command.ts";

/** Flags of every command that may have to open the vault. */
export const PASSPHRASE_FLAGS: Readonly<Record<string, OptionSpec>> = {
  "passphrase-stdin": {
    type: "boolean",
    help: "The first line of standard input is the passphrase of the vault.",
  },
};

import { VaultError } from "../vault-error.ts";

/** The error of a file that is not what a save has written; `what` completes "…: it …". */
export function damaged(path: string, what: string, cause?: unknown): VaultError {
  return new VaultError("damaged", `The vault file is damaged: ${what}.`, {
    path,
    cause,
    steps: [
      "Go back to the last good copy, vault.json.bak, with `restoreVault` (`byok vault restore`).",
      "Put the file back from your own backup.",
      `Or move ${path} and its .bak away, and add the keys again.`,
    ],
  });
}

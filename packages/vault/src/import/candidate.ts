import type { Secret } from "@byok/core/keys";
import type { KeyWarning, VaultEntry } from "../vault-types.ts";

/** Where a key was found. */
export interface KeyOrigin {
  kind: "environment" | "env-file" | "llm" | "shell-profile" | "command";
  /** The variable, or the name that the other program gives the key. */
  name: string;
  /** The file. */
  path?: string;
  /** The line of the file, from 1. */
  line?: number;
}

/** A key that was found outside the vault, ready to be imported. */
export interface ImportCandidate {
  platform: string;
  region?: string;
  label?: string;
  key: Secret;
  /** Such as `sk-...abcd`. */
  mask: string;
  source: KeyOrigin;
}

/** What an import did. */
export interface ImportReport {
  added: { candidate: ImportCandidate; entry: VaultEntry }[];
  /** `alreadyStored`: the same key is in the vault, so its source can be deleted too. */
  skipped: { candidate: ImportCandidate; why: string; alreadyStored: boolean }[];
  warnings: KeyWarning[];
}

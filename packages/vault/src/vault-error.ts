import { ByokError, type ErrorDetails } from "@byok/core/keys";

/** What went wrong with the vault. The union is open: minor versions add members. */
export type VaultErrorReason =
  | "locked"
  | "wrong_passphrase"
  | "wrong_key"
  | "weak_passphrase"
  | "damaged"
  | "newer_version"
  | "backend_gone"
  | "backend_needed"
  | "permission"
  | "conflict"
  | "not_found"
  | "busy"
  | "not_saved"
  | "invalid"
  | "source";

/** What a vault error knows beside its message. */
export interface VaultErrorDetails extends Omit<ErrorDetails, "hint"> {
  /** What to do next, the best first. */
  steps: readonly string[];
  /** The file or folder that it is about. */
  path?: string | undefined;
}

/** The vault cannot do what was asked; `reason` says which kind, `steps` what to do. It never holds a key. */
export class VaultError extends ByokError {
  override name = "VaultError";
  readonly reason: VaultErrorReason;
  /** What to do next, the best first; `hint` is the same in one text. */
  readonly steps: readonly string[];
  /** The file or folder that it is about. */
  readonly path?: string;

  constructor(reason: VaultErrorReason, message: string, details: VaultErrorDetails) {
    const { steps, path, ...rest } = details;
    const hint =
      steps.length < 2 ? steps.join("") : steps.map((step, at) => `${at + 1}. ${step}`).join("\n");
    super("vault", message, { ...rest, hint });
    this.reason = reason;
    this.steps = steps;
    if (path !== undefined) this.path = path;
  }
}

/** Tells whether a value is a vault error, of the given reason where one is given. */
export function isVaultError(error: unknown, reason?: VaultErrorReason): error is VaultError {
  if (typeof error !== "object" || error === null) return false;
  if ((error as { name?: unknown }).name !== "VaultError") return false;
  return reason === undefined || (error as VaultError).reason === reason;
}

import { ByokError, type ErrorDetails } from "@byok/core";

/** Why the store could not do it. The union is open: minor versions add members. */
export type StoreErrorReason =
  | "full"
  | "read-only"
  | "busy"
  | "damaged"
  | "newer"
  | "closed"
  | "not-found"
  | "invalid"
  | "conflict"
  | "unavailable"
  | "io";

/** What a store error knows beside its message. */
export interface StoreErrorDetails extends ErrorDetails {
  /** What was to be saved and is not; the caller still has it, and so does whoever reads the error. */
  unsaved?: unknown;
}

/** The chat store could not read or save. Nothing of the failed change is in the file. */
export class StoreError extends ByokError {
  override name = "StoreError";
  readonly reason: StoreErrorReason;
  /** What was to be saved and is not. */
  readonly unsaved?: unknown;
  constructor(reason: StoreErrorReason, message: string, details: StoreErrorDetails = {}) {
    super("store", message, details);
    this.reason = reason;
    if (details.unsaved !== undefined) this.unsaved = details.unsaved;
  }
}

/** Makes the error for a thing that does not exist. */
export function notFound(what: string, id: string, hint: string): StoreError {
  return new StoreError("not-found", `There is no ${what} ${JSON.stringify(id)}.`, { hint });
}

/** Makes the error for an argument that cannot be. */
export function invalid(message: string, hint: string): StoreError {
  return new StoreError("invalid", message, { hint });
}

interface Failure {
  readonly reason: StoreErrorReason;
  readonly what: string;
  readonly hint: string;
}

/** SQLite's primary result codes. https://sqlite.org/rescode.html */
const FAILURES: Readonly<Record<number, Failure>> = {
  5: {
    reason: "busy",
    what: "another process kept the chat store locked",
    hint: "Try again; if it stays so, end the other byok process.",
  },
  6: {
    reason: "busy",
    what: "another part of this process kept the chat store locked",
    hint: "Try again.",
  },
  8: {
    reason: "read-only",
    what: "the chat store is read-only",
    hint: "Make its file and folder writable, or set BYOK_HOME to a folder that is.",
  },
  10: {
    reason: "io",
    what: "the disk failed to read or write the chat store",
    hint: "Check that the disk has space and is healthy, then try again.",
  },
  11: {
    reason: "damaged",
    what: "the chat store is damaged",
    hint: "Copy the newest file from its backups folder over it; keep the damaged file for repair.",
  },
  13: {
    reason: "full",
    what: "the disk is full",
    hint: "Free some space and try again; or set BYOK_HOME to a folder on another disk.",
  },
  14: {
    reason: "io",
    what: "the chat store cannot be opened",
    hint: "Check that its folder exists and that you may write in it, or set BYOK_HOME.",
  },
  19: {
    reason: "conflict",
    what: "the change contradicts what is stored",
    hint: "The chat may have been changed or deleted elsewhere: open it again.",
  },
  26: {
    reason: "damaged",
    what: "the file is no chat store",
    hint: "Move it away, or copy the newest file from its backups folder over it.",
  },
};

/** Turns what SQLite threw into a StoreError; byok's own errors pass unchanged. */
export function toStoreError(error: unknown): Error {
  if (error instanceof ByokError) return error;
  const { errcode, message, code } = error as {
    errcode?: number;
    message?: string;
    code?: string;
  };
  if (code === "ERR_INVALID_STATE") {
    return new StoreError("closed", "The chat store is closed.", {
      cause: error,
      hint: "Open it again with openStore.",
    });
  }
  if (errcode === undefined) return error instanceof Error ? error : new Error(String(error));
  const failure = FAILURES[errcode & 0xff];
  if (failure === undefined) {
    return new StoreError("io", `The chat store failed: ${message ?? "unknown error"}.`, {
      cause: error,
      hint: "Try again; if it stays so, report it with this text.",
    });
  }
  return new StoreError(failure.reason, `Not saved or read: ${failure.what}.`, {
    cause: error,
    hint: failure.hint,
    retryable: failure.reason === "busy",
  });
}

/** Runs a change; when it fails the error carries what is not saved. */
export function saving<T>(what: string, unsaved: unknown, change: () => T): T {
  try {
    return change();
  } catch (error) {
    const known = toStoreError(error);
    if (!(known instanceof StoreError)) throw known;
    const { reason, hint, retryable } = known;
    const text = known.message.replace(/^Not saved or read: /, "");
    throw new StoreError(reason, `${what} was not saved: ${text}`, {
      hint,
      retryable,
      cause: known.cause ?? known,
      unsaved,
    });
  }
}

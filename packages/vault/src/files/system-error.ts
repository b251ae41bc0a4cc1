/** The code of a system error, such as `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : undefined;
}

const WHY: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file would be larger than the system allows",
  EROFS: "the disk is read-only",
  EACCES: "the folder may not be written to",
  EPERM: "the system does not allow it",
  EIO: "the disk reports a fault",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
};

const FIX: Readonly<Record<string, string>> = {
  ENOSPC: "Free some space, then run the same again.",
  EDQUOT: "Free some space, then run the same again.",
  EROFS: "Set BYOK_HOME to a folder that can be written to.",
  EACCES: "Make the folder writable for you: chmod 700 on it, or set BYOK_HOME to another.",
  EIO: "Check the disk, and copy the folder of the vault to another one first.",
};

/** Why a file could not be written, to follow "because". */
export function whyNotWritten(error: unknown): string {
  const code = systemCode(error);
  return (code === undefined ? undefined : WHY[code]) ?? `the system says ${code ?? "no more"}`;
}

/** What to do about it. */
export function fixForWriting(error: unknown): string {
  return FIX[systemCode(error) ?? ""] ?? "Check the folder and the disk, then run the same again.";
}

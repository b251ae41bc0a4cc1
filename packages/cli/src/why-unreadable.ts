const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "It does not exist.",
  EACCES: "You have no permission to read it.",
  EISDIR: "It is a folder.",
};

/** Why a file cannot be read, in a sentence, from the system's code. */
export function whyUnreadable(code: string): string {
  return Object.hasOwn(REASONS, code) ? (REASONS[code] ?? "") : `The system says ${code}.`;
}

import { accessSync, constants, statSync } from "node:fs";
import { CliError } from "./errors/cli-error.ts";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "It does not exist.",
  EACCES: "You have no permission to read it.",
  EISDIR: "It is a folder.",
};

/** Why a file cannot be read, in a sentence, from the system's code. */
export function whyUnreadable(code: string): string {
  return Object.hasOwn(REASONS, code) ? (REASONS[code] ?? "") : `The system says ${code}.`;
}

/** Refuses a file that cannot be read. It is not read: it may be a pipe. @throws CliError. */
export function refuseUnreadable(path: string, next: string): void {
  let code: string | undefined;
  try {
    accessSync(path, constants.R_OK);
    if (statSync(path).isDirectory()) code = "EISDIR";
  } catch (error) {
    code = (error as { code?: string }).code ?? "unknown";
  }
  if (code === undefined) return;
  throw new CliError(`The file ${path} cannot be read.`, { why: whyUnreadable(code), next });
}

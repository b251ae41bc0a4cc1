import type { ExitName } from "./exit-codes.ts";

/** An error of the command line itself, with its three parts. */
export class CliError extends Error {
  override name = "CliError";
  /** Why it happened, where that is known. */
  readonly why: string | undefined;
  /** The next command to type. */
  readonly next: string;
  readonly exit: ExitName;

  constructor(what: string, details: { why?: string; next: string; exit?: ExitName }) {
    super(what);
    this.why = details.why;
    this.next = details.next;
    this.exit = details.exit ?? "usage";
  }
}

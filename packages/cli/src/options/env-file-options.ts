import { accessSync, constants, statSync } from "node:fs";
import { CliError } from "../errors/cli-error.ts";
import { whyUnreadable } from "../why-unreadable.ts";
import type { CommandInput, OptionSpec } from "./command.ts";

/**
 * Flags that say which `.env` file is read. Never `--env-file`: Node takes that word for itself wherever it stands,
 * and obeys a NODE_OPTIONS in the file before byok runs.
 */
export const ENV_FILE_FLAGS: Readonly<Record<string, OptionSpec>> = {
  "use-env-file": {
    type: "string",
    value: "<file>",
    help: "Read keys and addresses from this file instead of ./.env.",
  },
  "no-env-file": { type: "boolean", help: "Read no .env file." },
};

/** What `--use-env-file` and `--no-env-file` mean for core: `./.env` when neither is given. */
export function envFileOf(input: CommandInput): string | boolean {
  const file = input.text("use-env-file");
  if (file !== undefined && input.flag("no-env-file")) {
    throw new CliError("--use-env-file and --no-env-file contradict each other.", {
      next: "leave one of them out",
    });
  }
  if (file !== undefined) checkReadable(file);
  return input.flag("no-env-file") ? false : (file ?? true);
}

/** Core would refuse the file as a wrong request; here it is a wrong command line. Not read: it may be a pipe. */
function checkReadable(path: string): void {
  let code: string | undefined;
  try {
    accessSync(path, constants.R_OK);
    if (statSync(path).isDirectory()) code = "EISDIR";
  } catch (error) {
    code = (error as { code?: string }).code ?? "unknown";
  }
  if (code === undefined) return;
  throw new CliError(`The file ${path} cannot be read.`, {
    why: whyUnreadable(code),
    next: "--use-env-file <file>, or --no-env-file",
  });
}

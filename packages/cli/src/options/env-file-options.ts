import { CliError } from "../errors/cli-error.ts";
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
  return input.flag("no-env-file") ? false : (file ?? true);
}

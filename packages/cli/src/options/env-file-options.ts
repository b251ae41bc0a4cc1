import { refuseUnreadable } from "../why-unreadable.ts";
import type { CommandInput, OptionSpec } from "./command.ts";
import { refuseBoth } from "./contradict.ts";

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
  refuseBoth(input, "use-env-file", "no-env-file");
  // Core would refuse the file as a wrong request; here it is a wrong command line.
  if (file !== undefined) refuseUnreadable(file, "--use-env-file <file>, or --no-env-file");
  return input.flag("no-env-file") ? false : (file ?? true);
}

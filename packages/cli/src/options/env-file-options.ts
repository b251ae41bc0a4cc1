import { CliError } from "../errors/cli-error.ts";
import type { CommandInput, OptionSpec } from "./command.ts";

/** Flags that say which `.env` file is read. */
export const ENV_FILE_FLAGS: Readonly<Record<string, OptionSpec>> = {
  "env-file": {
    type: "string",
    value: "<file>",
    help: "Read keys and addresses from this file instead of ./.env.",
  },
  "no-env-file": { type: "boolean", help: "Read no .env file." },
};

/** What `--env-file` and `--no-env-file` mean for core: `./.env` when neither is given. */
export function envFileOf(input: CommandInput): string | boolean {
  const file = input.text("env-file");
  if (file !== undefined && input.flag("no-env-file")) {
    throw new CliError("--env-file and --no-env-file contradict each other.", {
      next: "leave one of them out",
    });
  }
  return input.flag("no-env-file") ? false : (file ?? true);
}

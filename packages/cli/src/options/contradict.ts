import { CliError } from "../errors/cli-error.ts";
import type { CommandInput } from "./command.ts";

/** Refuses two flags of which only one can hold. @throws CliError where both are given. */
export function refuseBoth(input: CommandInput, one: string, other: string): void {
  if (!isGiven(input, one) || !isGiven(input, other)) return;
  throw new CliError(`--${one} and --${other} contradict each other.`, {
    next: "leave one of them out",
  });
}

/** Whether a flag is given, with or without a value. */
function isGiven(input: CommandInput, name: string): boolean {
  return input.flag(name) || input.text(name) !== undefined;
}

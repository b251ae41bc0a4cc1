import type { Completion } from "../complete.ts";
import type { Desk } from "../desk.ts";

/** A command inside a chat. */
export interface SlashCommand {
  usage: string;
  help: string;
  /** What can stand after it, for the Tab key. */
  completes?: Completion;
  /** Runs it and shows what came of it; `exit` leaves the chat. @throws CliError for a wrong value. */
  run(desk: Desk, argument: string): Promise<"exit" | void> | "exit" | void;
}

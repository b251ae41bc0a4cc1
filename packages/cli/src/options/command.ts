import type { Io } from "../io.ts";
import type { Screen } from "../terminal/screen.ts";
import type { KeyAccess } from "../vault/key-access.ts";

/** One flag of a command. */
export interface OptionSpec {
  type: "boolean" | "string";
  /** One letter. */
  short?: string;
  /** May be given several times. */
  multiple?: boolean;
  /** What stands for the value in the help. */
  value?: string;
  /** The value where the flag stands alone; without it the flag needs one. */
  alone?: string;
  /** A blank value means something. */
  blank?: true;
  help: string;
}

/** What a command is called, takes and shows as help. */
export interface CommandSpec {
  name: string;
  summary: string;
  usage: readonly string[];
  /** Command line → what it does; shown first. */
  examples: readonly (readonly [string, string])[];
  options: Readonly<Record<string, OptionSpec>>;
  /** What to type where somebody gives words to a command that takes none; the command alone when absent. */
  insteadOfWords?: (words: string) => string;
  /** Further paragraphs. */
  notes?: readonly string[];
}

/** A command line that has been read. */
export interface CommandInput {
  /** The value of a flag that takes one. */
  text(name: string): string | undefined;
  /** All values of a flag that may be repeated. */
  list(name: string): readonly string[];
  /** Whether a flag without a value is set. */
  flag(name: string): boolean;
  positionals: readonly string[];
}

/** What a command works with. */
export interface CommandContext {
  io: Io;
  screen: Screen;
  /** The keys that are stored on this device. */
  keys: KeyAccess;
}

/** A command that is loaded only when it is used. */
export interface CommandEntry {
  summary: string;
  load(): Promise<Command>;
}

/** One command of the program. */
export interface Command {
  spec: CommandSpec;
  /** The commands of a group, such as `add` of `keys`; `run` then only shows them. */
  subcommands?: Readonly<Record<string, CommandEntry>>;
  /** Runs it; resolves with the exit code. */
  run(input: CommandInput, context: CommandContext): Promise<number>;
}

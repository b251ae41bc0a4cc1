import type { Contestant } from "../compare/ask-models.ts";
import type { CommandContext } from "../options/command.ts";
import type { Progress } from "../terminal/progress.ts";
import type { LineReader } from "./line-reader.ts";
import type { ChatState } from "./state.ts";

/** What a command of a chat works with. */
export interface Desk {
  state: ChatState;
  context: CommandContext;
  reader: LineReader;
  /** For a screen reader: whole lines, no colour, no moving cursor. */
  plain: boolean;
  /** Saves a question and has it answered. */
  send(text: string): Promise<void>;
  /** Has the question at the end of the branch answered. */
  answer(): Promise<void>;
  /** Goes on with another model. @throws what choosing and creating a model throws. */
  switchModel(reference: string): Promise<void>;
  /** Runs something that takes time; Ctrl-C stops it. */
  working<T>(
    label: string,
    work: (signal: AbortSignal, progress: Progress) => Promise<T>,
  ): Promise<T>;
  /** Another model that is asked with the settings of this chat. @throws what choosing a model throws. */
  contestant(reference: string): Promise<Contestant>;
}

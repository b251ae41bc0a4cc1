import type { UserMessage } from "@byok/core";
import { questionText, readAll, readFiles } from "./ask-input.ts";
import type { CommandContext, CommandInput } from "./options/command.ts";
import { startProgress } from "./terminal/progress.ts";

const SLOW_INPUT_MS = 3000;

/**
 * The question of a command line: its words, standard input and files. `example` is what to type instead.
 *
 * @throws CliError when nothing was asked.
 */
export async function questionFrom(
  input: CommandInput,
  context: CommandContext,
  signal: AbortSignal,
  example?: string,
): Promise<UserMessage> {
  const reads = context.io.stdin.isTTY !== true && !input.flag("no-stdin");
  const piped = reads ? await readPiped(context, signal) : undefined;
  const files = await readFiles(input.list("file"));
  const text = questionText(input.positionals, piped, example);
  return { role: "user", content: files.length === 0 ? text : [...files, { type: "text", text }] };
}

async function readPiped({ io, screen }: CommandContext, signal: AbortSignal): Promise<string> {
  const progress = startProgress(io, "reading standard input");
  // A pipe that nobody closes would look like a hang.
  const slow = setTimeout(() => {
    progress.stop();
    screen.note("Still reading standard input; --no-stdin leaves it out.\n");
  }, SLOW_INPUT_MS);
  try {
    return await readAll(io.stdin, signal);
  } finally {
    clearTimeout(slow);
    progress.stop();
  }
}

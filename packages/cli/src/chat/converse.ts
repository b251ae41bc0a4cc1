import { columnsOf } from "../io.ts";
import { explainError } from "../errors/explain-error.ts";
import { renderError } from "../errors/render-error.ts";
import { shortId } from "../store/open-home.ts";
import { sanitizeLine } from "../terminal/sanitize.ts";
import { style } from "../terminal/style.ts";
import type { Desk } from "./desk.ts";
import { runSlash } from "./slash-commands.ts";

/** Reads messages and commands until the user leaves; gives the exit code. */
export async function converse(desk: Desk): Promise<number> {
  const { reader, context } = desk;
  const { screen } = context;
  const prompt = screen.render(style.bold("> "));
  let interrupted = false;
  for (;;) {
    const entry = await reader.next(prompt);
    if (entry.kind === "end") {
      screen.print("\n");
      break;
    }
    if (entry.kind === "interrupt") {
      screen.print("\n");
      if (interrupted) break;
      interrupted = true;
      screen.print(style.dim("Press Ctrl-C again, or Ctrl-D, to leave.\n"));
      continue;
    }
    interrupted = false;
    const line = entry.text.trim();
    if (line !== "" && (await handle(line, desk)) === "exit") break;
  }
  sayGoodbye(desk);
  return 0;
}

async function handle(line: string, desk: Desk): Promise<"exit" | void> {
  const { state, context } = desk;
  try {
    if (line.startsWith("/")) return await runSlash(line, desk);
    await desk.send(line);
  } catch (error) {
    const { platform, model } = state.opened.choice;
    const explained = explainError(error, { command: "chat", inChat: true, platform, model });
    context.screen.note(renderError(explained, columnsOf(context.io.stderr)));
  }
}

function sayGoodbye({ state, context: { screen } }: Desk): void {
  const { total, session } = state;
  if (total.answers() > 0) {
    screen.print(`${style.dim(`This chat: ${sanitizeLine(total.format())}`)}\n`);
  }
  if (session.chatId === undefined) return;
  if (session.memory === undefined) {
    screen.print(
      style.dim(
        `Saved as ${shortId(session.chatId)}: byok chat --resume ${shortId(session.chatId)}\n`,
      ),
    );
  } else if (session.memory === "trouble") {
    screen.print(`${style.yellow("This chat was not saved.")}\n`);
  }
}

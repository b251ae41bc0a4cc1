import { recordTurn, setHead } from "@byok/chat";
import { askModels } from "../compare/ask-models.ts";
import { renderOutcomes } from "../compare/render-outcomes.ts";
import { CliError } from "../errors/cli-error.ts";
import { toTurn } from "../store/save-asked.ts";
import { style } from "../terminal/style.ts";
import type { Desk } from "./desk.ts";
import { messagesToSend } from "./messages-to-send.ts";
import { reload } from "./session.ts";
import { lastQuestion, nothingAsked } from "./slash/tree-commands.ts";

/** Asks the last question of other models, shows the answers side by side, and saves each beside the others. */
export async function compareInChat(desk: Desk, argument: string): Promise<void> {
  const { state, context } = desk;
  const { session } = state;
  const { screen } = context;
  const references = argument.split(/\s+/).filter((word) => word !== "");
  if (references.length === 0) {
    throw new CliError("/compare takes one model or more.", {
      next: "/compare openai/gpt-4o-mini anthropic/claude-haiku-4-5",
    });
  }
  const at = lastQuestion(session.path);
  const question = session.path[at];
  if (question === undefined || session.chatId === undefined) throw nothingAsked();
  const contestants = await Promise.all(references.map((reference) => desk.contestant(reference)));
  const { messages } = await messagesToSend({
    ...state,
    session: { ...session, path: session.path.slice(0, at + 1) },
  });
  const outcomes = await desk.working("asking", async (signal, progress) =>
    askModels(contestants, messages, {
      signal,
      onProgress: (characters, done) =>
        progress.update(`${done} of ${contestants.length} done, ${sum(characters)} characters`),
    }),
  );
  screen.print(renderOutcomes(outcomes, desk.plain ? 1 : screen.columns));
  const head = session.path.at(-1)?.id ?? question.id;
  for (const outcome of outcomes) {
    if (outcome.usage !== undefined && outcome.cost !== undefined) {
      state.total.add(outcome.usage, outcome.cost);
    }
    const turn = toTurn(outcome);
    recordTurn(session.store, { ...turn, chatId: session.chatId, parentId: question.id });
  }
  setHead(session.store, session.chatId, head);
  reload(session);
  screen.print(style.dim("Each answer is a branch of this chat: /branch lists them.\n"));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

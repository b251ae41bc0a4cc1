import { getRecipe } from "@byok/chat";
import { explainError } from "../errors/explain-error.ts";
import { renderError } from "../errors/render-error.ts";
import { columnsOf } from "../io.ts";
import type { CommandContext } from "../options/command.ts";
import { CliError } from "../errors/cli-error.ts";
import { findChat } from "../store/open-home.ts";
import { closeSession, enterChat, openSession, type Session } from "./session.ts";
import { readSettings, type ChatSettings } from "./settings.ts";

/** A conversation that begins or goes on. */
export interface Resumed {
  session: Session;
  /** How it was held the last time. */
  settings: ChatSettings;
}

/** What decides which conversation it is. */
export interface ResumeOptions {
  resume: string | undefined;
  temporary: boolean;
  recipe: string | undefined;
  budget: string | undefined;
}

/** Opens the store, and the chat to go on with. @throws CliError; StoreError when that chat cannot be read. */
export function openResumed(start: ResumeOptions, context: CommandContext): Resumed {
  if (start.temporary && start.resume !== undefined) {
    throw new CliError("--temporary and --resume contradict each other.", {
      next: "leave one of them out",
    });
  }
  const session = openSession(context.io, {
    temporary: start.temporary,
    limit: start.budget,
    onTrouble: (error) => tellNotSaved(error, context),
  });
  try {
    let settings: ChatSettings = { config: {} };
    if (start.resume !== undefined) {
      if (session.home === undefined) {
        throw new CliError("There is no chat to go on with: the store cannot be opened.", {
          next: "byok chat",
          exit: "store",
        });
      }
      const chat = findChat(session.home, start.resume);
      enterChat(session, chat.id);
      settings = readSettings(chat);
    }
    if (start.recipe !== undefined) {
      settings.recipe = getRecipe(session.home ?? session.store, start.recipe).name;
    }
    return { session, settings };
  } catch (error) {
    closeSession(session);
    throw error;
  }
}

/** Says that a conversation is not saved, why, and what can be done; the conversation goes on. */
export function tellNotSaved(error: unknown, { io, screen }: CommandContext): void {
  const explained = explainError(error, { command: "chat", inChat: true });
  const what = explained.what.includes("not saved")
    ? explained.what
    : `This chat is not saved. ${explained.what}`;
  screen.note(
    renderError(
      { ...explained, what, next: "/save tries again; /save chat.md writes it to a file" },
      columnsOf(io.stderr),
    ),
  );
}

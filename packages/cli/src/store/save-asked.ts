import { addMessage, createChat, recordTurn, setHead, type TurnRecord } from "@byok/chat";
import { isByokError, type JsonObject, type UserMessage } from "@byok/core";
import type { Outcome } from "../compare/ask-models.ts";
import { explainError } from "../errors/explain-error.ts";
import { renderError } from "../errors/render-error.ts";
import { columnsOf, type Io } from "../io.ts";
import type { CommandContext } from "../options/command.ts";
import { sanitizeLine } from "../terminal/sanitize.ts";
import { style } from "../terminal/style.ts";
import { mayHaveCost } from "./may-have-cost.ts";
import { openHome } from "./open-home.ts";

/** A call that was made outside of a chat. */
export type AskedTurn = Omit<TurnRecord, "chatId" | "parentId">;

/** Keeps a question and its answers as a chat, the first answer on its shown branch. @returns the chat's id. @throws StoreError. */
export function saveAsked(
  io: Pick<Io, "env">,
  question: UserMessage,
  settings: JsonObject,
  turns: readonly AskedTurn[],
): string {
  const store = openHome(io);
  try {
    return store.connection.transaction(() => {
      const { id: chatId } = createChat(store, { settings });
      const parentId = addMessage(store, chatId, question);
      const answers = turns.map((turn) => recordTurn(store, { ...turn, chatId, parentId }));
      const shown = answers.find(({ messageId }) => messageId !== undefined)?.messageId;
      setHead(store, chatId, shown ?? parentId);
      return chatId;
    });
  } finally {
    store.close();
  }
}

/** Keeps a comparison as a chat with a branch for each answer. @returns the chat's id. @throws StoreError. */
export function saveComparison(
  io: Pick<Io, "env">,
  question: UserMessage,
  system: string | undefined,
  outcomes: readonly Outcome[],
): string {
  const [first] = outcomes;
  const settings = {
    ...(first === undefined ? {} : { model: `${first.platform}/${first.model}` }),
    ...(system === undefined ? {} : { system }),
  };
  return saveAsked(io, question, settings, outcomes.map(toTurn));
}

/** A call of a comparison as it is recorded. */
export function toTurn(outcome: Outcome): AskedTurn {
  const { platform, model, startedAt, latencyMs, firstTokenMs, result, error } = outcome;
  return {
    platform,
    model,
    startedAt,
    latencyMs,
    ...(firstTokenMs === undefined ? {} : { firstTokenMs }),
    ...(result === undefined ? { error } : { result }),
  };
}

/**
 * Keeps what calls outside of chats have cost, without a word of them, so that `byok cost` tells all that was spent. A
 * store that takes nothing stops nothing: it is told where a person reads along.
 */
export function noteCosts({ io, screen }: CommandContext, turns: readonly AskedTurn[]): void {
  const spent = turns.filter(mayHaveCost);
  if (spent.length === 0) return;
  try {
    const store = openHome(io);
    try {
      for (const { parameters: _, ...turn } of spent) recordTurn(store, turn);
    } finally {
      store.close();
    }
  } catch (error) {
    if (!isByokError(error, "store")) throw error;
    if (screen.notesOnTerminal) {
      screen.note(
        `${style.yellow("warning")} byok cost will not know of this: ${sanitizeLine(error.message)}\n`,
      );
    }
  }
}

/** Says that what was shown is not saved, and what to do; gives the exit code of that. */
export function tellUnsaved(error: unknown, { io, screen }: CommandContext): number {
  const explained = explainError(error, { command: "history" });
  const what = explained.what.includes("not saved")
    ? explained.what
    : `The answer was not saved. ${explained.what}`;
  screen.note(renderError({ ...explained, what }, columnsOf(io.stderr)));
  return explained.exit;
}

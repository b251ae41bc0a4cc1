import { getChat, listTurns, textOf } from "@byok/chat";
import { createCostTotal } from "../answer/cost-total.ts";
import { titleOfChat } from "../history/list-chats.ts";
import { sanitize } from "../terminal/sanitize.ts";
import { style } from "../terminal/style.ts";
import type { Desk } from "./desk.ts";
import { enterChat, unanswered } from "./session.ts";
import { readSettings } from "./settings.ts";

/** Goes on with a chat: its branch, its settings and what it has cost. @throws StoreError; what a switch of model throws. */
export async function resumeChat(desk: Desk, chatId: string): Promise<void> {
  const { state } = desk;
  const { session } = state;
  enterChat(session, chatId);
  const settings = readSettings(getChat(session.store, session.chatId ?? chatId));
  state.system = settings.system;
  state.recipe = settings.recipe;
  const { platform, model } = state.opened.choice;
  if (settings.model !== undefined && settings.model !== `${platform}/${model}`) {
    await desk.switchModel(settings.model);
  }
  countCosts(desk);
  showWhere(desk);
}

/** Sums what the chat has cost until now. */
export function countCosts({ state }: Pick<Desk, "state">): void {
  const { session } = state;
  state.total = createCostTotal();
  if (session.chatId === undefined) return;
  for (const { usage, cost } of listTurns(session.store, { chatId: session.chatId })) {
    if (usage !== undefined && cost !== undefined) state.total.add(usage, cost);
  }
}

/** Shows where the conversation stands: its title and the last question and answer. */
export function showWhere({ state, context: { screen } }: Pick<Desk, "state" | "context">): void {
  const { session } = state;
  if (session.chatId === undefined) return;
  const chat = getChat(session.store, session.chatId);
  const count = session.path.length;
  screen.print(
    `${style.bold(titleOfChat(chat))} ${style.dim(`(${count} ${count === 1 ? "message" : "messages"}; /show shows them all)`)}\n`,
  );
  for (const { message, incomplete } of session.path.slice(-2)) {
    const lines = sanitize(textOf(message)).trimEnd().split("\n");
    const shown = lines.length > LINES ? [...lines.slice(0, LINES), "…"] : lines;
    const mark = message.role === "user" ? style.bold("> ") : "";
    screen.print(`${mark}${shown.join("\n")}\n`);
    if (incomplete) screen.print(style.dim("(This answer broke off.)\n"));
  }
  if (unanswered(session) !== undefined) {
    screen.print(style.dim("This message has no answer yet: /retry sends it again.\n"));
  }
}

const LINES = 12;

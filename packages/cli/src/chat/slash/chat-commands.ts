import {
  budgetStatus,
  changeChat,
  copyChat,
  getChat,
  openStore,
  removeBudget,
  renameChat,
} from "@byok/chat";
import { CliError } from "../../errors/cli-error.ts";
import { renderBudgets } from "../../cost/render-budgets.ts";
import { exportText, formatOfFile, writeExport } from "../../history/export-chat.ts";
import { printChats, titleOfChat } from "../../history/list-chats.ts";
import { chatsFile, findChat, shortId } from "../../store/open-home.ts";
import { sanitizeLine } from "../../terminal/sanitize.ts";
import { style } from "../../terminal/style.ts";
import type { Desk } from "../desk.ts";
import { resumeChat } from "../resume.ts";
import { enterChat, ensureChat, limitChat } from "../session.ts";
import { settingsOf } from "../settings.ts";
import type { SlashCommand } from "./slash-command.ts";
import { nothingAsked } from "./tree-commands.ts";

/** Commands on chats and what they cost. */
export const CHAT_COMMANDS: Readonly<Record<string, SlashCommand>> = {
  "/title": {
    usage: "/title [text]",
    help: "Show the title of this chat, or give it one.",
    run({ state: { session }, context: { screen } }, argument) {
      if (session.chatId === undefined) throw nothingAsked();
      const chat =
        argument === ""
          ? getChat(session.store, session.chatId)
          : renameChat(session.store, session.chatId, argument);
      screen.print(`Title: ${titleOfChat(chat)}\n`);
    },
  },
  "/history": {
    usage: "/history",
    help: "List your chats.",
    run({ state: { session }, context: { screen } }) {
      if (session.home === undefined) throw noStore();
      printChats(screen, session.home, { limit: 20 });
      screen.print(style.dim("/open <id> goes on with one.\n"));
    },
  },
  "/open": {
    usage: "/open <id | last>",
    help: "Go on with another chat.",
    completes: "chat",
    async run(desk, argument) {
      const { session } = desk.state;
      if (argument === "") throw new CliError("/open takes a chat.", { next: "/history" });
      if (session.home === undefined) throw noStore();
      const chat = findChat(session.home, argument);
      if (session.memory !== undefined && session.path.length > 0) {
        throw new CliError("This chat is not kept, and opening another would lose it.", {
          next: "/save, or /clear to give it up",
        });
      }
      if (session.store !== session.home) session.store.close();
      session.store = session.home;
      session.memory = undefined;
      await resumeChat(desk, chat.id);
    },
  },
  "/save": {
    usage: "/save [file.md | file.json | file.html]",
    help: "Keep a temporary or unsaved chat after all, or write this chat to a file.",
    completes: "file",
    run: save,
  },
  "/cost": {
    usage: "/cost",
    help: "Show what this chat has cost so far.",
    run({ state, context: { screen } }) {
      const count = state.total.answers();
      screen.print(
        `This chat, ${count} ${count === 1 ? "answer" : "answers"}: ${sanitizeLine(state.total.format())}\n`,
      );
    },
  },
  "/budget": {
    usage: "/budget [amount | off]",
    help: "Show what is left of every limit, or set the most that this chat may cost, in US dollars.",
    run: budget,
  },
};

/** The error where the chats on this device cannot be reached. */
function noStore(): CliError {
  return new CliError("The chats on this device cannot be opened here.", {
    why: "There are none yet, or the store could not be opened.",
    next: "byok history (says why)",
    exit: "store",
  });
}

async function save(desk: Desk, argument: string): Promise<void> {
  const { state, context } = desk;
  const { session } = state;
  const { screen, io } = context;
  const { chatId } = session;
  if (chatId === undefined) throw nothingAsked();
  if (argument !== "") {
    const text = exportText(session.store, [chatId], formatOfFile(argument));
    await writeExport(argument, text, { force: false });
    screen.print(`Written to ${sanitizeLine(argument)}; you alone may read it.\n`);
    return;
  }
  if (session.memory === undefined) {
    screen.print(`Every turn is saved already, as chat ${shortId(chatId)}.\n`);
    return;
  }
  // Opened anew: what failed before may work now.
  const home = openStore({ path: chatsFile(io.env) });
  let copy;
  try {
    copy = copyChat(session.store, chatId, home);
    changeChat(home, copy.id, { settings: settingsOf(state) });
  } catch (error) {
    home.close();
    throw error;
  }
  session.store.close();
  if (session.home !== undefined && session.home !== session.store) session.home.close();
  session.store = home;
  session.home = home;
  session.memory = undefined;
  enterChat(session, copy.id);
  screen.print(`Saved as chat ${shortId(copy.id)}; from now on every turn is.\n`);
}

function budget({ state, context: { screen } }: Desk, argument: string): void {
  const { session } = state;
  const { store, home } = session;
  const keyLabel = state.keyLabel();
  if (argument === "off") {
    session.limit = undefined;
    for (const { limit } of budgetStatus(store)) {
      if (limit.scope === "chat" && limit.target === session.chatId) removeBudget(store, limit.id);
    }
    screen.print("This chat has no limit of its own any more.\n");
    return;
  }
  if (argument !== "") {
    const amount = argument.replace(/^\$/, "");
    limitChat(store, ensureChat(session, settingsOf(state)), amount);
    session.limit = amount;
  }
  const payer = {
    ...(session.chatId === undefined ? {} : { chatId: session.chatId }),
    ...(keyLabel === undefined ? {} : { keyLabel }),
  };
  const own = budgetStatus(store, payer).filter(
    ({ limit }) =>
      limit.scope !== "chat" || limit.target === "*" || limit.target === session.chatId,
  );
  const others =
    home === undefined || home === store
      ? []
      : budgetStatus(home, payer).filter(({ limit }) => limit.scope !== "chat");
  const all = [...own, ...others];
  screen.print(
    all.length === 0
      ? "No limit is set. /budget 0.50 limits this chat; byok budget set 20 --per month limits all.\n"
      : renderBudgets(all, screen.width),
  );
}

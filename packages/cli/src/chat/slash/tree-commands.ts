import {
  addMessage,
  branchChat,
  branchesOf,
  editMessage,
  getMessage,
  setHead,
  textOf,
} from "@byok/chat";
import type { UserMessage } from "@byok/core";
import { createCostTotal } from "../../answer/cost-total.ts";
import { CliError } from "../../errors/cli-error.ts";
import { parseNumber } from "../../options/values.ts";
import { shortId } from "../../store/open-home.ts";
import { sanitize, sanitizeLine } from "../../terminal/sanitize.ts";
import { style } from "../../terminal/style.ts";
import { truncate } from "../../terminal/width.ts";
import type { Desk } from "../desk.ts";
import { enterChat, goTo, reload, unanswered, type Step } from "../session.ts";
import type { SlashCommand } from "./slash-command.ts";

/** Commands on the tree of messages: nothing is ever overwritten. */
export const TREE_COMMANDS: Readonly<Record<string, SlashCommand>> = {
  "/retry": {
    usage: "/retry [platform/model]",
    help: "Ask the last question again, with another model if you name one; the old answer stays beside the new one.",
    completes: "model",
    async run(desk, argument) {
      const { session } = desk.state;
      const at = lastQuestion(session.path);
      if (at === -1) throw nothingAsked();
      if (argument !== "") await desk.switchModel(argument);
      session.path = session.path.slice(0, at + 1);
      await desk.answer();
    },
  },
  "/edit": {
    usage: "/edit [text]",
    help: "Change your last question: only keep it, or send it again. The original stays beside it.",
    run: edit,
  },
  "/branch": {
    usage: "/branch [number | at number | new]",
    help: "List the branches, go to one, go on after an earlier message, or copy the branch into a new chat.",
    run: branch,
  },
  "/show": {
    usage: "/show",
    help: "Show the messages of this branch, with their numbers.",
    run({ state, context: { screen } }) {
      if (state.session.path.length === 0) screen.print("Nothing was said yet.\n");
      state.session.path.forEach((step, index) => {
        const who = step.message.role === "user" ? "You" : "Answer";
        const note = step.incomplete ? " (broke off)" : "";
        screen.print(
          `${style.bold(`${index + 1} ${who}${note}`)}\n${sanitize(textOf(step.message)).trimEnd()}\n`,
        );
      });
    },
  },
  "/clear": {
    usage: "/clear",
    help: "Begin a new conversation; instructions stay, and so does this one in /history.",
    run({ state, context: { screen } }) {
      state.total = createCostTotal();
      state.session.chatId = undefined;
      state.session.path = [];
      state.attached = [];
      screen.print("Forgotten; the next message begins anew.\n");
    },
  },
};

/** Place of the last question in a branch; -1 where nothing was asked. */
export function lastQuestion(path: readonly Step[]): number {
  return path.findLastIndex(({ message }) => message.role === "user");
}

/** The error where a command needs a question. */
export function nothingAsked(): CliError {
  return new CliError("Nothing was asked yet.", { next: "type a question" });
}

async function edit(desk: Desk, argument: string): Promise<void> {
  const { state, context } = desk;
  const { session } = state;
  const at = lastQuestion(session.path);
  const step = session.path[at];
  if (step === undefined) throw nothingAsked();
  const before = textOf(step.message);
  let text: string | undefined = argument;
  if (text === "") {
    const oneLine = !desk.plain && !/[\n\u0000-\u001f\u007f-\u009f]/.test(before);
    if (!oneLine) context.screen.print(`It was: ${sanitize(before)}\n`);
    text = await said(desk, "new text > ", oneLine ? before : "");
  }
  if (text === undefined || text === "" || text === before) {
    context.screen.print("Not changed.\n");
    return;
  }
  const message = withText(step.message as UserMessage, text);
  const isOpen = unanswered(session) !== undefined;
  const how = isOpen ? "s" : await said(desk, "send it again, or only keep it? [send/keep] > ");
  const word = how?.toLowerCase() ?? "";
  const sends = word !== "" && "send".startsWith(word);
  if (!sends && (word === "" || !"keep".startsWith(word))) {
    context.screen.print("Not changed: the answer is neither send nor keep.\n");
    return;
  }
  const after = session.path.slice(at + 1);
  const id = editMessage(session.store, step.id, message);
  session.path = [...session.path.slice(0, at), { id, message, incomplete: false }];
  if (sends) {
    await desk.answer();
    return;
  }
  // Only kept: what followed stands under the changed question as well.
  for (const { message: each, incomplete } of after) {
    if (session.chatId !== undefined)
      addMessage(session.store, session.chatId, each, { incomplete });
  }
  reload(session);
  context.screen.print("Kept beside the original; nothing was sent. /branch lists both.\n");
}

function branch({ state, context: { screen } }: Desk, argument: string): void {
  const { session } = state;
  const { chatId, store } = session;
  if (chatId === undefined) throw nothingAsked();
  const [word = "", rest = ""] = argument.split(/\s+/, 2);
  if (word === "new") {
    const last = session.path.at(-1);
    if (last === undefined) throw nothingAsked();
    const copy = branchChat(store, last.id);
    enterChat(session, copy.id);
    screen.print(`This goes on as a chat of its own, ${shortId(copy.id)}; the other one stays.\n`);
    return;
  }
  if (word === "at") {
    const step = session.path[parseNumber(rest, "/branch at", { integer: true, min: 1 }) - 1];
    if (step === undefined) {
      throw new CliError(`This branch has ${session.path.length} messages.`, { next: "/show" });
    }
    goTo(session, step.id);
    screen.print(
      `The next message follows: ${truncate(sanitizeLine(textOf(step.message)), 60)}\nWhat came after it stays as a branch.\n`,
    );
    return;
  }
  const ends = branchesOf(store, chatId);
  if (word === "") {
    const head = session.path.at(-1)?.id;
    for (const [index, id] of ends.entries()) {
      const { message } = getMessage(store, id);
      const who = message.role === "user" ? "you: " : "";
      const mark = id === head ? "*" : " ";
      screen.print(
        `${mark} ${index + 1}  ${truncate(sanitizeLine(who + textOf(message)), screen.columns - 8)}\n`,
      );
    }
    screen.print(
      style.dim("/branch 2 goes to the second; /branch at 3 goes on after message 3 of /show.\n"),
    );
    return;
  }
  const id = ends[parseNumber(word, "/branch", { integer: true, min: 1 }) - 1];
  if (id === undefined) {
    throw new CliError(`There are ${ends.length} branches.`, { next: "/branch" });
  }
  setHead(store, chatId, id);
  reload(session);
  const last = session.path.at(-1);
  screen.print(
    `Now at: ${truncate(sanitizeLine(last === undefined ? "" : textOf(last.message)), 70)}\n`,
  );
}

async function said({ reader }: Desk, prompt: string, text = ""): Promise<string | undefined> {
  const entry = await reader.next(prompt, text);
  return entry.kind === "line" ? entry.text.trim() : undefined;
}

function withText(message: UserMessage, text: string): UserMessage {
  if (typeof message.content === "string") return { ...message, content: text };
  const last = message.content.findLastIndex((part) => part.type === "text");
  return {
    ...message,
    content: message.content.map((part, index) =>
      index === last && part.type === "text" ? { ...part, text } : part,
    ),
  };
}

import { getRecipe, keepMessage, keepText, listRecipes, textOf, UNIT_KINDS } from "@byok/chat";
import { estimateMessages } from "@byok/core";
import { readFiles } from "../../ask-input.ts";
import { formatCost } from "../../answer/format-cost.ts";
import { compareInChat } from "../compare-in-chat.ts";
import { priceOf, renderContext } from "../../context/render-context.ts";
import { CliError } from "../../errors/cli-error.ts";
import { sanitizeLine } from "../../terminal/sanitize.ts";
import { style } from "../../terminal/style.ts";
import { truncate } from "../../terminal/width.ts";
import type { Desk } from "../desk.ts";
import { assemble, instructions, sendable } from "../messages-to-send.ts";
import { keepSettings } from "../session.ts";
import { settingsOf } from "../settings.ts";
import type { SlashCommand } from "./slash-command.ts";

/** Commands on what is sent with a message. */
export const CONTEXT_COMMANDS: Readonly<Record<string, SlashCommand>> = {
  "/attach": {
    usage: "/attach [file | off]",
    help: "Send a file with the next message: text, an image, PDF or audio.",
    completes: "file",
    async run({ state, context: { screen } }, argument) {
      if (argument === "off") state.attached = [];
      else if (argument !== "") state.attached.push(...(await readFiles([argument])));
      const count = state.attached.length;
      screen.print(
        count === 0
          ? "Nothing is attached.\n"
          : `Goes with the next message: ${count} ${count === 1 ? "file" : "files"}.\n`,
      );
    },
  },
  "/recipe": {
    usage: "/recipe [name | off]",
    help: "Show or choose how the context is put together; without a recipe the whole conversation is sent.",
    completes: "recipe",
    run({ state, context: { screen } }, argument) {
      const store = state.session.home ?? state.session.store;
      if (argument === "") {
        for (const { recipe } of listRecipes(store)) {
          const mark = recipe.name === state.recipe ? "*" : " ";
          screen.print(`${mark} ${recipe.name}: ${sanitizeLine(recipe.description)}\n`);
        }
        if (state.recipe === undefined) {
          screen.print("None is chosen: the whole conversation is sent.\n");
        }
        return;
      }
      state.recipe = argument === "off" ? undefined : getRecipe(store, argument).name;
      keepSettings(state.session, settingsOf(state));
      screen.print(
        state.recipe === undefined
          ? "No recipe: the whole conversation is sent.\n"
          : `Recipe ${state.recipe}, from the next message on. /context shows what it sends.\n`,
      );
    },
  },
  "/context": {
    usage: "/context [message]",
    help: "Show what would be sent with a message and what it would cost; nothing is sent.",
    run: showContext,
  },
  "/keep": {
    usage: "/keep [kind:] [text]",
    help: `Keep the last answer, or a text, as a context unit; kinds: ${UNIT_KINDS.join(", ")}.`,
    run: keep,
  },
  "/compare": {
    usage: "/compare <platform/model> …",
    help: "Ask the last question of other models too, side by side; their answers are branches.",
    completes: "model",
    run: compareInChat,
  },
};

async function showContext({ state, context: { screen } }: Desk, argument: string): Promise<void> {
  const { session, config } = state;
  const { platform, model } = state.opened.choice;
  const reference = `${platform}/${model}`;
  const message = argument === "" ? "(your message)" : argument;
  if (state.recipe !== undefined) {
    const context = await assemble(state, message, session.path.at(-1)?.id ?? null);
    const messages = [...instructions(state), ...context.messages];
    const tokens = context.tokens + estimateMessages(instructions(state)).tokens;
    const whole = { ...context, messages, tokens };
    const price = await priceOf(whole, reference, config.maxTokens ?? undefined);
    screen.print(renderContext(whole, price, screen.columns));
    return;
  }
  const messages = [
    ...instructions(state),
    ...session.path.flatMap(sendable),
    { role: "user" as const, content: message },
  ];
  const { tokens } = estimateMessages(messages);
  const price = await priceOf({ messages, tokens }, reference, config.maxTokens ?? undefined);
  screen.print(
    `No recipe is chosen: the whole conversation is sent, ${messages.length} messages, about ${tokens} tokens.\nCost: input ${formatCost(price.input)}; with the longest answer ${formatCost(price.most)}\n${style.dim("/recipe default chooses instead; /show shows the messages.")}\n`,
  );
}

function keep({ state, context: { screen } }: Desk, argument: string): void {
  const { session } = state;
  const home = session.home ?? session.store;
  const match = /^([a-z]+):\s*/.exec(argument);
  const kind = UNIT_KINDS.find((each) => each === match?.[1]);
  const text = kind === undefined ? argument : argument.slice(match?.[0].length ?? 0);
  const options = kind === undefined ? {} : { kind };
  const last = session.path.findLast(({ message }) => message.role === "assistant");
  // A temporary chat is nowhere else: the unit cannot point to it.
  const source = session.store === home ? last?.id : undefined;
  let unit;
  if (text !== "") {
    unit = keepText(home, text, {
      ...options,
      ...(source === undefined ? {} : { messageId: source }),
    });
  } else if (last === undefined) {
    throw new CliError("There is no answer to keep yet.", { next: "/keep <text>" });
  } else if (source === undefined) {
    unit = keepText(home, textOf(last.message), options);
  } else unit = keepMessage(home, source, options);
  const where =
    session.memory === "temporary" && session.home === undefined ? " until you leave" : "";
  screen.print(
    `Kept${where} as ${unit.kind} ${unit.id.slice(0, 8)}: ${truncate(sanitizeLine(unit.content), 60)}\n`,
  );
  if (state.recipe === undefined) {
    screen.print(style.dim("It is sent only with a recipe: /recipe default\n"));
  }
}

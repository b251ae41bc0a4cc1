import { assembleContext, getRecipe, textOf, type AssembledContext } from "@byok/chat";
import { estimateMessages, type Message, type UserMessage } from "@byok/core";
import { modelWindow } from "../models/model-window.ts";
import type { Step } from "./session.ts";
import type { ChatState } from "./state.ts";

/** What is sent for the question at the end of the branch. */
export interface ToSend {
  messages: Message[];
  /** Context units that are sent. */
  unitIds: string[];
}

/** Puts together what is sent: the whole branch, or what the recipe chooses. @throws ContextLengthError; StoreError. */
export async function messagesToSend(state: ChatState): Promise<ToSend> {
  const { path } = state.session;
  const question = path.at(-1)?.message as UserMessage;
  if (state.recipe === undefined) {
    return { messages: [...instructions(state), ...path.flatMap(sendable)], unitIds: [] };
  }
  const context = await assemble(state, question, path.at(-2)?.id ?? null);
  return { messages: [...instructions(state), ...context.messages], unitIds: context.unitIds };
}

/** Applies the chat's recipe to a message. @throws ContextLengthError; StoreError. */
export async function assemble(
  state: ChatState,
  message: string | UserMessage,
  headId: string | null,
): Promise<AssembledContext> {
  const { session, opened, recipe = "default" } = state;
  const units = session.home ?? session.store;
  const windowTokens = await modelWindow(opened.choice.platform, opened.choice.model);
  return await assembleContext(session.store, {
    recipe: getRecipe(units, recipe),
    message,
    headId,
    units,
    reservedTokens: estimateMessages(instructions(state)).tokens,
    ...(session.chatId === undefined ? {} : { chatId: session.chatId }),
    ...(windowTokens === undefined ? {} : { windowTokens }),
  });
}

/** The chat's instructions as a message. */
export function instructions(state: ChatState): Message[] {
  return state.system === undefined ? [] : [{ role: "system", content: state.system }];
}

/** Of an answer that broke off only its words are sent: half a tool call is refused by platforms. */
export function sendable({ message, incomplete }: Step): Message[] {
  if (!incomplete || message.role !== "assistant") return [message];
  const content = textOf(message);
  return content === "" ? [] : [{ role: "assistant", content }];
}

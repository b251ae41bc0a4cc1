import type { Cost, Message } from "@byok/core";
import { openChat } from "../messages/path.ts";
import { textOf } from "../messages/stored-parts.ts";
import type { ChatStore } from "../store/open-store.ts";
import { StoreError } from "../store/store-error.ts";
import { isKnown } from "./extract.ts";
import { keepText } from "./keep.ts";
import { UNIT_KINDS, type Unit, type UnitKind } from "./unit.ts";

/** A request to a model for context units, ready to be priced and sent. */
export interface ExtractionPlan {
  chatId: string;
  /** What is sent: give it to `estimateCost` first, and to the model then. */
  messages: Message[];
  /** Ids of the numbered messages in the request. */
  sources: string[];
}

/** What came of an extraction. */
export interface Extraction {
  /** New units, all pending. */
  units: Unit[];
  /** What the model proposed and why it was not taken. */
  skipped: { text: string; why: string }[];
  /** What the call has cost, as it was given. */
  cost: Cost | undefined;
}

/** What a model gives back. */
export interface ExtractionAnswer {
  text: string;
  cost?: Cost;
}

/** How a model is asked. */
export interface ExtractOptions {
  /** Sends the plan's messages to a model. */
  ask: (plan: ExtractionPlan) => Promise<ExtractionAnswer>;
  /** Shows the plan and its price, and says whether to go on. Sends without asking when absent. */
  confirm?: (plan: ExtractionPlan) => Promise<boolean>;
}

/** The most of one message that is sent, in characters. */
const MAX_MESSAGE = 4000;
const MAX_UNITS = 50;

const INSTRUCTION = `Read the numbered messages of a chat. List what is worth remembering about the user and their work in later chats: lasting facts, preferences, projects, people, decisions, ideas. Leave out small talk, one-off questions, anything that holds only for this chat, and secrets such as keys and passwords.
Answer with a JSON array and nothing else. Each entry: {"kind": one of ${UNIT_KINDS.map((kind) => `"${kind}"`).join(" | ")}, "content": one sentence that is understood without the chat, "message": the number of the message that says it, "confidence": 0 to 1}. An empty array when there is nothing.`;

/** Prepares the request for a chat's current branch. Nothing is sent. @throws StoreError. */
export function planExtraction(store: ChatStore, chatId: string): ExtractionPlan {
  const { chat, messages } = openChat(store, chatId);
  const read = messages.filter(
    ({ message }) =>
      (message.role === "user" || message.role === "assistant") && textOf(message).trim() !== "",
  );
  const text = read
    .map(({ message }, index) => {
      const words = textOf(message);
      return `[${index + 1}] ${message.role}: ${words.length > MAX_MESSAGE ? `${words.slice(0, MAX_MESSAGE)} […]` : words}`;
    })
    .join("\n\n");
  return {
    chatId: chat.id,
    messages: [
      { role: "system", content: INSTRUCTION },
      { role: "user", content: text },
    ],
    sources: read.map(({ id }) => id),
  };
}

/**
 * Reads a model's answer to a plan: every unit waits for a review and keeps the message it was read from.
 *
 * @throws StoreError when the answer is no JSON array.
 */
export function applyExtraction(
  store: ChatStore,
  plan: ExtractionPlan,
  answer: ExtractionAnswer,
): Extraction {
  const proposals = readAnswer(answer.text);
  const skipped: Extraction["skipped"] = [];
  const units = store.connection.transaction(() => {
    const made: Unit[] = [];
    for (const proposal of proposals) {
      const text = typeof proposal["content"] === "string" ? proposal["content"].trim() : "";
      const skip = (why: string): void => void skipped.push({ text, why });
      const kind = proposal["kind"] as UnitKind;
      const messageId = plan.sources[Number(proposal["message"]) - 1];
      const confidence = Number(proposal["confidence"] ?? 0.5);
      if (text === "") skip("it says nothing");
      else if (made.length >= MAX_UNITS) skip(`more than ${MAX_UNITS} at once`);
      else if (!UNIT_KINDS.includes(kind)) skip(`unknown kind ${JSON.stringify(kind)}`);
      else if (messageId === undefined) skip("it names no message of the chat");
      else if (isKnown(store, text, messageId)) skip("it is known already");
      else {
        made.push(
          keepText(store, text, {
            kind,
            messageId,
            origin: "model",
            state: "pending",
            confidence: Number.isFinite(confidence) ? confidence : 0.5,
          }),
        );
      }
    }
    return made;
  });
  return { units, skipped, cost: answer.cost };
}

/**
 * Has a model propose units from a chat: plan, price and consent, call, review list.
 *
 * @returns undefined when `confirm` said no: nothing was sent
 * @throws StoreError; what `ask` and `confirm` throw.
 */
export async function extractByModel(
  store: ChatStore,
  chatId: string,
  options: ExtractOptions,
): Promise<Extraction | undefined> {
  const plan = planExtraction(store, chatId);
  if (plan.sources.length === 0) return { units: [], skipped: [], cost: undefined };
  if (options.confirm !== undefined && !(await options.confirm(plan))) return undefined;
  return applyExtraction(store, plan, await options.ask(plan));
}

function readAnswer(text: string): Record<string, unknown>[] {
  const start = text.indexOf("[");
  const end = text.lastIndexOf("]");
  try {
    const list = JSON.parse(text.slice(start, end + 1)) as unknown;
    if (start >= 0 && Array.isArray(list)) {
      return list.filter((each) => typeof each === "object" && each !== null) as Record<
        string,
        unknown
      >[];
    }
  } catch {
    // Told below.
  }
  throw new StoreError("invalid", "The model's answer is no list of context units.", {
    hint: "Try again, or take a model with structured output.",
    unsaved: text,
  });
}

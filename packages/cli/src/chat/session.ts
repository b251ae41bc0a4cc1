import {
  addMessage,
  changeChat,
  createChat,
  getChat,
  openChat,
  openStore,
  recordTurn,
  setBudget,
  setHead,
  type ChatStore,
  type TurnRecord,
} from "@byok/chat";
import { isByokError, type JsonObject, type Message, type UserMessage } from "@byok/core";
import { openHome, openIfThere } from "../store/open-home.ts";
import type { Io } from "../io.ts";

/** One message of the branch that is shown. */
export interface Step {
  id: string;
  message: Message;
  /** True for an answer that broke off. */
  incomplete: boolean;
}

/** A conversation and where it is kept. */
export interface Session {
  /** Where this conversation is: on the disk, or in memory. */
  store: ChatStore;
  /** The store on the disk, for recipes, context units and limits; undefined where there is none. */
  home: ChatStore | undefined;
  /** Why this conversation is in memory only; undefined when every turn is on the disk. */
  memory: "temporary" | "trouble" | undefined;
  /** Undefined until something was said. */
  chatId: string | undefined;
  path: Step[];
  /** The most that this conversation may cost, until the chat exists. */
  limit: string | undefined;
  /** Hears of what could not be saved; the conversation is in memory by then. */
  onTrouble(error: unknown): void;
}

/** Opens the store for a conversation. A store that cannot be opened is told to `onTrouble`, and memory stands in. */
export function openSession(
  io: Io,
  options: { temporary: boolean; limit: string | undefined; onTrouble(error: unknown): void },
): Session {
  const { temporary, limit, onTrouble } = options;
  const base = { chatId: undefined, path: [], limit, onTrouble };
  try {
    const home = temporary ? openIfThere(io) : openHome(io);
    return {
      ...base,
      store: temporary || home === undefined ? openStore({ temporary: true }) : home,
      home,
      memory: temporary ? "temporary" : undefined,
    };
  } catch (error) {
    if (!isByokError(error, "store")) throw error;
    const store = openStore({ temporary: true });
    onTrouble(error);
    return { ...base, store, home: undefined, memory: temporary ? "temporary" : "trouble" };
  }
}

/** Closes the stores of a conversation. */
export function closeSession({ store, home }: Session): void {
  store.close();
  if (home !== store) home?.close();
}

/** Goes on with a chat of the session's store. @throws StoreError. */
export function enterChat(session: Session, chatId: string): void {
  const { chat, messages } = openChat(session.store, chatId);
  session.chatId = chat.id;
  session.path = messages.map(({ id, message, incomplete }) => ({ id, message, incomplete }));
}

/** Reads the shown branch again. @throws StoreError. */
export function reload(session: Session): void {
  if (session.chatId !== undefined) enterChat(session, session.chatId);
}

/** The last message when it is a question without an answer. */
export function unanswered(session: Session): Step | undefined {
  const last = session.path.at(-1);
  return last?.message.role === "user" ? last : undefined;
}

/** Saves a question and puts it at the end of the branch; one that got no answer is left beside it. */
export function addQuestion(session: Session, message: UserMessage, settings: JsonObject): void {
  while (unanswered(session) !== undefined) session.path.pop();
  const id = keep(session, () =>
    addMessage(session.store, ensureChat(session, settings), message, {
      parentId: session.path.at(-1)?.id ?? null,
    }),
  );
  session.path.push({ id, message, incomplete: false });
}

/** Saves how a question was answered, or what came of it. */
export function recordAnswer(
  session: Session,
  turn: Omit<TurnRecord, "chatId" | "parentId">,
): void {
  const { messageId } = keep(session, () =>
    recordTurn(session.store, { ...turn, chatId: ensureChat(session, {}), ...parentOf(session) }),
  );
  if (messageId === undefined) return;
  const partial = isByokError(turn.error) ? turn.error.partial : undefined;
  const message = turn.result?.message ?? partial?.message;
  if (message !== undefined) {
    session.path.push({ id: messageId, message, incomplete: turn.result === undefined });
  }
}

/** Remembers model, instructions and recipe of the chat for the next time. */
export function keepSettings(session: Session, settings: JsonObject): void {
  keep(session, () => {
    if (session.chatId === undefined) return;
    const { settings: known } = getChat(session.store, session.chatId);
    if (JSON.stringify(known) !== JSON.stringify(settings)) {
      changeChat(session.store, session.chatId, { settings });
    }
  });
}

/** Makes a message of the branch its end, or goes back to the beginning. @throws StoreError. */
export function goTo(session: Session, messageId: string | null): void {
  if (session.chatId !== undefined) setHead(session.store, session.chatId, messageId);
  reload(session);
}

/** The chat's id; makes the chat when nothing was said yet. @throws StoreError. */
export function ensureChat(session: Session, settings: JsonObject): string {
  if (session.chatId !== undefined) return session.chatId;
  const { id } = createChat(session.store, { settings });
  if (session.limit !== undefined) limitChat(session.store, id, session.limit);
  session.chatId = id;
  return id;
}

/** Sets the most that a chat may cost in all its time. @throws StoreError. */
export function limitChat(store: ChatStore, chatId: string, amount: string): void {
  setBudget(store, { scope: "chat", target: chatId, period: "ever", amount });
}

/** Runs a change; when it cannot be saved, the conversation goes on in memory and the change is made there. */
function keep<T>(session: Session, change: () => T): T {
  try {
    return change();
  } catch (error) {
    if (!isByokError(error, "store") || session.memory !== undefined) throw error;
    moveToMemory(session);
    const result = change();
    session.onTrouble(error);
    return result;
  }
}

function moveToMemory(session: Session): void {
  const { path } = session;
  session.memory = "trouble";
  session.store = openStore({ temporary: true });
  session.chatId = undefined;
  session.path = [];
  const chatId = ensureChat(session, {});
  for (const { message, incomplete } of path) {
    const id = addMessage(session.store, chatId, message, { incomplete });
    session.path.push({ id, message, incomplete });
  }
}

function parentOf(session: Session): { parentId?: string } {
  const id = session.path.at(-1)?.id;
  return id === undefined ? {} : { parentId: id };
}

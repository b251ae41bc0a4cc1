import {
  isByokError,
  type ByokError,
  type Cost,
  type PartialAnswer,
  type Result,
  type Usage,
} from "@byok/core";
import { getChat } from "../chats/chat.ts";
import { insertMessage } from "../messages/add-message.ts";
import { packMessage } from "../messages/stored-parts.ts";
import { newId } from "../store/new-id.ts";
import type { ChatStore } from "../store/open-store.ts";
import { saving } from "../store/store-error.ts";

/** One call of a model, as it went. */
export interface TurnRecord {
  /** Absent for a call outside of every chat: its cost is kept, its words are not. */
  chatId?: string;
  platform: string;
  /** The model as it was asked for. */
  model: string;
  /** The label of the key that paid; never the key. */
  keyLabel?: string;
  region?: string;
  /** The message that was answered; the chat's head when absent. */
  parentId?: string;
  /** The parameters that were given. What was dropped or changed stands in the result's warnings. */
  parameters?: object;
  /** Milliseconds since 1970. */
  startedAt: number;
  /** Until the answer was whole, in milliseconds. */
  latencyMs?: number;
  /** Until its first text, in milliseconds. */
  firstTokenMs?: number;
  /** What came back, */
  result?: Result<unknown>;
  /** or what went wrong. What had arrived until then is kept as an incomplete answer. */
  error?: unknown;
  /** The call was about the chat, and its answer is no message of it. */
  isAside?: boolean;
}

/** Where a turn was put. */
export interface RecordedTurn {
  turnId: string;
  /** The answer's message; undefined when nothing had arrived, or the call was an aside. */
  messageId: string | undefined;
}

/**
 * Saves an answer, or what is left of one, with its parameters, tokens, exact cost and times, all at once. It is on
 * the disk when this returns.
 *
 * @throws StoreError whose `unsaved` is the record with the result: the answer is never lost with the disk.
 */
export function recordTurn(store: ChatStore, turn: TurnRecord): RecordedTurn {
  return saving("The answer", turn, () =>
    store.connection.transaction(() => {
      const chatId = turn.chatId === undefined ? undefined : getChat(store, turn.chatId).id;
      const messageId = chatId === undefined ? undefined : writeAnswer(store, chatId, turn);
      const turnId = newId();
      writeTurn(store, turnId, chatId, messageId, turn);
      return { turnId, messageId };
    }),
  );
}

function writeAnswer(store: ChatStore, chatId: string, turn: TurnRecord): string | undefined {
  if (turn.isAside === true) return undefined;
  const error = isByokError(turn.error) ? turn.error : undefined;
  const message = turn.result?.message ?? error?.partial?.message;
  if (message === undefined || message.content.length === 0) return undefined;
  const origin = message.origin ?? { platform: turn.platform, model: turn.model };
  return insertMessage(store, chatId, packMessage({ ...message, origin }), {
    incomplete: turn.result === undefined,
    ...(turn.parentId === undefined ? {} : { parentId: turn.parentId }),
  });
}

/** A login page in the place of an answer leaves a `partial` in which nothing is known, and is billed by nobody. */
function arrived(partial: PartialAnswer | undefined): PartialAnswer | undefined {
  if (partial === undefined) return undefined;
  return partial.message.content.length > 0 || partial.cost.amount !== undefined
    ? partial
    : undefined;
}

function writeTurn(
  store: ChatStore,
  id: string,
  chatId: string | undefined,
  messageId: string | undefined,
  turn: TurnRecord,
): void {
  const { result } = turn;
  const error: Partial<ByokError> | undefined = isByokError(turn.error) ? turn.error : undefined;
  const partial = arrived(error?.partial);
  const usage: Usage | undefined = result?.usage ?? partial?.usage;
  const cost: Cost | undefined = result?.cost ?? partial?.cost;
  const input = usage?.input;
  const output = usage?.output;
  const { raw: _, ...counted } = usage ?? { raw: null };
  const values = {
    id,
    chat_id: chatId,
    message_id: messageId,
    platform: turn.platform,
    model: turn.model,
    answered_model: result?.response.model,
    key_label: turn.keyLabel,
    region: turn.region,
    service_tier: result?.response.serviceTier,
    parameters: json(turn.parameters),
    warnings: json(result?.warnings),
    input_total: input?.total,
    input_uncached: input?.uncached,
    input_cache_read: input?.cacheRead,
    input_cache_write: input?.cacheWrite?.total,
    input_cache_write_1h: input?.cacheWrite?.ttl1h,
    input_audio: input?.audio,
    output_total: output?.total,
    output_text: output?.text,
    output_reasoning: output?.reasoning,
    output_audio: output?.audio,
    usage: usage === undefined ? undefined : json(counted),
    cost_amount: cost?.amount,
    cost_currency: cost?.currency,
    cost_complete: cost?.complete === true ? 1 : 0,
    cost: json(cost),
    price: json(cost?.price),
    started_at: Math.round(turn.startedAt),
    latency_ms: whole(turn.latencyMs),
    first_token_ms: whole(turn.firstTokenMs),
    finish: result?.finishReason,
    raw_finish: result?.rawFinishReason,
    request_id: result?.response.requestId ?? error?.requestId,
    response_id: result?.response.id,
    error_code: turn.error === undefined ? undefined : (error?.code ?? "unknown"),
    error_message: turn.error === undefined ? undefined : messageOf(turn.error),
    error_hint: error?.hint,
  };
  const names = Object.keys(values);
  store.connection.run(
    `INSERT INTO turns (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`,
    ...Object.values(values).map((value) => value ?? null),
  );
}

function json(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value, plainValue);
}

/** Parameters may hold an abort signal or a function, which nobody wants to read later. */
function plainValue(_key: string, value: unknown): unknown {
  return typeof value === "bigint"
    ? String(value)
    : value instanceof AbortSignal
      ? undefined
      : value;
}

function whole(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

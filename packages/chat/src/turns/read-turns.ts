import type { Cost, JsonObject, Usage, Warning } from "@byok/core";
import type { SqlValue } from "../sqlite/connection.ts";
import type { ChatStore } from "../store/open-store.ts";

/** One recorded call of a model. */
export interface Turn {
  id: string;
  /** Undefined for a call outside of chats, and when the chat was deleted. */
  chatId: string | undefined;
  messageId: string | undefined;
  platform: string;
  model: string;
  answeredModel: string | undefined;
  keyLabel: string | undefined;
  region: string | undefined;
  serviceTier: string | undefined;
  parameters: JsonObject | undefined;
  /** What was dropped, renamed or clamped. */
  warnings: Warning[];
  /** Without the platform's raw object; undefined when nothing is known. */
  usage: Usage | undefined;
  /** Undefined when nothing is known: never 0. */
  cost: Cost | undefined;
  startedAt: number;
  latencyMs: number | undefined;
  firstTokenMs: number | undefined;
  finish: string | undefined;
  requestId: string | undefined;
  error: { code: string; message: string; hint: string } | undefined;
}

/** Which turns to read. */
export interface TurnFilter {
  chatId?: string;
  messageId?: string;
  /** From this time on, in milliseconds since 1970. */
  from?: number;
  /** Until before this time. */
  to?: number;
}

interface TurnRow {
  id: string;
  chat_id: string | null;
  message_id: string | null;
  platform: string;
  model: string;
  answered_model: string | null;
  key_label: string | null;
  region: string | null;
  service_tier: string | null;
  parameters: string | null;
  warnings: string | null;
  usage: string | null;
  cost: string | null;
  started_at: number;
  latency_ms: number | null;
  first_token_ms: number | null;
  finish: string | null;
  request_id: string | null;
  error_code: string | null;
  error_message: string | null;
  error_hint: string | null;
}

/** Reads recorded calls, the oldest first. */
export function listTurns(store: ChatStore, filter: TurnFilter = {}): Turn[] {
  const where: string[] = [];
  const values: SqlValue[] = [];
  const add = (sql: string, value: SqlValue | undefined): void => {
    if (value === undefined) return;
    where.push(sql);
    values.push(value);
  };
  add("chat_id = ?", filter.chatId);
  add("message_id = ?", filter.messageId);
  add("started_at >= ?", filter.from);
  add("started_at < ?", filter.to);
  return store.connection
    .all<TurnRow>(
      `SELECT * FROM turns ${where.length === 0 ? "" : `WHERE ${where.join(" AND ")}`} ORDER BY started_at, id`,
      ...values,
    )
    .map(toTurn);
}

function toTurn(row: TurnRow): Turn {
  return {
    id: row.id,
    chatId: row.chat_id ?? undefined,
    messageId: row.message_id ?? undefined,
    platform: row.platform,
    model: row.model,
    answeredModel: row.answered_model ?? undefined,
    keyLabel: row.key_label ?? undefined,
    region: row.region ?? undefined,
    serviceTier: row.service_tier ?? undefined,
    parameters: parse<JsonObject>(row.parameters),
    warnings: parse<Warning[]>(row.warnings) ?? [],
    usage: row.usage === null ? undefined : { ...(parse<Usage>(row.usage) as Usage), raw: null },
    cost: parse<Cost>(row.cost),
    startedAt: row.started_at,
    latencyMs: row.latency_ms ?? undefined,
    firstTokenMs: row.first_token_ms ?? undefined,
    finish: row.finish ?? undefined,
    requestId: row.request_id ?? undefined,
    error:
      row.error_code === null
        ? undefined
        : { code: row.error_code, message: row.error_message ?? "", hint: row.error_hint ?? "" },
  };
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what was written is what is read
function parse<T>(text: string | null): T | undefined {
  return text === null ? undefined : (JSON.parse(text) as T);
}

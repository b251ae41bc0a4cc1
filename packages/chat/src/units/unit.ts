import { createHash } from "node:crypto";
import type { ChatStore } from "../store/open-store.ts";
import { notFound } from "../store/store-error.ts";

/** What kind of knowledge a unit is. */
export const UNIT_KINDS = [
  "fact",
  "preference",
  "project",
  "person",
  "code",
  "idea",
  "decision",
  "question",
  "answer",
  "note",
] as const;

/** What kind of knowledge a unit is: one of {@link UNIT_KINDS}. */
export type UnitKind = (typeof UNIT_KINDS)[number];

/** `pending` units wait for a review; only `accepted` ones are ever sent. */
export type UnitState = "pending" | "accepted" | "rejected" | "archived";

/**
 * A context unit (an "ACU", atomic chat unit): one piece of knowledge that stands by itself, and knows the message it
 * comes from.
 */
export interface Unit {
  /** Made from the content and its source: the same piece is never kept twice. */
  id: string;
  kind: UnitKind;
  content: string;
  state: UnitState;
  /** Who made it: a person, rules, a model, or an archive. */
  origin: "manual" | "extracted" | "model" | "import";
  /** 0 to 1. */
  confidence: number;
  pinned: boolean;
  tags: string[];
  /** Where it comes from; ids are undefined when the chat was deleted, the title stays. */
  source: {
    chatId: string | undefined;
    messageId: string | undefined;
    /** Start and end in the message's text, in UTF-16 units. */
    span: [number, number] | undefined;
    title: string | undefined;
  };
  links: { to: string; relation: string }[];
  createdAt: number;
  updatedAt: number;
  lastUsedAt: number | undefined;
  useCount: number;
}

/** A unit as it is stored. */
export interface UnitRow {
  seq: number;
  id: string;
  kind: UnitKind;
  content: string;
  state: UnitState;
  origin: Unit["origin"];
  confidence: number;
  pinned: number;
  chat_id: string | null;
  message_id: string | null;
  span_start: number | null;
  span_end: number | null;
  source_title: string | null;
  created_at: number;
  updated_at: number;
  last_used_at: number | null;
  use_count: number;
  tags: string;
  links: string;
}

/** Columns of {@link UnitRow}, of the table `acus`. */
export const UNIT_COLUMNS =
  "acus.*, (SELECT json_group_array(tag) FROM (SELECT tag FROM acu_tags WHERE acu_seq = acus.seq ORDER BY tag)) AS tags, (SELECT json_group_array(json_object('to', o.id, 'relation', l.relation)) FROM acu_links l JOIN acus o ON o.seq = l.to_seq WHERE l.from_seq = acus.seq) AS links";

/** Reads a stored unit. */
export function toUnit(row: UnitRow): Unit {
  return {
    id: row.id,
    kind: row.kind,
    content: row.content,
    state: row.state,
    origin: row.origin,
    confidence: row.confidence,
    pinned: row.pinned === 1,
    tags: JSON.parse(row.tags) as string[],
    source: {
      chatId: row.chat_id ?? undefined,
      messageId: row.message_id ?? undefined,
      span:
        row.span_start === null || row.span_end === null
          ? undefined
          : [row.span_start, row.span_end],
      title: row.source_title ?? undefined,
    },
    links: JSON.parse(row.links) as Unit["links"],
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastUsedAt: row.last_used_at ?? undefined,
    useCount: row.use_count,
  };
}

/** The id of a unit: a hash of what it says and where it comes from. */
export function unitId(content: string, messageId: string | undefined): string {
  const text = content.normalize("NFC").toLowerCase().replace(/\s+/g, " ").trim();
  return createHash("sha256")
    .update(`${text}\0${messageId ?? ""}`)
    .digest("hex")
    .slice(0, 16);
}

/** One unit by its id or the beginning of it. @throws StoreError when there is none. */
export function getUnit(store: ChatStore, id: string): Unit {
  return toUnit(unitRow(store, id));
}

/** The row of a unit by its id or the beginning of it. @throws StoreError when there is none. */
export function unitRow(store: ChatStore, id: string): UnitRow {
  const rows = store.connection.all<UnitRow>(
    `SELECT ${UNIT_COLUMNS} FROM acus WHERE id = ? OR substr(id, 1, ?) = ? ORDER BY id = ? DESC LIMIT 2`,
    id,
    // Fewer characters than four are a typing error, not an id.
    Math.max(4, id.length),
    id,
    id,
  );
  const [row] = rows;
  if (row === undefined || (rows.length > 1 && row.id !== id)) {
    throw notFound(
      "context unit",
      id,
      row === undefined
        ? "byok context list shows them."
        : "Several match: give more characters; byok context list shows them.",
    );
  }
  return row;
}

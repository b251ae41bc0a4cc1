import { cleanTags } from "../chats/tags.ts";
import type { SqlValue } from "../sqlite/connection.ts";
import type { ChatStore } from "../store/open-store.ts";
import { invalid, saving } from "../store/store-error.ts";
import { anyWordQuery, wordsOf } from "../search/queries.ts";
import {
  getUnit,
  toUnit,
  UNIT_COLUMNS,
  unitRow,
  type Unit,
  type UnitKind,
  type UnitRow,
  type UnitState,
} from "./unit.ts";

/** Which units to list. */
export interface ListUnitsOptions {
  /** Default `accepted`. */
  state?: UnitState | "all";
  kinds?: readonly UnitKind[];
  /** Units with any of these tags. */
  tags?: readonly string[];
  pinned?: boolean;
  chatId?: string;
  messageId?: string;
  /** Words, any of which the unit holds; the best come first. */
  query?: string;
  /** Default 100. */
  limit?: number;
}

/** Lists units: pinned ones first, then the newest; with a query, the best first. */
export function listUnits(store: ChatStore, options: ListUnitsOptions = {}): Unit[] {
  const where: string[] = [];
  const values: SqlValue[] = [];
  const state = options.state ?? "accepted";
  let from = "acus";
  let order = "pinned DESC, updated_at DESC, acus.seq DESC";
  if (options.query !== undefined) {
    const words = wordsOf(options.query);
    if (words.length === 0) return [];
    from = "acu_words JOIN acus ON acus.seq = acu_words.rowid";
    where.push("acu_words MATCH ?");
    values.push(anyWordQuery(words));
    order = "bm25(acu_words)";
  }
  if (state !== "all") {
    where.push("state = ?");
    values.push(state);
  }
  if (options.kinds !== undefined) {
    where.push(`kind IN (${options.kinds.map(() => "?").join(", ")})`);
    values.push(...options.kinds);
  }
  if (options.tags !== undefined) {
    const marks = options.tags.map(() => "?").join(", ");
    where.push(`acus.seq IN (SELECT acu_seq FROM acu_tags WHERE tag IN (${marks}))`);
    values.push(...options.tags);
  }
  if (options.pinned !== undefined) {
    where.push("pinned = ?");
    values.push(options.pinned ? 1 : 0);
  }
  if (options.chatId !== undefined) {
    where.push("chat_id = ?");
    values.push(options.chatId);
  }
  if (options.messageId !== undefined) {
    where.push("message_id = ?");
    values.push(options.messageId);
  }
  return store.connection
    .all<UnitRow>(
      `SELECT ${UNIT_COLUMNS} FROM ${from} ${where.length === 0 ? "" : `WHERE ${where.join(" AND ")}`} ORDER BY ${order} LIMIT ?`,
      ...values,
      options.limit ?? 100,
    )
    .map(toUnit);
}

/** What may be changed of a unit; what is absent stays. */
export interface UnitChanges {
  content?: string;
  kind?: UnitKind;
  state?: UnitState;
  pinned?: boolean;
  /** All tags that it shall have. */
  tags?: readonly string[];
  /** 0 to 1. */
  confidence?: number;
}

/** Changes a unit; its id stays. @throws StoreError. */
export function changeUnit(store: ChatStore, id: string, changes: UnitChanges): Unit {
  return saving("The change of the context unit", changes, () =>
    store.connection.transaction(() => {
      const row = unitRow(store, id);
      const content = changes.content?.trim() ?? row.content;
      if (content === "") throw invalid("A context unit cannot be empty.", "Remove it instead.");
      store.connection.run(
        "UPDATE acus SET content = ?, kind = ?, state = ?, pinned = ?, confidence = ?, updated_at = ? WHERE seq = ?",
        content,
        changes.kind ?? row.kind,
        changes.state ?? row.state,
        changes.pinned === undefined ? row.pinned : changes.pinned ? 1 : 0,
        changes.confidence ?? row.confidence,
        Date.now(),
        row.seq,
      );
      if (content !== row.content) {
        store.connection.run("DELETE FROM acu_vectors WHERE acu_seq = ?", row.seq);
      }
      if (changes.tags !== undefined) {
        store.connection.run("DELETE FROM acu_tags WHERE acu_seq = ?", row.seq);
        for (const tag of cleanTags(changes.tags)) {
          store.connection.run("INSERT INTO acu_tags (acu_seq, tag) VALUES (?, ?)", row.seq, tag);
        }
      }
      return getUnit(store, row.id);
    }),
  );
}

/** Accepts proposed units: from now on they may be sent. @throws StoreError. */
export function acceptUnits(store: ChatStore, ids: readonly string[]): Unit[] {
  return store.connection.transaction(() =>
    ids.map((id) => changeUnit(store, id, { state: "accepted", confidence: 1 })),
  );
}

/** Rejects proposed units: the same piece is not proposed again. @throws StoreError. */
export function rejectUnits(store: ChatStore, ids: readonly string[]): Unit[] {
  return store.connection.transaction(() =>
    ids.map((id) => changeUnit(store, id, { state: "rejected" })),
  );
}

/** Removes a unit for good. @throws StoreError when there is none. */
export function deleteUnit(store: ChatStore, id: string): void {
  const { seq } = unitRow(store, id);
  saving("The deletion", undefined, () =>
    store.connection.run("DELETE FROM acus WHERE seq = ?", seq),
  );
}

/** Links one unit to another, such as `explains` or `replaces`. @throws StoreError. */
export function linkUnits(store: ChatStore, from: string, to: string, relation: string): void {
  const a = unitRow(store, from);
  const b = unitRow(store, to);
  if (a.seq === b.seq) throw invalid("A unit cannot be linked to itself.", "Name two units.");
  saving("The link", undefined, () =>
    store.connection.run(
      "INSERT OR IGNORE INTO acu_links (from_seq, to_seq, relation, created_at) VALUES (?, ?, ?, ?)",
      a.seq,
      b.seq,
      relation,
      Date.now(),
    ),
  );
}

/** Notes that units were sent, for their use count and date. @throws StoreError. */
export function markUnitsUsed(store: ChatStore, ids: readonly string[]): void {
  store.connection.transaction(() => {
    const now = Date.now();
    for (const id of ids) {
      store.connection.run(
        "UPDATE acus SET use_count = use_count + 1, last_used_at = ? WHERE id = ?",
        now,
        id,
      );
    }
  });
}

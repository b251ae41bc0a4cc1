import { getChat } from "../chats/chat.ts";
import { cleanTags } from "../chats/tags.ts";
import { getMessage } from "../messages/path.ts";
import { textOf } from "../messages/stored-parts.ts";
import type { ChatStore } from "../store/open-store.ts";
import { invalid, saving } from "../store/store-error.ts";
import { getUnit, UNIT_KINDS, unitId, unitRow, type Unit, type UnitKind } from "./unit.ts";

/** What a unit is to hold. */
export interface KeepOptions {
  /** Default `note`. */
  kind?: UnitKind;
  tags?: readonly string[];
  pinned?: boolean;
  /** The message that it comes from. */
  messageId?: string;
  /** The part of the message's text, start and end in UTF-16 units; then `content` may be absent. */
  span?: readonly [number, number];
  /** 0 to 1. Default 1. */
  confidence?: number;
  /** Default `manual`. */
  origin?: Unit["origin"];
  /** Default `accepted`. */
  state?: Unit["state"];
}

/** The longest unit, in characters: more is no unit, but a document. */
const MAX_CONTENT = 20_000;

/**
 * Keeps a text as a context unit; what is kept already stays as it is.
 *
 * @throws StoreError for an empty or very long text.
 */
export function keepText(store: ChatStore, content: string, options: KeepOptions = {}): Unit {
  const text = content.trim();
  if (text === "") throw invalid("There is nothing to keep.", "Give a text or choose a message.");
  if (text.length > MAX_CONTENT) {
    throw invalid(
      `A context unit holds at most ${MAX_CONTENT} characters; this has ${text.length}.`,
      "Keep the part that matters.",
    );
  }
  const kind = options.kind ?? "note";
  if (!UNIT_KINDS.includes(kind)) {
    throw invalid(`There is no kind ${JSON.stringify(kind)}.`, `One of ${UNIT_KINDS.join(", ")}.`);
  }
  const id = unitId(text, options.messageId);
  return saving("The context unit", content, () =>
    store.connection.transaction(() => {
      const now = Date.now();
      const source =
        options.messageId === undefined ? undefined : getMessage(store, options.messageId);
      const made = store.connection.run(
        "INSERT INTO acus (id, kind, content, state, origin, confidence, pinned, chat_id, message_id, span_start, span_end, source_title, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        id,
        kind,
        text,
        options.state ?? "accepted",
        options.origin ?? "manual",
        Math.min(1, Math.max(0, options.confidence ?? 1)),
        options.pinned === true ? 1 : 0,
        source?.chatId ?? null,
        options.messageId ?? null,
        options.span?.[0] ?? null,
        options.span?.[1] ?? null,
        source === undefined ? null : (getChat(store, source.chatId).title ?? null),
        now,
        now,
      );
      const { seq } = unitRow(store, id);
      for (const tag of cleanTags(options.tags ?? [])) {
        store.connection.run(
          "INSERT OR IGNORE INTO acu_tags (acu_seq, tag) VALUES (?, ?)",
          seq,
          tag,
        );
      }
      // Keeping by hand what the rules had only proposed is a yes.
      if (made === 0 && (options.state ?? "accepted") === "accepted") {
        store.connection.run(
          "UPDATE acus SET state = 'accepted', updated_at = ? WHERE id = ? AND state <> 'accepted'",
          now,
          id,
        );
      }
      return getUnit(store, id);
    }),
  );
}

/** Keeps a message, or the part of its text that `span` names. @throws StoreError. */
export function keepMessage(store: ChatStore, messageId: string, options: KeepOptions = {}): Unit {
  const text = textOf(getMessage(store, messageId).message);
  const [start, end] = options.span ?? [0, text.length];
  return keepText(store, text.slice(start, end), { ...options, messageId, span: [start, end] });
}

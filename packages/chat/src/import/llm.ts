import { openConnection, type Connection } from "../sqlite/connection.ts";
import { invalid } from "../store/store-error.ts";
import type { Archive, ArchivedChat, ArchivedMessage, Skipped } from "./archive.ts";
import type { FilePart } from "@byok/core";
import { assistantMessage, textMessage, timeOf, userMessage } from "./read-values.ts";

interface ResponseRow {
  id: string;
  model: string | null;
  prompt: string | null;
  system: string | null;
  response: string | null;
  conversation_id: string | null;
  datetime_utc: string | null;
  name: string | null;
  fragments: number;
  attachments: number;
}

/**
 * Reads the `logs.db` of simonw's llm: its tables `conversations` and `responses`, which are opened read-only.
 *
 * @see https://llm.datasette.io/en/stable/logging.html
 */
export function readLlm(path: string): Archive {
  const connection = openConnection(path, { readOnly: true });
  try {
    const tables = new Set(
      connection
        .all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .map(({ name }) => name),
    );
    if (!tables.has("responses") || !tables.has("conversations")) {
      throw invalid(`${path} is no log of llm.`, "`llm logs path` prints where it is.");
    }
    const skipped: Skipped[] = [];
    const chats = readChats(connection, tables, skipped);
    skipped.push(...newStore(connection, tables));
    return { format: "llm", chats, skipped };
  } finally {
    connection.close();
  }
}

function readChats(
  connection: Connection,
  tables: ReadonlySet<string>,
  skipped: Skipped[],
): ArchivedChat[] {
  const count = (table: string, column: string): string =>
    tables.has(table) ? `(SELECT count(*) FROM ${table} WHERE ${column} = r.id)` : "0";
  const rows = connection.all<ResponseRow>(
    `SELECT r.id, r.model, r.prompt, r.system, r.response, r.conversation_id, r.datetime_utc, c.name, ${count("prompt_fragments", "response_id")} AS fragments, ${count("prompt_attachments", "response_id")} AS attachments FROM responses r LEFT JOIN conversations c ON c.id = r.conversation_id ORDER BY r.datetime_utc, r.rowid`,
  );
  const chats = new Map<string, ArchivedChat>();
  const systems = new Map<string, string>();
  for (const row of rows) {
    const id = row.conversation_id ?? row.id;
    const time = timeOf(row.datetime_utc);
    let chat = chats.get(id);
    if (chat === undefined) {
      chat = {
        id,
        title: row.name ?? undefined,
        createdAt: time,
        updatedAt: time,
        messages: [],
        headId: undefined,
      };
      chats.set(id, chat);
    }
    const where = chat.title ?? id;
    const add = (part: string, message: ArchivedMessage["message"]): void => {
      const messageId = `${row.id}:${part}`;
      chat.messages.push({ id: messageId, parentId: chat.headId, message, createdAt: time });
      chat.headId = messageId;
      chat.updatedAt = time ?? chat.updatedAt;
    };
    if (row.system && systems.get(id) !== row.system) {
      systems.set(id, row.system);
      add("system", textMessage("system", row.system));
    }
    const files = row.attachments === 0 ? [] : readFiles(connection, row.id, where, skipped);
    const question = userMessage(row.prompt || undefined, files);
    if (question !== undefined) add("prompt", question);
    if (row.fragments > 0) {
      skipped.push({ where, what: `${row.fragments} fragments`, why: "byok has no fragments" });
    }
    if (row.response) {
      const origin = { platform: "llm", model: row.model ?? undefined };
      add("response", assistantMessage([{ type: "text", text: row.response }], origin));
    }
  }
  return [...chats.values()].filter((chat) => chat.messages.length > 0);
}

interface AttachmentRow {
  type: string | null;
  path: string | null;
  url: string | null;
  content: Uint8Array | null;
}

function readFiles(
  connection: Connection,
  responseId: string,
  where: string,
  skipped: Skipped[],
): FilePart[] {
  const rows = connection.all<AttachmentRow>(
    'SELECT a.type, a.path, a.url, a.content FROM prompt_attachments p JOIN attachments a ON a.id = p.attachment_id WHERE p.response_id = ? ORDER BY p."order"',
    responseId,
  );
  return rows.flatMap(({ type, path, url, content }): FilePart[] => {
    const mediaType = type ?? "application/octet-stream";
    if (content !== null) return [{ type: "file", mediaType, source: { bytes: content } }];
    if (url !== null) return [{ type: "file", mediaType, source: { url } }];
    skipped.push({ where, what: path ?? "an attachment", why: "the log holds only its path" });
    return [];
  });
}

/** Since 0.32 llm writes to other tables; what only they hold is told, not passed over in silence. */
function newStore(connection: Connection, tables: ReadonlySet<string>): Skipped[] {
  if (!tables.has("turns")) return [];
  const only = connection.get<{ n: number }>(
    "SELECT count(*) AS n FROM turns WHERE id NOT IN (SELECT id FROM responses)",
  )?.n;
  return only === undefined || only === 0
    ? []
    : [
        {
          where: "logs.db",
          what: `${only} turns of llm 0.32 or newer`,
          why: "byok reads the table `responses` only; export them with `llm logs --json`",
        },
      ];
}

import { createHash } from "node:crypto";
import { serializeMessages, type JsonValue, type Message } from "@byok/core";
import type { ChatStore } from "../store/open-store.ts";
import { StoreError } from "../store/store-error.ts";

/** A message split into what its row and its part rows hold. */
export interface PackedMessage {
  role: Message["role"];
  platform: string | null;
  model: string | null;
  /** Everything but the content, as JSON. */
  meta: string;
  /** The words of the message, for search and titles. */
  text: string;
  parts: { type: string; json: string }[];
  files: Map<string, StoredFile>;
}

/** Bytes of an attachment, stored once however often they are sent. */
export interface StoredFile {
  mediaType: string;
  bytes: Uint8Array;
}

type Fields = Record<string, unknown>;

/**
 * Splits a message for storing. Bytes of files go apart, by their SHA-256.
 *
 * @throws InvalidRequestError when the message holds what JSON cannot carry.
 */
export function packMessage(message: Message): PackedMessage {
  const files = new Map<string, StoredFile>();
  const packed = mapFiles(message as unknown as Fields, (part) => packFile(part, files));
  const text = serializeMessages([packed as unknown as Message]);
  const plain = (JSON.parse(text) as { messages: [Fields] }).messages[0];
  const { content, ...meta } = plain;
  const asText = typeof content === "string";
  const parts = asText ? [{ type: "text", text: content }] : (content as Fields[]);
  const origin = message.role === "assistant" ? message.origin : undefined;
  return {
    role: message.role,
    platform: origin?.platform ?? null,
    model: origin?.model ?? null,
    meta: JSON.stringify({ v: 1, ...(asText ? { plain: true } : {}), message: meta }),
    text: textOf(message),
    parts: parts.map((part) => ({ type: String(part["type"]), json: JSON.stringify(part) })),
    files,
  };
}

/** Puts a message together again, as it was. @throws StoreError when a row is damaged. */
export function unpackMessage(store: ChatStore, meta: string, parts: readonly string[]): Message {
  try {
    const { plain, message } = JSON.parse(meta) as { plain?: boolean; message: Fields };
    const read = parts.map((json) => JSON.parse(json) as Fields);
    const content = plain === true ? (read[0]?.["text"] ?? "") : read;
    const whole = { ...message, content };
    return mapFiles(whole, (part) => unpackFile(store, part)) as unknown as Message;
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    throw new StoreError("damaged", "A stored message is damaged.", {
      cause,
      hint: "Copy the newest file from the backups folder over the store.",
    });
  }
}

/** The words that a person reads in a message: its texts, file names and text files; never reasoning or tool traffic. */
export function textOf(message: Message): string {
  if (typeof message.content === "string") return message.content;
  const words: string[] = [];
  for (const part of message.content) {
    if (part.type === "text") words.push(part.text);
    else if (part.type === "file") {
      if (part.name !== undefined) words.push(part.name);
      if ("text" in part.source) words.push(part.source.text);
    }
  }
  return words.join("\n");
}

function mapFiles(message: Fields, change: (part: Fields) => Fields): Fields {
  const { content } = message;
  if (!Array.isArray(content)) return message;
  return {
    ...message,
    content: (content as Fields[]).map((part) => {
      if (part["type"] === "tool-result") return mapFiles(part, change);
      return part["type"] === "file" ? change(part) : part;
    }),
  };
}

function packFile(part: Fields, files: Map<string, StoredFile>): Fields {
  const source = part["source"] as Fields | undefined;
  const bytes = source?.["bytes"];
  const base64 = source?.["base64"];
  const keep = (data: Uint8Array, kind: string): Fields => {
    const hash = createHash("sha256").update(data).digest("hex");
    files.set(hash, { mediaType: String(part["mediaType"]), bytes: data });
    return { ...part, source: { attachment: hash, kind } };
  };
  if (bytes instanceof Uint8Array) return keep(bytes, "bytes");
  if (typeof base64 !== "string") return part;
  const data = Buffer.from(base64, "base64");
  // Another spelling of base64 would not come back as it was.
  return data.toString("base64") === base64 ? keep(data, "base64") : part;
}

function unpackFile(store: ChatStore, part: Fields): Fields {
  const source = part["source"] as { attachment?: JsonValue; kind?: JsonValue } | undefined;
  if (typeof source?.attachment !== "string") return part;
  const bytes = readAttachment(store, source.attachment);
  return {
    ...part,
    source:
      source.kind === "base64"
        ? { base64: Buffer.from(bytes).toString("base64") }
        : { bytes: new Uint8Array(bytes) },
  };
}

/** The bytes of a stored file by their SHA-256. @throws StoreError when there is none. */
export function readAttachment(store: ChatStore, hash: string): Uint8Array {
  const row = store.connection.get<{ bytes: Uint8Array }>(
    "SELECT bytes FROM attachments WHERE hash = ?",
    hash,
  );
  if (row === undefined) {
    throw new StoreError("damaged", `The attachment ${hash.slice(0, 12)} is not in the store.`, {
      hint: "Copy the newest file from the backups folder over the store.",
    });
  }
  return row.bytes;
}

import type { JsonObject, Message } from "@byok/core";
import type { TitleSource } from "../chats/chat.ts";

/** A message of an archive. */
export interface ArchivedMessage {
  id: string;
  parentId: string | undefined;
  message: Message;
  incomplete?: boolean;
  /** Milliseconds since 1970. */
  createdAt: number | undefined;
}

/** A chat of an archive. */
export interface ArchivedChat {
  id: string;
  title: string | undefined;
  titleBy?: TitleSource;
  createdAt: number | undefined;
  updatedAt: number | undefined;
  /** Parents stand before their children. */
  messages: ArchivedMessage[];
  /** The last message of the branch that was shown. */
  headId: string | undefined;
  tags?: string[];
  folder?: string;
  pinned?: boolean;
  summary?: string;
  settings?: JsonObject;
}

/** Something of an archive that is not taken over. */
export interface Skipped {
  /** Which chat or file. */
  where: string;
  what: string;
  why: string;
}

/** What an archive holds. */
export interface Archive {
  /** The format, which is also the source that imported chats remember. */
  format: ArchiveFormat;
  chats: ArchivedChat[];
  skipped: Skipped[];
}

/** Archives that can be read. */
export const ARCHIVE_FORMATS = [
  "byok",
  "chatgpt",
  "claude",
  "open-webui",
  "librechat",
  "llm",
] as const;

/** An archive that can be read: one of {@link ARCHIVE_FORMATS}. */
export type ArchiveFormat = (typeof ARCHIVE_FORMATS)[number];

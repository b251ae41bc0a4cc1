import { readFileSync } from "node:fs";
import type { ChatStore } from "../store/open-store.ts";
import { invalid, StoreError } from "../store/store-error.ts";
import type { Archive, ArchiveFormat, Skipped } from "./archive.ts";
import { readByok } from "./byok.ts";
import { readChatGpt } from "./chatgpt.ts";
import { readClaude } from "./claude.ts";
import { readLibreChat } from "./librechat.ts";
import { readLlm } from "./llm.ts";
import { readOpenWebUi } from "./open-webui.ts";
import { fieldsOf } from "./read-values.ts";
import { filesOfZip, NO_FILES, type ArchiveFiles } from "./archive-files.ts";
import { isZip, openZip, type Zip } from "./read-zip.ts";
import { writeArchive, type WrittenArchive } from "./write-archive.ts";

/** How an archive is imported. */
export interface ImportOptions {
  /** Found out when absent. */
  format?: ArchiveFormat;
  /** Reads and counts, but saves nothing. Default false. */
  dryRun?: boolean;
}

/** What an import did. */
export interface ImportReport extends WrittenArchive {
  format: ArchiveFormat;
  /** What was not taken over, and why. */
  skipped: Skipped[];
}

type JsonFormat = Exclude<ArchiveFormat, "llm">;

const READERS: Readonly<Record<JsonFormat, (data: unknown, files: ArchiveFiles) => Archive>> = {
  byok: readByok,
  chatgpt: readChatGpt,
  claude: readClaude,
  "open-webui": readOpenWebUi,
  librechat: readLibreChat,
};

/** How a chat of each format is told from the others. */
const SIGNS: readonly [JsonFormat, (chat: Record<string, unknown>) => boolean][] = [
  ["byok", (chat) => chat["format"] === "byok-chats"],
  ["chatgpt", (chat) => "mapping" in chat],
  ["claude", (chat) => "chat_messages" in chat],
  [
    "librechat",
    (chat) => "conversationId" in chat && ("messages" in chat || "messagesTree" in chat),
  ],
  ["open-webui", (chat) => "history" in fieldsOf("chat" in chat ? chat["chat"] : chat)],
];

/**
 * Imports chats of another program. What is there already (by its id in the archive) is not imported again; chats that
 * have grown get their new messages.
 *
 * @param path - A JSON file, the ZIP archive with it, or the `logs.db` of llm.
 * @throws StoreError when the file cannot be read or its format is unknown.
 */
export function importArchive(
  store: ChatStore,
  path: string,
  options: ImportOptions = {},
): ImportReport {
  return importRead(store, readArchive(path, options.format), options);
}

/** Imports chats from JSON data, as {@link importArchive} does from a file. @throws StoreError. */
export function importData(
  store: ChatStore,
  data: unknown,
  options: ImportOptions = {},
): ImportReport {
  return importRead(store, readData(data, options.format), options);
}

function importRead(store: ChatStore, archive: Archive, options: ImportOptions): ImportReport {
  const written = writeArchive(store, archive, options.dryRun === true);
  return { format: archive.format, ...written, skipped: archive.skipped };
}

function readArchive(path: string, format: ArchiveFormat | undefined): Archive {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new StoreError("invalid", `The archive ${path} cannot be read.`, {
      cause,
      hint: "Check the path.",
    });
  }
  const isSqlite = Buffer.from(bytes.subarray(0, 15)).toString("latin1") === "SQLite format 3";
  if (format === "llm" || isSqlite) return readLlm(path);
  const zip = isZip(bytes) ? openZip(bytes) : undefined;
  const file = zip === undefined ? bytes : conversationsOf(zip);
  if (file === undefined) {
    throw invalid(
      `The archive ${path} holds no conversations.json.`,
      "Unpack it and import the JSON file with the chats.",
    );
  }
  let data: unknown;
  try {
    data = JSON.parse(Buffer.from(file).toString("utf8"));
  } catch (cause) {
    throw new StoreError("invalid", `${path} is no JSON.`, {
      cause,
      hint: "Give the JSON file or the ZIP archive of the export.",
    });
  }
  return readData(data, format, zip === undefined ? NO_FILES : filesOfZip(zip));
}

function conversationsOf(zip: Zip): Uint8Array | undefined {
  const name = zip.names.find((each) => /(^|\/)conversations\.json$/.test(each));
  return name === undefined ? undefined : zip.read(name);
}

function readData(
  data: unknown,
  format: ArchiveFormat | undefined,
  files: ArchiveFiles = NO_FILES,
): Archive {
  const first = fieldsOf(Array.isArray(data) ? data[0] : data);
  const known = format ?? SIGNS.find(([, sign]) => sign(first))?.[0];
  if (known === undefined || known === "llm") {
    throw invalid(
      "The archive has no format that byok knows.",
      "byok reads exports of ChatGPT, Claude, Open WebUI, LibreChat, llm and byok.",
    );
  }
  return READERS[known](data, files);
}

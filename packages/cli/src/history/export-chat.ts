import { writeFile } from "node:fs/promises";
import { extname } from "node:path";
import { exportHtml, exportJson, exportMarkdown, type ChatStore } from "@byok/chat";
import { CliError } from "../errors/cli-error.ts";

/** Formats of an export. */
export const EXPORT_FORMATS = ["md", "json", "html"] as const;

/** A format of an export. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Other words for them; plain text is Markdown's too. */
const OTHER_NAMES: Readonly<Record<string, ExportFormat>> = {
  markdown: "md",
  txt: "md",
  htm: "html",
};

/** The format that a word names. */
export function exportFormat(word: string): ExportFormat | undefined {
  const name = word.toLowerCase();
  if (Object.hasOwn(OTHER_NAMES, name)) return OTHER_NAMES[name];
  return EXPORT_FORMATS.find((format) => format === name);
}

/** The format that a file's name asks for; Markdown where it has no ending. @throws CliError for another ending. */
export function formatOfFile(path: string): ExportFormat {
  const ending = extname(path).slice(1);
  const format = ending === "" ? "md" : exportFormat(ending);
  if (format !== undefined) return format;
  throw new CliError(`byok writes no files that end with .${ending}.`, {
    why: `A chat is written as ${EXPORT_FORMATS.join(", ")}.`,
    next: `name it ${path.slice(0, -ending.length)}md`,
  });
}

/** Writes chats as one text. @throws CliError for several chats as HTML; StoreError. */
export function exportText(
  store: ChatStore,
  chatIds: readonly string[],
  format: ExportFormat,
): string {
  if (format === "json") return exportJson(store, chatIds);
  if (format === "md") return chatIds.map((id) => exportMarkdown(store, id)).join("\n---\n\n");
  const [id, ...more] = chatIds;
  if (id === undefined || more.length > 0) {
    throw new CliError("A page holds one chat.", {
      next: "byok history export --all --format md -o chats.md (or json)",
    });
  }
  return exportHtml(store, id);
}

/** Writes an export to a new file that only its owner may read. @throws CliError. */
export async function writeExport(
  path: string,
  text: string,
  options: { force: boolean; hint?: string },
): Promise<void> {
  try {
    await writeFile(path, text, { mode: 0o600, flag: options.force ? "w" : "wx" });
  } catch (error) {
    const code = (error as { code?: string }).code ?? "unknown";
    throw new CliError(`${path} cannot be written.`, {
      why: REASONS[code] ?? `The system says ${code}.`,
      next: code === "EEXIST" ? (options.hint ?? "name another file") : "name another file",
      exit: code === "EEXIST" ? "usage" : "store",
    });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: "It exists already.",
  ENOENT: "Its folder does not exist.",
  EACCES: "You have no permission to write there.",
  EISDIR: "It is a folder.",
  ENOSPC: "The disk is full.",
  EROFS: "The disk is read-only.",
};

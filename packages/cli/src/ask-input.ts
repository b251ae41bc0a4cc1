import { readFile, stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import type { FilePart, TextPart } from "@byok/core";
import { CliError } from "./errors/cli-error.ts";
import { whyUnreadable } from "./why-unreadable.ts";
import type { InputStream } from "./io.ts";

/** Parts of the question. */
export type QuestionPart = TextPart | FilePart;

const MAX_BYTES = 32 * 1024 * 1024;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".pdf": "application/pdf",
  ".mp3": "audio/mpeg",
  ".wav": "audio/wav",
};

/**
 * Reads all of a stream as text.
 *
 * @throws CliError when it is too long; the signal's reason when it aborts.
 */
export async function readAll(stream: InputStream, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const stop = (): void => void stream.destroy(signal.reason as Error);
  signal.addEventListener("abort", stop, { once: true });
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : (chunk as Buffer);
      size += bytes.length;
      if (size > MAX_BYTES) {
        throw new CliError("Standard input is longer than 32 MiB.", {
          next: "byok ask --file <a smaller file> …",
        });
      }
      chunks.push(bytes);
    }
  } finally {
    // A file as standard input stays open at its end; an error that it emits later has no listener.
    signal.removeEventListener("abort", stop);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * Puts the question together: the words, `-` replaced by standard input, or standard input after the words as context.
 *
 * @throws CliError when nothing was asked.
 */
export function questionText(
  words: readonly string[],
  piped: string | undefined,
  example = 'byok ask "Why is the sky blue?"',
): string {
  const input = piped?.trimEnd() ?? "";
  if (words.includes("-")) {
    if (input === "")
      throw nothingAsked("Standard input is empty, and `-` stands for it.", example);
    return words.map((word) => (word === "-" ? input : word)).join(words.length === 1 ? "" : "\n");
  }
  const question = words.join(" ").trim();
  if (question === "" && input === "")
    throw nothingAsked("There is neither a question nor piped input.", example);
  if (question === "" || input === "") return question + input;
  return `${question}\n\n${input}`;
}

/** Reads files as parts: text inline under its name, images, PDF and audio by media type. @throws CliError. */
export async function readFiles(paths: readonly string[]): Promise<QuestionPart[]> {
  return await Promise.all(paths.map(readOne));
}

/** Reads a file of text. @throws CliError. */
export async function readTextFile(path: string): Promise<string> {
  return (await load(path)).toString("utf8");
}

async function readOne(path: string): Promise<QuestionPart> {
  const bytes = await load(path);
  const name = basename(path);
  const mediaType = MEDIA_TYPES[extname(path).toLowerCase()];
  if (mediaType !== undefined) return { type: "file", mediaType, source: { bytes }, name };
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    text = "\0";
  }
  if (text.includes("\0")) {
    throw new CliError(`${path} is neither text nor a known kind of file.`, {
      why: `Known kinds: ${Object.keys(MEDIA_TYPES).join(", ")}, and any UTF-8 text.`,
      next: `file ${path}`,
    });
  }
  return {
    type: "text",
    text: `<file name="${name.replaceAll('"', "'")}">\n${text.trimEnd()}\n</file>`,
  };
}

async function load(path: string): Promise<Buffer> {
  try {
    const info = await stat(path);
    if (info.size > MAX_BYTES) {
      throw new CliError(`${path} is larger than 32 MiB.`, { next: `ls -lh ${path}` });
    }
    return await readFile(path);
  } catch (error) {
    if (error instanceof CliError) throw error;
    const code = (error as { code?: string }).code ?? "unknown";
    throw new CliError(`The file ${path} cannot be read.`, {
      why: whyUnreadable(code),
      next: `ls -l ${path}`,
    });
  }
}

function nothingAsked(why: string, next: string): CliError {
  return new CliError("Nothing was asked.", { why, next });
}

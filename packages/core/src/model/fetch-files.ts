import { InvalidRequestError } from "../errors/errors.ts";
import { isBytes } from "../is-bytes.ts";
import type { FilePart, Message, Part } from "../messages/message.ts";

/** Loads a file for byok: it never does so by itself, since a URL in a conversation may point anywhere. */
export type FetchUrl = (
  url: string,
  options: { signal: AbortSignal; maxBytes: number },
) => Promise<Uint8Array | { bytes: Uint8Array; mediaType?: string }>;

/** How much of a file is taken. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Replaces the URLs that a target cannot take by the bytes behind them. Without `fetchUrl` nothing changes. */
export async function fetchFiles(
  messages: readonly Message[],
  options: {
    takesUrl(part: FilePart): boolean;
    fetchUrl: FetchUrl | undefined;
    signal: AbortSignal;
  },
): Promise<readonly Message[]> {
  const { takesUrl, fetchUrl, signal } = options;
  if (fetchUrl === undefined || !Array.isArray(messages)) return messages;

  async function load(part: unknown): Promise<unknown> {
    if (!isUrlFile(part) || takesUrl(part)) return part;
    const { url } = part.source;
    const loaded = await fetchUrl!(url, { signal, maxBytes: MAX_BYTES });
    const { bytes, mediaType } = isBytes(loaded) ? { bytes: loaded, mediaType: undefined } : loaded;
    if (!isBytes(bytes) || bytes.byteLength > MAX_BYTES) {
      throw new InvalidRequestError(
        `fetchUrl gave no bytes for ${url}, or more than ${MAX_BYTES}.`,
        {
          hint: "Return a Uint8Array, or { bytes, mediaType }.",
        },
      );
    }
    return { ...part, mediaType: mediaType ?? part.mediaType, source: { bytes } };
  }

  return await Promise.all(
    messages.map(async (message): Promise<Message> => {
      if (!Array.isArray(message.content) || !(message.content as Part[]).some(needsLoad))
        return message;
      const content = await Promise.all(
        (message.content as Part[]).map(async (part) =>
          part.type === "tool-result"
            ? { ...part, content: await Promise.all(part.content.map(load)) }
            : await load(part),
        ),
      );
      return { ...message, content } as Message;
    }),
  );

  function needsLoad(part: unknown): boolean {
    const inner =
      (part as { type?: unknown; content?: unknown[] }).type === "tool-result"
        ? (part as { content: unknown[] }).content
        : [part];
    return inner.some((item) => isUrlFile(item) && !takesUrl(item));
  }
}

function isUrlFile(part: unknown): part is FilePart & { source: { url: string } } {
  const file = part as Partial<FilePart> | null;
  if (file?.type !== "file" || file.source === undefined || !("url" in file.source)) return false;
  return !file.source.url.startsWith("data:");
}

import { isPlainObject, jsonProblem } from "../config/check-json.ts";
import { InvalidRequestError } from "../errors/errors.ts";
import { isBytes } from "../is-bytes.ts";
import { fromBase64, toBase64 } from "../wires/shared/base64.ts";
import { messageProblems } from "./check-messages.ts";
import type { Message, MessageInput } from "./message.ts";

const VERSION = 1;
/** Above the 200 levels of a tool input, and what stands around it. */
const MAX_DEPTH = 500;

/** Stands for `bytes` in a stored file source; `base64` is another kind of source. */
const BYTES = "bytesBase64";

/**
 * Writes messages as a JSON text of version 1, `{ "v": 1, "messages": […] }`. Bytes of files become base64.
 * Everything else is kept as it is, provider state and the user's own `extra` fields included.
 *
 * @throws InvalidRequestError when a message holds what JSON cannot carry
 */
export function serializeMessages(messages: readonly MessageInput[]): string {
  if (!Array.isArray(messages)) {
    throw new InvalidRequestError("serializeMessages takes a list of messages.", {
      hint: 'A message is { role: "user", content: "…" }.',
    });
  }
  const plain = messages.map((message) => mapSources(message, packSource));
  const problem = jsonProblem(plain, "messages", MAX_DEPTH);
  if (problem !== undefined) {
    throw new InvalidRequestError(`The messages cannot be stored: ${problem}.`, {
      hint: "Keep only JSON values and file bytes in messages.",
    });
  }
  return JSON.stringify({ v: VERSION, messages: plain });
}

/**
 * Reads what {@link serializeMessages} wrote.
 *
 * @throws InvalidRequestError when the text is damaged, or of a newer version
 */
export function deserializeMessages(text: string): Message[] {
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch (cause) {
    throw new InvalidRequestError("The stored messages are not JSON.", {
      cause,
      hint: "The text may be cut off; use another copy.",
    });
  }
  const version = isPlainObject(stored) ? stored["v"] : undefined;
  if (!isPlainObject(stored) || typeof version !== "number") {
    throw new InvalidRequestError(
      "The text holds no stored messages: { v, messages } was expected.",
      { hint: "Pass what serializeMessages returned." },
    );
  }
  if (version !== VERSION) {
    const newer = version > VERSION;
    throw new InvalidRequestError(
      `The stored messages are of version ${version}; this byok reads version ${VERSION}.`,
      {
        hint: newer
          ? "Update @byok/core: npm install @byok/core@latest"
          : "The text is damaged; use another copy.",
      },
    );
  }
  const { messages } = stored;
  if (!Array.isArray(messages)) {
    throw new InvalidRequestError("The stored messages are damaged: messages is no array.", {
      hint: "Use another copy.",
    });
  }
  const read = messages.map((message: unknown) => mapSources(message, unpackSource));
  // A message without parts cannot be sent, and is still no reason to lose the conversation around it.
  const problems = messageProblems(read, true);
  if (problems.length > 0) {
    throw new InvalidRequestError(`The stored messages are damaged: ${problems.join(" ")}`, {
      hint: "Use another copy.",
    });
  }
  return read as Message[];
}

type Fields = Record<string, unknown>;

/** Copies a message with its file sources changed, wherever parts may stand. */
function mapSources(message: unknown, change: (source: Fields) => Fields): unknown {
  return isPlainObject(message) ? mapContent(message, change) : message;
}

function mapContent(holder: Fields, change: (source: Fields) => Fields): Fields {
  const { content } = holder;
  if (!Array.isArray(content)) return holder;
  return {
    ...holder,
    content: content.map((part: unknown) => {
      if (!isPlainObject(part)) return part;
      if (part["type"] === "tool-result") return mapContent(part, change);
      const source = part["source"];
      return part["type"] === "file" && isPlainObject(source)
        ? { ...part, source: change(source) }
        : part;
    }),
  };
}

function packSource(source: Fields): Fields {
  const { bytes, ...rest } = source;
  return isBytes(bytes) ? { ...rest, [BYTES]: toBase64(bytes) } : source;
}

function unpackSource(source: Fields): Fields {
  const { [BYTES]: packed, ...rest } = source;
  if (typeof packed !== "string") return source;
  const bytes = fromBase64(packed);
  // Left as it is, the source fails the check of shapes, which names the place.
  return bytes === undefined ? source : { ...rest, bytes };
}

import { InvalidRequestError } from "../../errors/errors.ts";
import type { JsonObject } from "../../json.ts";
import type { FilePart } from "../../messages/message.ts";
import type { Target } from "../../spi/wire-protocol.ts";
import { fromBase64, parseDataUrl, toBase64 } from "../shared/base64.ts";

/** Media types that OpenAI's `input_audio` takes, with their wire names. */
const AUDIO_FORMATS: ReadonlyMap<string, string> = new Map([
  ["audio/wav", "wav"],
  ["audio/x-wav", "wav"],
  ["audio/wave", "wav"],
  ["audio/vnd.wave", "wav"],
  ["audio/mpeg", "mp3"],
  ["audio/mp3", "mp3"],
]);

const TEXT_TYPES = /^(text\/|application\/(json|xml|yaml|x-yaml|javascript|typescript|toml)$)/;

/**
 * Writes a file as a content part: text as text, images and video by URL, audio as `input_audio`, the rest as `file`
 * or in the platform's own form of documents.
 *
 * @throws InvalidRequestError when the wire cannot carry the file: leaving it out would change what is asked.
 * @see https://platform.openai.com/docs/api-reference/chat/create
 */
export function encodeFile(part: FilePart, target: Target, path: string): JsonObject {
  const { source } = part;
  const mediaType = part.mediaType.split(";")[0]?.trim().toLowerCase() ?? "";
  if ("text" in source) return textPart(part.name, source.text);
  if ("fileId" in source) return encodeFileId(source, target, path);
  if (mediaType.startsWith("image/")) {
    const image: JsonObject = { url: urlOf(part) };
    if (part.detail !== undefined) image["detail"] = part.detail;
    return { type: "image_url", image_url: image };
  }
  if (mediaType.startsWith("video/")) return { type: "video_url", video_url: { url: urlOf(part) } };
  if (isDocument(mediaType) && byDocumentUrl(target)) return documentUrl(part);
  const base64 = base64Of(part);
  if (base64 === undefined) throw urlRefused(part, target, path);
  if (mediaType.startsWith("audio/")) {
    const format = AUDIO_FORMATS.get(mediaType);
    if (format === undefined) {
      throw new InvalidRequestError(
        `${path}: ${part.mediaType} cannot be sent on this wire; audio must be WAV or MP3.`,
        {
          platform: target.platform.id,
          model: target.model.id,
          hint: "Convert the sound to WAV or MP3.",
        },
      );
    }
    return { type: "input_audio", input_audio: { data: base64, format } };
  }
  if (TEXT_TYPES.test(mediaType)) {
    const bytes = "bytes" in source ? source.bytes : fromBase64(base64);
    if (bytes !== undefined) return textPart(part.name, new TextDecoder().decode(bytes));
  }
  return {
    type: "file",
    file: {
      filename: part.name ?? defaultName(mediaType),
      file_data: `data:${mediaType};base64,${base64}`,
    },
  };
}

/** Images and video go by URL, documents where the platform's form has one; the rest goes as bytes. */
export function takesUrl(part: FilePart, target: Target): boolean {
  const mediaType = part.mediaType.toLowerCase();
  return /^(image|video)\//.test(mediaType) || (isDocument(mediaType) && byDocumentUrl(target));
}

function isDocument(mediaType: string): boolean {
  return !mediaType.startsWith("audio/") && !TEXT_TYPES.test(mediaType);
}

function byDocumentUrl(target: Target): boolean {
  return target.policy.messages?.documents === "documentUrl";
}

/** @see https://docs.mistral.ai/capabilities/document_ai/document_qna */
function documentUrl(part: FilePart): JsonObject {
  return {
    type: "document_url",
    document_url: urlOf(part),
    ...(part.name === undefined ? {} : { document_name: part.name }),
  };
}

function textPart(name: string | undefined, text: string): JsonObject {
  return { type: "text", text: name === undefined ? text : `${name}:\n${text}` };
}

function encodeFileId(
  source: { fileId: string; platform: string },
  target: Target,
  path: string,
): JsonObject {
  if (source.platform !== target.platform.id) {
    throw new InvalidRequestError(
      `${path}: the file id belongs to ${source.platform}; ${target.platform.name} does not know it.`,
      {
        platform: target.platform.id,
        model: target.model.id,
        hint: `Upload the file to ${target.platform.name}, or send its bytes.`,
      },
    );
  }
  if (byDocumentUrl(target)) return { type: "file", file_id: source.fileId };
  return { type: "file", file: { file_id: source.fileId } };
}

function urlOf(part: FilePart): string {
  const { source } = part;
  if ("url" in source) return source.url;
  return `data:${part.mediaType};base64,${base64Of(part) ?? ""}`;
}

function base64Of(part: FilePart): string | undefined {
  const { source } = part;
  if ("bytes" in source) return toBase64(source.bytes);
  if ("base64" in source) return source.base64;
  return "url" in source ? parseDataUrl(source.url)?.base64 : undefined;
}

function urlRefused(part: FilePart, target: Target, path: string): InvalidRequestError {
  return new InvalidRequestError(
    `${path}: ${target.platform.name} takes no URL for ${part.mediaType} files on this wire.`,
    {
      platform: target.platform.id,
      model: target.model.id,
      hint: "Send the bytes, or load the file first with fetchUrl.",
    },
  );
}

function defaultName(mediaType: string): string {
  return mediaType === "application/pdf" ? "file.pdf" : "file";
}

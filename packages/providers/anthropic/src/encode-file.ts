import {
  type FilePart,
  fromBase64,
  InvalidRequestError,
  parseDataUrl,
  type Target,
  toBase64,
} from "@byok/core/provider";
import type { DocumentBlock, ImageBlock } from "./wire-types.ts";

type ImageType = Extract<ImageBlock["source"], { type: "base64" }>["media_type"];

/**
 * Encodes a file as an image or document block.
 *
 * @throws InvalidRequestError for a kind of file or source that the platform does not take.
 * @see https://platform.claude.com/docs/en/build-with-claude/vision
 * @see https://platform.claude.com/docs/en/build-with-claude/pdf-support
 */
export function encodeFile(
  part: FilePart,
  path: string,
  target: Target,
): ImageBlock | DocumentBlock {
  const file = unpackDataUrl(part);
  const mediaType = file.mediaType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (mediaType.startsWith("image/"))
    return { type: "image", source: imageSource(file, mediaType, path, target) };
  return {
    type: "document",
    source: documentSource(file, mediaType, path, target),
    ...(file.name === undefined ? {} : { title: file.name }),
    ...(file.citable === true ? { citations: { enabled: true } } : {}),
  };
}

/** Images and PDFs go by URL; texts go as text. */
export function takesUrl(part: FilePart): boolean {
  return /^(image\/|application\/pdf)/i.test(part.mediaType);
}

function imageSource(
  file: FilePart,
  mediaType: string,
  path: string,
  target: Target,
): ImageBlock["source"] {
  const { source } = file;
  if ("url" in source) return { type: "url", url: source.url };
  if ("fileId" in source) return { type: "file", file_id: fileIdOf(source, path, target) };
  const data = base64Of(file);
  if (data === undefined)
    throw refuse(`an image given as text`, path, target, "Give its bytes, base64 or a URL.");
  const type = mediaType === "image/jpg" ? "image/jpeg" : mediaType;
  return { type: "base64", media_type: type as ImageType, data };
}

function documentSource(
  file: FilePart,
  mediaType: string,
  path: string,
  target: Target,
): DocumentBlock["source"] {
  const { source } = file;
  if ("fileId" in source) return { type: "file", file_id: fileIdOf(source, path, target) };
  if (mediaType === "application/pdf") {
    if ("url" in source) return { type: "url", url: source.url };
    const data = base64Of(file);
    if (data === undefined)
      throw refuse("a PDF given as text", path, target, "Give its bytes, base64 or a URL.");
    return { type: "base64", media_type: "application/pdf", data };
  }
  if (!isText(mediaType)) {
    const hint = "It takes images, PDF and text: convert the file, or leave it out.";
    throw refuse(`a file of type ${file.mediaType}`, path, target, hint);
  }
  const data = textOf(file);
  if (data === undefined)
    throw refuse("a text file by URL", path, target, "Fetch it, and give its text.");
  return { type: "text", media_type: "text/plain", data };
}

function isText(mediaType: string): boolean {
  return (
    mediaType.startsWith("text/") ||
    /^application\/(.+\+)?(json|xml|yaml|x-yaml|javascript)$/.test(mediaType)
  );
}

function base64Of({ source }: FilePart): string | undefined {
  if ("base64" in source) return source.base64;
  return "bytes" in source ? toBase64(source.bytes) : undefined;
}

function textOf({ source }: FilePart): string | undefined {
  if ("text" in source) return source.text;
  const bytes =
    "bytes" in source ? source.bytes : "base64" in source ? fromBase64(source.base64) : undefined;
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

function fileIdOf(
  source: { fileId: string; platform: string },
  path: string,
  target: Target,
): string {
  if (source.platform === target.platform.id) return source.fileId;
  throw refuse(
    `a file id of ${source.platform}`,
    path,
    target,
    "Upload the file there, or give its bytes.",
  );
}

function unpackDataUrl(part: FilePart): FilePart {
  if (!("url" in part.source)) return part;
  const data = parseDataUrl(part.source.url);
  return data === undefined ? part : { ...part, source: { base64: data.base64 } };
}

function refuse(what: string, path: string, target: Target, hint: string): InvalidRequestError {
  return new InvalidRequestError(`${target.platform.name} cannot take ${what} (${path}).`, {
    platform: target.platform.id,
    model: target.model.id,
    hint,
  });
}

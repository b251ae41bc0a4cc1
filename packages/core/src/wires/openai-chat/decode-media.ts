import type { JsonObject, JsonValue } from "../../json.ts";
import type { FilePart } from "../../messages/message.ts";
import type { Target } from "../../spi/wire-protocol.ts";
import { fromBase64, parseDataUrl, toBase64 } from "../shared/base64.ts";
import { getPath } from "../shared/json-path.ts";
import { WIRE_ID } from "./wire-id.ts";

/** Reads an image of an answer: an `image_url` part or a bare URL; undefined when there is none. */
export function decodeImage(value: JsonValue): FilePart | undefined {
  const url =
    typeof value === "string"
      ? value
      : (getPath(value, "image_url.url") ?? getPath(value, "image_url") ?? getPath(value, "url"));
  if (typeof url === "string" && url !== "") {
    const data = parseDataUrl(url);
    if (data !== undefined)
      return { type: "file", mediaType: data.mediaType, source: { base64: data.base64 } };
    return { type: "file", mediaType: mediaTypeOfUrl(url), source: { url } };
  }
  const base64 = getPath(value, "b64_json");
  return typeof base64 === "string" && base64 !== ""
    ? { type: "file", mediaType: "image/png", source: { base64 } }
    : undefined;
}

/** Collects a spoken answer from its pieces. */
export interface AudioCollector {
  /** Takes one piece and gives the new words of the transcript. */
  add(audio: JsonObject): string;
  /** The whole sound; undefined when none came. */
  finish(target: Target): FilePart | undefined;
}

/** Makes a collector for one choice. */
export function createAudioCollector(): AudioCollector {
  let id: string | undefined;
  const pieces: string[] = [];
  return {
    add(audio) {
      if (typeof audio["id"] === "string" && audio["id"] !== "") id = audio["id"];
      if (typeof audio["data"] === "string" && audio["data"] !== "") pieces.push(audio["data"]);
      return typeof audio["transcript"] === "string" ? audio["transcript"] : "";
    },
    finish(target) {
      if (pieces.length === 0) return undefined;
      const base64 = joinBase64(pieces);
      pieces.length = 0;
      const part: FilePart = { type: "file", mediaType: audioTypeOf(base64), source: { base64 } };
      if (id !== undefined) {
        part.providerState = [
          {
            scope: { wire: WIRE_ID, platform: target.platform.id, model: target.model.id },
            data: { audio: { id } },
          },
        ];
      }
      return part;
    },
  };
}

// Pieces that carry padding of their own cannot simply be put behind each other.
function joinBase64(pieces: readonly string[]): string {
  if (pieces.slice(0, -1).every((piece) => piece.length % 4 === 0 && !piece.endsWith("=")))
    return pieces.join("");
  const decoded = pieces.map((piece) => fromBase64(piece) ?? new Uint8Array());
  const bytes = new Uint8Array(decoded.reduce((sum, each) => sum + each.length, 0));
  let at = 0;
  for (const each of decoded) {
    bytes.set(each, at);
    at += each.length;
  }
  return toBase64(bytes);
}

// The format was asked for in the request and is not repeated: the first bytes tell it. PCM has no mark.
function audioTypeOf(base64: string): string {
  if (base64.startsWith("UklGR")) return "audio/wav";
  if (base64.startsWith("SUQz") || base64.startsWith("//")) return "audio/mpeg";
  if (base64.startsWith("T2dnU")) return "audio/ogg";
  if (base64.startsWith("ZkxhQ")) return "audio/flac";
  return "audio/pcm";
}

function mediaTypeOfUrl(url: string): string {
  const extension = /\.(jpe?g|webp|gif|svg|avif)(?:[?#]|$)/i.exec(url)?.[1]?.toLowerCase();
  if (extension === undefined) return "image/png";
  if (extension === "jpg") return "image/jpeg";
  return extension === "svg" ? "image/svg+xml" : `image/${extension}`;
}

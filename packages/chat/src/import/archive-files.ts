import type { FilePart } from "@byok/core";
import type { Zip } from "./read-zip.ts";

/** The files that lie beside the chats of an archive: the one whose name begins with an id. */
export type ArchiveFiles = (id: string) => { name: string; bytes: Uint8Array } | undefined;

/** What a JSON file alone has beside it. */
export const NO_FILES: ArchiveFiles = () => undefined;

/** Finds files of a ZIP archive by the id that their names begin with, in whichever folder they are. */
export function filesOfZip(zip: Zip): ArchiveFiles {
  const names = zip.names.map((path) => ({ path, name: path.slice(path.lastIndexOf("/") + 1) }));
  return (id) => {
    const found = names.find(({ name }) => {
      const rest = name.startsWith(id) ? name.slice(id.length) : undefined;
      return rest !== undefined && /^([-.]|$)/.test(rest);
    });
    return found === undefined ? undefined : { name: found.name, bytes: zip.read(found.path) };
  };
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  pdf: "application/pdf",
  mp3: "audio/mpeg",
  wav: "audio/wav",
  txt: "text/plain",
  md: "text/markdown",
  csv: "text/csv",
};

/** The media type that a file's name stands for. */
export function mediaTypeOf(name: string): string {
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  return (Object.hasOwn(MEDIA_TYPES, ending) ? MEDIA_TYPES[ending] : undefined) ?? BYTES;
}

const BYTES = "application/octet-stream";

/** A file that an archive writes as a `data:` URL; undefined for any other URL. */
export function fileOfDataUrl(url: string, name?: string): FilePart | undefined {
  const [, mediaType, data] = /^data:([\w.+-]+\/[\w.+-]+);base64,(.+)$/s.exec(url) ?? [];
  if (mediaType === undefined || data === undefined) return undefined;
  const bytes = new Uint8Array(Buffer.from(data, "base64"));
  return { type: "file", mediaType, source: { bytes }, ...(name === undefined ? {} : { name }) };
}

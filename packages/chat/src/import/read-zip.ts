import { inflateRawSync } from "node:zlib";
import { StoreError } from "../store/store-error.ts";

/** The largest file that is unpacked, in bytes. */
const MAX_BYTES = 1024 * 1024 * 1024;
const END = 0x06054b50;
const ENTRY = 0x02014b50;

/** The files of a ZIP archive. */
export interface Zip {
  names: readonly string[];
  /** Unpacks a file. @throws StoreError when it is damaged, or packed in another way than "stored" or "deflate". */
  read(name: string): Uint8Array;
}

/**
 * Reads the table of contents of a ZIP archive.
 *
 * @throws StoreError for what is no archive.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function openZip(archive: Uint8Array): Zip {
  const zip = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const places = new Map<string, number>();
  const end = endOf(zip);
  let at = zip.readUInt32LE(end + 16);
  const count = zip.readUInt16LE(end + 10);
  for (let i = 0; i < count && at + 46 <= zip.length; i += 1) {
    if (zip.readUInt32LE(at) !== ENTRY) break;
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
    places.set(name, at);
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return {
    names: [...places.keys()],
    read(name) {
      const place = places.get(name);
      if (place === undefined) throw damaged(`it has no ${name}`);
      return unpack(zip, place, name);
    },
  };
}

/** Whether bytes begin as a ZIP archive does. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

function unpack(zip: Buffer, at: number, name: string): Uint8Array {
  const method = zip.readUInt16LE(at + 10);
  const packed = zip.readUInt32LE(at + 20);
  const size = zip.readUInt32LE(at + 24);
  const local = zip.readUInt32LE(at + 42);
  if (size > MAX_BYTES || local + 30 > zip.length) throw damaged(`${name} is too large or cut off`);
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const bytes = zip.subarray(start, start + packed);
  if (method === 0) return bytes;
  if (method !== 8) throw damaged(`${name} is packed in a way that byok does not know`);
  try {
    return inflateRawSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch (cause) {
    throw damaged(`${name} cannot be unpacked`, cause);
  }
}

function endOf(zip: Buffer): number {
  // A comment of at most 64 KiB may follow.
  for (let at = zip.length - 22; at >= Math.max(0, zip.length - 22 - 0xffff); at -= 1) {
    if (zip.readUInt32LE(at) === END) return at;
  }
  throw damaged("it has no table of contents");
}

function damaged(why: string, cause?: unknown): StoreError {
  return new StoreError("invalid", `The archive cannot be read: ${why}.`, {
    cause,
    hint: "Unpack it yourself and import the file conversations.json.",
  });
}

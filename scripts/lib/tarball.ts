import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** The files of an npm tarball by their path in the package. */
export function readTarball(path: string): Map<string, Buffer> {
  const tar = gunzipSync(readFileSync(path));
  const files = new Map<string, Buffer>();
  for (let offset = 0; offset + blockSize <= tar.length;) {
    const header = tar.subarray(offset, offset + blockSize);
    const name = text(header, 0, 100);
    if (name === "") break;
    const prefix = text(header, 345, 155);
    const size = Number.parseInt(text(header, 124, 12), 8);
    const start = offset + blockSize;
    const isFile = ["0", ""].includes(text(header, 156, 1));
    if (isFile) {
      const full = prefix === "" ? name : `${prefix}/${name}`;
      files.set(full.replace(/^package\//, ""), tar.subarray(start, start + size));
    }
    offset = start + Math.ceil(size / blockSize) * blockSize;
  }
  return files;
}

const blockSize = 512;

function text(block: Buffer, start: number, length: number): string {
  const field = block.subarray(start, start + length).toString("utf8");
  const end = field.indexOf("\0");
  return (end === -1 ? field : field.slice(0, end)).trim();
}

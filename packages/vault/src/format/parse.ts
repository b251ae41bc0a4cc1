import { VaultError } from "../vault-error.ts";
import { damaged } from "./damaged.ts";
import { readV1 } from "./read-v1.ts";
import { checksumOf } from "./serialize.ts";
import { FORMAT, type VaultFile } from "./vault-file.ts";

const LARGEST = 16 * 1024 * 1024;
const TAIL_LENGTH = ',\n  "checksum": ""\n}\n'.length + 64;
const TAIL = /^,\n {2}"checksum": "([0-9a-f]{64})"\n\}\n$/;

/** Readers by version. An old one stays for as long as files of it may exist; each has golden files in its tests. */
const READERS: Readonly<Record<number, (value: Readonly<Record<string, unknown>>) => VaultFile>> = {
  1: readV1,
};

/**
 * Reads the bytes of a vault file and finds every accident; the keys stay sealed.
 *
 * @throws VaultError with reason `damaged`, or `newer_version`.
 */
export function parseVault(bytes: Buffer, path: string): VaultFile {
  if (bytes.length > LARGEST) throw damaged(path, "it is too large to be a vault");
  const end = bytes.length - TAIL_LENGTH;
  const tail = end < 0 ? null : TAIL.exec(bytes.toString("latin1", end));
  if (tail === null) throw damaged(path, "its end is missing");
  if (tail[1] !== checksumOf(bytes.subarray(0, end))) {
    throw damaged(path, "its checksum does not match");
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw damaged(path, "it is not JSON", cause);
  }
  if (typeof value !== "object" || value === null) throw damaged(path, "it is not an object");
  const record = value as Readonly<Record<string, unknown>>;
  const { format, version } = record;
  if (format !== FORMAT || typeof version !== "number" || !Number.isSafeInteger(version)) {
    throw damaged(path, "it does not say that it is a vault");
  }
  const read = Object.hasOwn(READERS, version) ? READERS[version] : undefined;
  if (read === undefined && version > 1) throw newerVersion(path, version);
  if (read === undefined) throw damaged(path, "its version does not exist");
  try {
    return read(record);
  } catch (error) {
    throw error instanceof TypeError ? damaged(path, error.message) : error;
  }
}

function newerVersion(path: string, version: number): VaultError {
  return new VaultError(
    "newer_version",
    `The vault was written by a newer byok (format ${version}); nothing was changed.`,
    { path, steps: ["Update byok: npm install -g byok@latest."] },
  );
}

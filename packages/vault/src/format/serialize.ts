import { createHash } from "node:crypto";
import type { VaultFile } from "./vault-file.ts";

/**
 * The bytes of a vault file: JSON, one field per line, and as its last line a checksum of the bytes before. The
 * checksum finds accidents without the passphrase; tampering is found by the seal.
 */
export function serializeVault(file: VaultFile): Buffer {
  const text = JSON.stringify(file, null, 2);
  const body = text.slice(0, text.lastIndexOf("\n"));
  return Buffer.from(`${body},\n  "checksum": "${checksumOf(Buffer.from(body))}"\n}\n`);
}

/** The checksum of a file's bytes up to the comma before it. */
export function checksumOf(body: Uint8Array): string {
  return createHash("sha256").update(body).digest("hex");
}

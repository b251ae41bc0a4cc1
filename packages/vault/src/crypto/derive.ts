import { hkdfSync, randomBytes, scrypt } from "node:crypto";
import type { ScryptParameters } from "../format/vault-file.ts";
import { asSafeScrypt, MAX_SCRYPT_MEMORY } from "./scrypt-bounds.ts";

/** What a backend gives: a key that wraps the vault's own keys, and one that tells whether it is the right one. */
export interface BackendKeys {
  wrap: Buffer;
  check: Buffer;
}

/** Length of a key in a keychain or a key file, in bytes. */
export const KEY_BYTES = 32;

const LENGTH = 2 * KEY_BYTES;

/** Cost of a new passphrase: 128 MiB, about 0.3 s. */
export function newScrypt(): ScryptParameters {
  return { name: "scrypt", N: 2 ** 17, r: 8, p: 1, salt: randomBytes(32).toString("base64") };
}

/** The keys of a passphrase; the same text typed on another system gives the same keys. */
export async function keysFromPassphrase(
  passphrase: string,
  kdf: ScryptParameters,
): Promise<BackendKeys> {
  const { N, r, p, salt } = asSafeScrypt(kdf);
  const options = { N, r, p, maxmem: MAX_SCRYPT_MEMORY + 16 * 1024 * 1024 };
  const text = Buffer.from(passphrase.normalize("NFKC"));
  const bytes = await new Promise<Buffer>((resolve, reject) => {
    scrypt(text, Buffer.from(salt, "base64"), LENGTH, options, (error, derived) => {
      if (error === null) resolve(derived);
      else reject(error);
    });
  });
  text.fill(0);
  return split(bytes);
}

/** The keys of 32 random bytes. */
export function keysFromBytes(secret: Uint8Array, vaultId: string): BackendKeys {
  return split(Buffer.from(hkdfSync("sha256", secret, vaultId, "byok-vault backend", LENGTH)));
}

function split(bytes: Buffer): BackendKeys {
  return { wrap: bytes.subarray(0, KEY_BYTES), check: bytes.subarray(KEY_BYTES) };
}

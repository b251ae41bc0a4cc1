import type { ScryptParameters } from "../format/vault-file.ts";

/** Most memory that a file may make us use, in bytes. */
export const MAX_SCRYPT_MEMORY: number = 256 * 1024 * 1024;

const LEAST_N = 2 ** 14;
const MOST_R = 16;
const MOST_P = 4;
const LEAST_SALT = 16;
const MOST_SALT = 64;

/**
 * Lets through the parameters of scrypt that are worth computing, before anything is computed: a file from elsewhere
 * must not make the program use all memory, or a passphrase easy to guess.
 *
 * @throws TypeError saying what is wrong, to follow "damaged: ".
 */
export function asSafeScrypt(kdf: ScryptParameters): ScryptParameters {
  const { N, r, p } = kdf;
  const powerOfTwo = Number.isSafeInteger(N) && N > 1 && Number.isInteger(Math.log2(N));
  const salt = Buffer.from(kdf.salt, "base64").length;
  const sane = r >= 1 && r <= MOST_R && p >= 1 && p <= MOST_P;
  const salty = salt >= LEAST_SALT && salt <= MOST_SALT;
  if (powerOfTwo && sane && salty && N >= LEAST_N && 128 * N * r <= MAX_SCRYPT_MEMORY) return kdf;
  throw new TypeError("it asks for a cost of scrypt that byok never writes");
}

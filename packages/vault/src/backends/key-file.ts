import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import { KEY_BYTES } from "../crypto/derive.ts";
import { readPrivateFile } from "../files/private-access.ts";
import { fixForWriting, systemCode, whyNotWritten } from "../files/system-error.ts";
import type { EnvironmentVariables } from "../state-paths.ts";
import { VaultError } from "../vault-error.ts";

/** The variable that may hold the 32 bytes itself, in hex or base64. */
export const KEY_VARIABLE = "BYOK_VAULT_KEY";

/**
 * Makes a key file: 32 random bytes in hex, mode 0600. Keep it apart from the vault's folder and its backups.
 *
 * @throws VaultError with reason `conflict` when the file exists, or `not_saved`.
 */
export function createKeyFile(path: string): void {
  const whole = resolve(path);
  let file: number;
  try {
    file = openSync(whole, "wx", 0o600);
  } catch (cause) {
    if (systemCode(cause) === "EEXIST") {
      throw new VaultError("conflict", `${whole} exists already; it was not changed.`, {
        path: whole,
        steps: ["Use it as it is, or choose another path."],
      });
    }
    throw new VaultError("not_saved", `No key file was made: ${whyNotWritten(cause)}.`, {
      cause,
      path: whole,
      steps: [fixForWriting(cause)],
    });
  }
  try {
    writeSync(file, `${randomBytes(KEY_BYTES).toString("hex")}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * The 32 bytes in a key file.
 *
 * @throws VaultError with reason `backend_gone`, `permission` or `invalid`.
 */
export function readKeyFile(path: string): Buffer {
  const bytes = readPrivateFile(path);
  if (bytes === undefined) {
    throw new VaultError("backend_gone", `The key file of the vault is not there: ${path}.`, {
      path,
      steps: [
        "Put the key file back, or connect the disk that it is on.",
        "If it is somewhere else now, say where: BYOK_KEY_FILE, or `keyFile`.",
        "If it is lost, move vault.json and vault.json.bak away and add the keys again.",
      ],
    });
  }
  const key = bytes.length === KEY_BYTES ? bytes : decodeKey(bytes.toString("latin1"));
  if (key !== undefined) return key;
  throw new VaultError("invalid", `${path} does not hold a key of ${KEY_BYTES} bytes.`, {
    path,
    steps: ["Make one: openssl rand -hex 32 > file, then chmod 600 on it."],
  });
}

/**
 * The 32 bytes in a variable.
 *
 * @throws VaultError with reason `backend_gone` or `invalid`.
 */
export function readKeyVariable(env: EnvironmentVariables, name: string): Buffer {
  const value = env[name] ?? "";
  if (value.trim() === "") {
    throw new VaultError(
      "backend_gone",
      `The vault is opened with the variable ${name}, which is not set.`,
      {
        steps: [
          `Set ${name} to the key that the vault was made with.`,
          "Or put that key into a file of mode 0600 and name it in BYOK_KEY_FILE.",
          "If it is lost, move vault.json and vault.json.bak away and add the keys again.",
        ],
      },
    );
  }
  const key = decodeKey(value);
  if (key !== undefined) return key;
  throw new VaultError("invalid", `${name} does not hold a key of ${KEY_BYTES} bytes.`, {
    steps: ["Make one: openssl rand -hex 32 (64 hex digits, or 44 characters of base64)."],
  });
}

function decodeKey(text: string): Buffer | undefined {
  const value = text.trim();
  if (/^[0-9a-fA-F]{64}$/.test(value)) return Buffer.from(value, "hex");
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(value) ? Buffer.from(value, "base64") : undefined;
}

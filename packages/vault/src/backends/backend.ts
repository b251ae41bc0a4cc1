import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import {
  KEY_BYTES,
  keysFromBytes,
  keysFromPassphrase,
  newScrypt,
  type BackendKeys,
} from "../crypto/derive.ts";
import { damaged } from "../format/damaged.ts";
import type { BackendRecord } from "../format/vault-file.ts";
import type { EnvironmentVariables } from "../state-paths.ts";
import { VaultError } from "../vault-error.ts";
import type { BackendKind, PassphraseRequest, PassphraseSource } from "../vault-types.ts";
import { KEY_VARIABLE, readKeyFile, readKeyVariable } from "./key-file.ts";
import {
  KEYCHAIN_SERVICE,
  probeKeychain,
  readKeychain,
  writeKeychain,
  type Keychain,
} from "./keychain.ts";
import { PASSPHRASE_VARIABLE, readPassphrase } from "./passphrase.ts";

/** Where backends find what they need. */
export interface BackendSources {
  env: EnvironmentVariables;
  passphrase?: PassphraseSource | undefined;
  keyFile?: string | undefined;
  keychain: Keychain;
  /** The vault's file, for texts. */
  path: string;
  signal?: AbortSignal | undefined;
}

/** A backend made ready for a new vault, and what takes it back if the vault is not saved. */
export interface NewBackend {
  record: BackendRecord;
  keys: BackendKeys;
  discard?: () => Promise<void>;
}

/**
 * The backend for a new vault when none is named: what the sources speak of, else the keychain if it works. Never
 * anything that the user did not choose: without a working keychain the user is asked to choose.
 *
 * @throws VaultError with reason `backend_needed`.
 */
export async function chooseBackend(sources: BackendSources): Promise<BackendKind> {
  const { env, keyFile, passphrase, keychain, signal, path } = sources;
  const set = (name: string): boolean => (env[name] ?? "") !== "";
  if (keyFile !== undefined || set("BYOK_KEY_FILE") || set(KEY_VARIABLE)) return "key-file";
  const known = passphrase !== undefined && typeof passphrase !== "function";
  if (known || set(PASSPHRASE_VARIABLE)) return "passphrase";
  try {
    await probeKeychain(keychain, signal);
    return "keychain";
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    const { message } = error;
    throw new VaultError(
      "backend_needed",
      `${message} Nothing was stored: choose how to protect your keys.`,
      {
        cause: error,
        path,
        steps: [
          "Protect them with a passphrase: --backend passphrase.",
          error.reason === "locked"
            ? "Or unlock the keychain and run the same again."
            : "Or run byok in your desktop session, where the keychain is.",
          "On a machine without a person: --backend key-file with BYOK_KEY_FILE or BYOK_VAULT_KEY; to keep nothing: --backend session.",
        ],
      },
    );
  }
}

/**
 * Makes a backend ready for a vault.
 *
 * @throws VaultError when it cannot be used.
 */
export async function createBackend(
  kind: BackendKind,
  vaultId: string,
  sources: BackendSources,
  purpose: Exclude<PassphraseRequest["purpose"], "unlock">,
): Promise<NewBackend> {
  const { env, path } = sources;
  switch (kind) {
    case "session": {
      return { record: { kind }, keys: keysFromBytes(randomBytes(KEY_BYTES), vaultId) };
    }
    case "passphrase": {
      const text = await readPassphrase(sources.passphrase, env, { purpose, path });
      const kdf = newScrypt();
      return { record: { kind, kdf }, keys: await keysFromPassphrase(text, kdf) };
    }
    case "key-file": {
      const record = keyFileRecord(sources);
      return { record, keys: keysFromBytes(readRecord(record, env), vaultId) };
    }
    case "keychain":
      return newKeychainBackend(vaultId, sources);
    default:
      throw new TypeError("There is no such backend.");
  }
}

/**
 * The keys that a backend gives for an existing vault.
 *
 * @throws VaultError with reason `locked`, `backend_gone`, `permission`, …
 */
export async function openBackend(
  record: BackendRecord,
  vaultId: string,
  sources: BackendSources,
): Promise<BackendKeys> {
  const { env, keychain, signal, path } = sources;
  switch (record.kind) {
    case "session":
      throw damaged(path, "it says that it was never written");
    case "passphrase": {
      const text = await readPassphrase(sources.passphrase, env, { purpose: "unlock", path });
      return keysFromPassphrase(text, record.kdf);
    }
    case "key-file": {
      const elsewhere = sources.keyFile ?? given(env["BYOK_KEY_FILE"]);
      const moved = elsewhere === undefined ? record : fileRecord(elsewhere);
      return keysFromBytes(readRecord(moved, env), vaultId);
    }
    case "keychain": {
      const value = await readKeychain(keychain, record.account, signal);
      return keysFromBytes(Buffer.from(value, "hex"), vaultId);
    }
    default:
      throw new TypeError("There is no such backend.");
  }
}

/** The error of a backend that gave other keys than those of the vault. */
export function wrongKeys(record: BackendRecord, path: string): VaultError {
  if (record.kind === "passphrase") {
    return new VaultError("wrong_passphrase", "This is not the passphrase of the vault.", {
      path,
      steps: [
        "Type it again; mind the keyboard layout and Caps Lock.",
        "The vault was not changed.",
      ],
    });
  }
  return new VaultError("wrong_key", `The ${record.kind} holds another key than the vault's.`, {
    path,
    steps: [
      "Give the key that the vault was made with.",
      "If it is lost, move vault.json and vault.json.bak away and add the keys again.",
    ],
  });
}

/** Where a backend's own secret is, in words. */
export function describeBackend(record: BackendRecord): string {
  switch (record.kind) {
    case "keychain":
      return `An item of the OS keychain (service ${record.service}, account ${record.account}) opens the encrypted file.`;
    case "passphrase":
      return `A passphrase opens the encrypted file (scrypt, N = ${record.kdf.N}).`;
    case "key-file":
      return "path" in record
        ? `The key file ${record.path} opens the encrypted file.`
        : `The variable ${record.variable} opens the encrypted file.`;
    default:
      return "The keys are in memory only and are forgotten when the program ends.";
  }
}

async function newKeychainBackend(vaultId: string, sources: BackendSources): Promise<NewBackend> {
  const { keychain, signal } = sources;
  await probeKeychain(keychain, signal);
  const secret = randomBytes(KEY_BYTES).toString("hex");
  // A name of its own for each key, so that the old one stays until the vault is saved with the new one.
  const account = `vault-${vaultId}-${randomBytes(4).toString("hex")}`;
  const record = { kind: "keychain", service: KEYCHAIN_SERVICE, account } as const;
  await writeKeychain(keychain, account, secret, signal);
  const keys = keysFromBytes(Buffer.from(secret, "hex"), vaultId);
  return { record, keys, discard: async () => keychain.delete(account) };
}

type KeyFileRecord = Extract<BackendRecord, { kind: "key-file" }>;

function keyFileRecord({ env, keyFile }: BackendSources): KeyFileRecord {
  const path = keyFile ?? given(env["BYOK_KEY_FILE"]);
  if (path !== undefined) return fileRecord(path);
  if (given(env[KEY_VARIABLE]) !== undefined) return { kind: "key-file", variable: KEY_VARIABLE };
  throw new VaultError("invalid", "The backend key-file needs a key, and none was named.", {
    steps: [
      "Name a file of mode 0600 with 32 bytes: BYOK_KEY_FILE (made with: openssl rand -hex 32).",
      `Or set ${KEY_VARIABLE} to 64 hex digits.`,
    ],
  });
}

function fileRecord(path: string): KeyFileRecord {
  return { kind: "key-file", path: resolve(path) };
}

function readRecord(record: KeyFileRecord, env: EnvironmentVariables): Buffer {
  return "path" in record ? readKeyFile(record.path) : readKeyVariable(env, record.variable);
}

function given(value: string | undefined): string | undefined {
  return value === undefined || value === "" ? undefined : value;
}

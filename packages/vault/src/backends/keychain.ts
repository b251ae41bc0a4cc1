import { randomBytes } from "node:crypto";
import type { AsyncEntry } from "@napi-rs/keyring";
import { VaultError } from "../vault-error.ts";

/** The OS keychain, as far as the vault uses it. */
export interface Keychain {
  /** Undefined when there is no such item; a locked keychain may say so too. */
  get(account: string, signal?: AbortSignal): Promise<string | undefined>;
  set(account: string, value: string, signal?: AbortSignal): Promise<void>;
  delete(account: string, signal?: AbortSignal): Promise<void>;
}

/** The name under which the items of byok stand in the keychain. */
export const KEYCHAIN_SERVICE = "byok";

/** The keychain of the system, through `@napi-rs/keyring`; the module is loaded at the first use. */
export function systemKeychain(): Keychain {
  return {
    async get(account, signal) {
      const value = await (await entryOf(account)).getPassword(signal);
      return value ?? undefined;
    },
    async set(account, value, signal) {
      await (await entryOf(account)).setPassword(value, signal);
    },
    async delete(account, signal) {
      await (await entryOf(account)).deleteCredential(signal);
    },
  };
}

/**
 * Finds out whether the keychain keeps things: writes, reads and deletes an item of its own.
 *
 * @throws VaultError with reason `locked` or `backend_gone`.
 */
export async function probeKeychain(keychain: Keychain, signal?: AbortSignal): Promise<void> {
  const account = `probe-${randomBytes(6).toString("hex")}`;
  const value = randomBytes(16).toString("hex");
  await writeKeychain(keychain, account, value, signal);
  try {
    await keychain.delete(account, signal);
  } catch (error) {
    throw keychainError(error);
  }
}

/**
 * Reads an item that must be there. No answer is not taken for "no item" before the keychain is seen to work.
 *
 * @throws VaultError with reason `locked` or `backend_gone`.
 */
export async function readKeychain(
  keychain: Keychain,
  account: string,
  signal?: AbortSignal,
): Promise<string> {
  let value: string | undefined;
  try {
    value = await keychain.get(account, signal);
  } catch (error) {
    throw keychainError(error);
  }
  if (value !== undefined) return value;
  await probeKeychain(keychain, signal);
  throw keychainGone(
    `it works, but the vault's item (${KEYCHAIN_SERVICE}, ${account}) is not in it`,
  );
}

/**
 * Writes an item, and makes sure that it can be read again.
 *
 * @throws VaultError with reason `locked` or `backend_gone`.
 */
export async function writeKeychain(
  keychain: Keychain,
  account: string,
  value: string,
  signal?: AbortSignal,
): Promise<void> {
  let read: string | undefined;
  try {
    await keychain.set(account, value, signal);
    read = await keychain.get(account, signal);
  } catch (error) {
    throw keychainError(error);
  }
  if (read !== value) throw keychainGone("it does not give back what it was given");
}

/** Every step of a keychain that cannot be used; the last two choose another backend, which only the user does. */
function keychainGone(why: string, cause?: unknown): VaultError {
  return new VaultError("backend_gone", `The OS keychain cannot be used: ${why}.`, {
    cause,
    steps: [
      "Run byok where the keychain is: in your desktop session, as the same user, with its D-Bus (`byok doctor` shows what is missing).",
      "If the keychain's item is lost, move vault.json and vault.json.bak away and add the keys again; they are in your accounts at the platforms.",
      "Without a keychain, choose a passphrase for a new vault: --backend passphrase.",
    ],
  });
}

function keychainError(error: unknown): VaultError {
  if (error instanceof VaultError) return error;
  if ((error as { name?: unknown }).name === "AbortError") throw error;
  const message = error instanceof Error ? error.message : "";
  // What the Secret Service, macOS and Windows say of a keychain that nobody has opened.
  if (/no result found|prompt was dismissed|locked|interaction is not allowed/i.test(message)) {
    return new VaultError("locked", "The OS keychain is locked.", {
      cause: error,
      steps: [
        "Unlock it: log in to your desktop session, or open its password manager.",
        "Without a desktop: dbus-run-session, then gnome-keyring-daemon --unlock with the keyring's password on stdin.",
        "Then run the same again; your keys are still there.",
      ],
    });
  }
  return keychainGone(message === "" ? "it gives no reason" : trimmed(message), error);
}

function trimmed(message: string): string {
  const [line = ""] = message.split("\n");
  return line.replace(/^Platform failure: /, "").replace(/\.$/, "");
}

async function entryOf(account: string): Promise<AsyncEntry> {
  let Entry: typeof AsyncEntry;
  try {
    ({ AsyncEntry: Entry } = await import("@napi-rs/keyring"));
  } catch (cause) {
    throw keychainGone("the package @napi-rs/keyring is not installed for this system", cause);
  }
  // Pinned: without it the kernel's keyring may be taken, which forgets everything when the machine starts again.
  return new Entry(KEYCHAIN_SERVICE, account, { linux: { store: "secret-service" } });
}

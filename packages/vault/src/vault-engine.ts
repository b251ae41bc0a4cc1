import { randomBytes } from "node:crypto";
import {
  chooseBackend,
  createBackend,
  type BackendSources,
  type NewBackend,
} from "./backends/backend.ts";
import { checkSeal, forgetVaultKeys, type VaultKeys } from "./crypto/vault-keys.ts";
import type { VaultFile } from "./format/vault-file.ts";
import { memoryStorage, type VaultStorage } from "./storage.ts";
import { newFile, nextFile, rekeyFile, unlockFile } from "./unlocked.ts";
import { isVaultError, VaultError } from "./vault-error.ts";
import type { BackendKind, PassphraseSource } from "./vault-types.ts";

/** What a vault is made of. */
export interface VaultParts {
  storage: VaultStorage;
  folder: string;
  backend: BackendKind | undefined;
  sources: Omit<BackendSources, "signal" | "path">;
  now: () => Date;
}

/** What a change of the entries reads and makes. */
export type MakeChange<T> = (
  file: VaultFile,
  keys: VaultKeys,
) => { entries: VaultFile["entries"]; result: T };

/** What a new passphrase or backend is made from. */
export interface RekeySources {
  backend?: BackendKind | undefined;
  passphrase?: PassphraseSource | undefined;
  keyFile?: string | undefined;
}

/** The file, its keys in memory, and the steps that change both. Its functions run one after the other. */
export interface VaultEngine {
  readonly path: string;
  read(): VaultFile | undefined;
  /** Whether the keys of this file are in memory. */
  holdsKeysOf(file: VaultFile): boolean;
  /** The keys of a file; everything that it says is then proved. */
  unlock(file: VaultFile, signal?: AbortSignal, passphrase?: PassphraseSource): Promise<VaultKeys>;
  forget(): void;
  create(kind: BackendKind | undefined, signal?: AbortSignal): Promise<VaultFile>;
  /** Changes the entries of the vault, which is made and unlocked if need be. */
  change<T>(make: MakeChange<T>, signal?: AbortSignal, purge?: boolean): Promise<T>;
  /** As `change`, for a vault that is unlocked; gives up soon. */
  note(make: (file: VaultFile) => VaultFile["entries"]): Promise<void>;
  rekey(sources: RekeySources, signal?: AbortSignal): Promise<void>;
}

const NOTE_TIMEOUT_MS = 500;

/** Builds the engine of one handle. */
export function createEngine(parts: VaultParts): VaultEngine {
  let storage = parts.storage;
  let held: { keys: VaultKeys; check: string } | undefined;

  const remember = (file: VaultFile, keys: VaultKeys): void => {
    if (held !== undefined && held.keys !== keys) forgetVaultKeys(held.keys);
    held = { keys, check: file.check };
  };

  const sourcesWith = (
    signal: AbortSignal | undefined,
    own: RekeySources = {},
  ): BackendSources => ({
    ...parts.sources,
    path: storage.path,
    signal,
    passphrase: own.passphrase ?? parts.sources.passphrase,
    keyFile: own.keyFile ?? parts.sources.keyFile,
  });

  const unlock: VaultEngine["unlock"] = async (file, signal, passphrase) => {
    if (held?.check === file.check && passphrase === undefined) {
      checkSeal(file, held.keys, storage.path);
      return held.keys;
    }
    const keys = await unlockFile(file, sourcesWith(signal, { passphrase }));
    remember(file, keys);
    return keys;
  };

  /** The present file with its keys, if nobody has changed what opens it. */
  const same = (
    current: VaultFile | undefined,
    check: string,
  ): { file: VaultFile; keys: VaultKeys } => {
    if (current === undefined || current.check !== check || held?.check !== check) {
      throw new VaultError(
        "conflict",
        "The vault was encrypted anew by another process just now.",
        {
          path: storage.path,
          retryable: true,
          steps: ["Run the same again."],
        },
      );
    }
    checkSeal(current, held.keys, storage.path);
    return { file: current, keys: held.keys };
  };

  /** Takes a new backend back, unless the file speaks of it: a failed save may have reached the disk. */
  const discard = async (backend: NewBackend, target: VaultStorage): Promise<void> => {
    let present: VaultFile | undefined;
    try {
      present = target.read();
    } catch {
      return;
    }
    const record = JSON.stringify(backend.record);
    if (present !== undefined && JSON.stringify(present.backend) === record) return;
    await backend.discard?.().catch(() => undefined);
  };

  const create: VaultEngine["create"] = async (asked, signal) => {
    const sources = sourcesWith(signal);
    const kind = asked ?? parts.backend ?? (await chooseBackend(sources));
    const target = kind === "session" ? memoryStorage() : parts.storage;
    const id = randomBytes(16).toString("hex");
    const backend = await createBackend(kind, id, sources, "create");
    const made = newFile(id, backend, parts.now());
    try {
      const file = await target.change((current) => {
        if (current !== undefined) throw vaultExists(target.path);
        return { file: made.file };
      }, signal);
      storage = target;
      remember(file, made.keys);
      return file;
    } catch (error) {
      await discard(backend, target);
      throw error;
    }
  };

  /** The vault, made if need be, and unlocked. */
  const ready = async (signal: AbortSignal | undefined): Promise<VaultFile> => {
    let file = storage.read();
    if (file === undefined) {
      try {
        return await create(undefined, signal);
      } catch (error) {
        // Another process made it in between.
        file = isVaultError(error, "conflict") ? storage.read() : undefined;
        if (file === undefined) throw error;
      }
    }
    if (parts.backend !== undefined) checkBackend(file, parts.backend, storage.path);
    await unlock(file, signal);
    return file;
  };

  return {
    get path() {
      return storage.path;
    },
    read: () => storage.read(),
    holdsKeysOf: (file) => held?.check === file.check,
    unlock,
    forget() {
      // The keys of a session exist nowhere else.
      if (held === undefined || storage.read()?.backend.kind === "session") return;
      forgetVaultKeys(held.keys);
      held = undefined;
    },
    create,
    async change(make, signal, purge = false) {
      const { check } = await ready(signal);
      let made: ReturnType<typeof make> | undefined;
      await storage.change((current) => {
        const { file, keys } = same(current, check);
        made = make(file, keys);
        return { file: nextFile(file, keys, made.entries), purge };
      }, signal);
      if (made === undefined) throw new Error("A storage resolved without a change.");
      return made.result;
    },
    async note(make) {
      const check = held?.check ?? "";
      await storage.change((current) => {
        const { file, keys } = same(current, check);
        return { file: nextFile(file, keys, make(file)) };
      }, AbortSignal.timeout(NOTE_TIMEOUT_MS));
    },
    async rekey(own, signal) {
      const before = await ready(signal);
      const kind = own.backend ?? before.backend.kind;
      if (kind === "session" || before.backend.kind === "session") throw sessionHasNoFile();
      // BYOK_PASSPHRASE is the passphrase in use, where there is one; it is not taken for the new one.
      const purpose = before.backend.kind === "passphrase" ? "rekey" : "create";
      const backend = await createBackend(kind, before.id, sourcesWith(signal, own), purpose);
      let made: ReturnType<typeof rekeyFile> | undefined;
      try {
        await storage.change((current) => {
          const { file, keys } = same(current, before.check);
          made = rekeyFile(file, keys, backend, storage.path);
          return { file: made.file, purge: true };
        }, signal);
      } catch (error) {
        await discard(backend, storage);
        throw error;
      }
      if (made !== undefined) remember(made.file, made.keys);
      if (before.backend.kind !== "keychain") return;
      // It opens nothing any more.
      await parts.sources.keychain.delete(before.backend.account).catch(() => undefined);
    },
  };
}

/** The error of making a vault where there is one. */
export function vaultExists(path: string): VaultError {
  return new VaultError("conflict", "There is a vault already.", {
    path,
    steps: [
      "Use it as it is; `byok vault status` shows it.",
      "To change its backend or passphrase: byok vault rekey.",
    ],
  });
}

function checkBackend(file: VaultFile, asked: BackendKind, path: string): void {
  const { kind } = file.backend;
  if (kind === asked) return;
  throw new VaultError("conflict", `The vault is protected with ${kind}, not with ${asked}.`, {
    path,
    steps: [
      "Leave out the backend: the vault knows its own.",
      `Or change it for all keys: byok vault rekey --backend ${asked}.`,
    ],
  });
}

function sessionHasNoFile(): VaultError {
  return new VaultError(
    "invalid",
    "The keys of a session are in no file, so none can be encrypted anew.",
    { steps: ["Choose keychain, passphrase or key-file."] },
  );
}

import { AbortedError, isByokError, Secret, type KeyStore, type StoredKey } from "@byok/core/keys";
import { describeBackend } from "./backends/backend.ts";
import { openKey } from "./crypto/vault-keys.ts";
import { addEntry, checkNewKey, type NewKey } from "./entries/add-entry.ts";
import {
  disableEntry,
  enableEntry,
  makeDefault,
  removeEntry,
  renameEntry,
  type EntryChange,
} from "./entries/change-entry.ts";
import { findEntry, toPublicEntry } from "./entries/find-entry.ts";
import { selectEntry } from "./entries/select-entry.ts";
import { modeOf } from "./files/private-access.ts";
import type { VaultFile } from "./format/vault-file.ts";
import type { ImportCandidate, ImportReport } from "./import/candidate.ts";
import { cleanLabel } from "./keys/clean-label.ts";
import { platformOf } from "./keys/platform-origins.ts";
import { createEngine, vaultExists, type VaultEngine, type VaultParts } from "./vault-engine.ts";
import { isVaultError, VaultError } from "./vault-error.ts";
import type {
  AddedKey,
  BackendKind,
  ChangedKey,
  ExportedKey,
  KeySelector,
  PassphraseSource,
  VaultEntry,
  VaultStatus,
} from "./vault-types.ts";

/** What every call that may wait takes. */
export interface WaitOptions {
  /** Stops waiting; what was saved stays saved. */
  signal?: AbortSignal | undefined;
}

const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/**
 * The user's keys on this device. It satisfies core's `KeyStore`. Metadata (labels, masks, dates) is read without
 * unlocking; whatever touches a key unlocks first, which also proves that the metadata was not changed outside.
 * Made by `openVault`; all methods may be called at the same time, from several processes too.
 */
export class Vault implements KeyStore {
  readonly #parts: VaultParts;
  readonly #engine: VaultEngine;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: VaultParts) {
    this.#parts = parts;
    this.#engine = createEngine(parts);
  }

  /** The vault's file. */
  get path(): string {
    return this.#engine.path;
  }

  /** How the vault is; never asks for a passphrase, and reports problems instead of throwing them. */
  status(): VaultStatus {
    let file: VaultFile | undefined;
    let problem: VaultError | undefined;
    try {
      file = this.#engine.read();
    } catch (error) {
      if (!isVaultError(error)) throw error;
      problem = error;
    }
    return {
      exists: file !== undefined || problem !== undefined,
      path: this.path,
      backend: file?.backend.kind,
      backendDetail: file === undefined ? undefined : describeBackend(file.backend),
      unlocked: file !== undefined && this.#engine.holdsKeysOf(file),
      version: file?.version,
      entries: file?.entries.length ?? 0,
      createdAt: file?.createdAt,
      folderMode: modeOf(this.#parts.folder),
      fileMode: modeOf(this.path),
      problem,
    };
  }

  /**
   * Makes an empty vault, and with it the choice of its backend. `add` does the same at its first use.
   *
   * @throws VaultError with reason `conflict` when there is a vault, `backend_needed` when there is nothing to choose.
   */
  async init(options: WaitOptions & { backend?: BackendKind } = {}): Promise<VaultStatus> {
    return this.#inTurn(options.signal, async () => {
      if (this.#engine.read() !== undefined) throw vaultExists(this.path);
      await this.#engine.create(options.backend, options.signal);
      return this.status();
    });
  }

  /**
   * Opens the vault, so that later calls need no passphrase; `passphrase` goes before that of `openVault`.
   *
   * @throws VaultError with reason `locked`, `wrong_passphrase`, `wrong_key`, `backend_gone`, `damaged` or `not_found`.
   */
  async unlock(options: WaitOptions & { passphrase?: PassphraseSource } = {}): Promise<void> {
    return this.#inTurn(options.signal, async () => {
      const file = this.#engine.read();
      if (file === undefined) {
        throw new VaultError("not_found", "There is no vault yet.", {
          path: this.path,
          steps: ["Add a key; that makes one."],
        });
      }
      await this.#engine.unlock(file, options.signal, options.passphrase);
    });
  }

  /** Forgets the vault's own keys in this process; the next use of a key needs the backend again. */
  async lock(): Promise<void> {
    return this.#inTurn(undefined, async () => this.#engine.forget());
  }

  /**
   * What is stored, without the keys and without unlocking; sorted by platform, region and label.
   *
   * @throws VaultError with reason `damaged`, `permission` or `newer_version`; UnknownPlatformError.
   */
  list(options: { platform?: string } = {}): VaultEntry[] {
    const wanted = platformFilter(options.platform);
    const order = (entry: VaultEntry): string =>
      [entry.platform, entry.region ?? "", entry.label].join("\0");
    return (this.#engine.read()?.entries ?? [])
      .filter(wanted)
      .map(toPublicEntry)
      .toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
  }

  /**
   * Finds the key that a request uses: of the label, else the default of the platform and region. Undefined means that
   * there is none; a vault that cannot be opened is an error.
   *
   * @throws VaultError
   */
  async find(
    platform: string,
    options: { region?: string; label?: string; signal?: AbortSignal } = {},
  ): Promise<StoredKey | undefined> {
    return this.#inTurn(options.signal, async () => {
      const file = this.#engine.read();
      const entry = file === undefined ? undefined : findEntry(file.entries, platform, options);
      if (file === undefined || entry === undefined) return undefined;
      const keys = await this.#engine.unlock(file, options.signal);
      const key = openKey(keys, file.id, entry, this.path);
      await this.#noteUse(entry);
      return { key: new Secret(key), origins: entry.origins, label: entry.label };
    });
  }

  /**
   * Stores a key; resolved means that it is on the disk.
   *
   * @throws VaultError, InvalidRequestError, UnknownPlatformError; then nothing was stored.
   */
  async add(given: NewKey & WaitOptions): Promise<AddedKey> {
    const checked = checkNewKey(given);
    return this.#inTurn(given.signal, async () => {
      const entry = await this.#engine.change((file, keys) => {
        const { entries, entry: added } = addEntry(file, keys, checked, this.#parts.now());
        return { entries, result: added };
      }, given.signal);
      return { entry: toPublicEntry(entry), warnings: checked.warnings };
    });
  }

  /**
   * Stores what was found elsewhere, in one save. A key that cannot be stored, or is there already, is skipped.
   *
   * @throws VaultError
   */
  async import(
    candidates: readonly ImportCandidate[],
    options: WaitOptions = {},
  ): Promise<ImportReport> {
    return this.#inTurn(options.signal, async () => {
      if (candidates.length === 0) return { added: [], skipped: [], warnings: [] };
      return this.#engine.change((file, keys) => {
        let next = file;
        const result: ImportReport = { added: [], skipped: [], warnings: [] };
        for (const candidate of candidates) {
          try {
            const checked = checkNewKey(candidate);
            const { entries, entry } = addEntry(next, keys, checked, this.#parts.now());
            next = { ...next, entries };
            result.added.push({ candidate, entry: toPublicEntry(entry) });
            result.warnings.push(...checked.warnings);
          } catch (error) {
            if (!isByokError(error)) throw error;
            const alreadyStored = isVaultError(error, "conflict") && candidate.label === undefined;
            result.skipped.push({ candidate, why: error.message, alreadyStored });
          }
        }
        return { entries: next.entries, result };
      }, options.signal);
    });
  }

  /**
   * Makes a key the one that is used when no label is asked for.
   *
   * @throws VaultError
   */
  async setDefault(selector: KeySelector, options: WaitOptions = {}): Promise<VaultEntry> {
    return (await this.#changeOne(selector, options.signal, makeDefault)).entry;
  }

  /**
   * Gives a key another label.
   *
   * @throws VaultError with reason `conflict` when the label is taken.
   */
  async rename(
    selector: KeySelector,
    label: string,
    options: WaitOptions = {},
  ): Promise<VaultEntry> {
    const rename = renameEntry(cleanLabel(label), this.path);
    return (await this.#changeOne(selector, options.signal, rename)).entry;
  }

  /**
   * Lets a disabled key be used again.
   *
   * @throws VaultError
   */
  async enable(selector: KeySelector, options: WaitOptions = {}): Promise<VaultEntry> {
    return (await this.#changeOne(selector, options.signal, enableEntry)).entry;
  }

  /**
   * Keeps a key, and hands it out no more.
   *
   * @throws VaultError
   */
  async disable(selector: KeySelector, options: WaitOptions = {}): Promise<ChangedKey> {
    return this.#changeOne(selector, options.signal, disableEntry);
  }

  /**
   * Removes a key, from the last good copy too.
   *
   * @throws VaultError
   */
  async remove(selector: KeySelector, options: WaitOptions = {}): Promise<ChangedKey> {
    return this.#changeOne(selector, options.signal, removeEntry, true);
  }

  /**
   * Changes the passphrase or the backend: every key is encrypted anew, and what opened the vault before opens nothing.
   *
   * @throws VaultError; then the vault is as it was.
   */
  async rekey(
    options: WaitOptions & {
      /** The present one when absent. */
      backend?: BackendKind;
      /** The new passphrase; that of `openVault` is the present one. */
      passphrase?: PassphraseSource;
      /** The new key file. */
      keyFile?: string;
    } = {},
  ): Promise<VaultStatus> {
    const { signal, ...sources } = options;
    return this.#inTurn(signal, async () => {
      await this.#engine.rekey(sources, signal);
      return this.status();
    });
  }

  /**
   * The stored keys in clear, for moving elsewhere.
   *
   * @throws VaultError with reason `invalid` without `reveal: true`.
   */
  async export(options: WaitOptions & { reveal: true; platform?: string }): Promise<ExportedKey[]> {
    if ((options.reveal as unknown) !== true) {
      throw new VaultError("invalid", "An export shows keys in clear; this must be asked for.", {
        steps: ["Say `reveal: true` (`--reveal`), or use `list`, which shows masks."],
      });
    }
    const wanted = platformFilter(options.platform);
    return this.#inTurn(options.signal, async () => {
      const file = this.#engine.read();
      if (file === undefined) return [];
      const keys = await this.#engine.unlock(file, options.signal);
      return file.entries.filter(wanted).map((entry) => ({
        ...toPublicEntry(entry),
        key: openKey(keys, file.id, entry, this.path),
      }));
    });
  }

  toJSON(): { path: string } {
    return { path: this.path };
  }

  static {
    // console.log would show the keys that are in memory otherwise.
    Object.defineProperty(Vault.prototype, INSPECT, {
      value(this: Vault): string {
        return `Vault { path: ${JSON.stringify(this.path)} }`;
      },
    });
  }

  /** Runs the calls of this handle one after the other: a passphrase is asked for once, and saves do not race. */
  async #inTurn<T>(signal: AbortSignal | undefined, run: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(async () => {
      if (signal?.aborted === true) throw stopped(signal);
      return run();
    });
    this.#last = turn.catch(() => undefined);
    return withAbort(turn, signal);
  }

  async #changeOne(
    selector: KeySelector,
    signal: AbortSignal | undefined,
    change: EntryChange,
    purge = false,
  ): Promise<ChangedKey> {
    return this.#inTurn(signal, async () => {
      // Before a vault is made or a passphrase asked for.
      selectEntry(this.#engine.read()?.entries ?? [], selector);
      return this.#engine.change(
        (file, keys) => {
          const chosen = selectEntry(file.entries, selector);
          const { entries, entry, newDefault } = change(file.entries, chosen, file, keys);
          const result: ChangedKey = { entry: toPublicEntry(entry) };
          if (newDefault !== undefined) result.newDefault = toPublicEntry(newDefault);
          return { entries, result };
        },
        signal,
        purge,
      );
    });
  }

  /** Notes the day, once a day; a read-only disk must not keep the user from chatting. */
  async #noteUse(used: { id: string; lastUsedOn: string | null }): Promise<void> {
    const lastUsedOn = this.#parts.now().toISOString().slice(0, 10);
    if (used.lastUsedOn === lastUsedOn) return;
    const note = this.#engine.note((file) =>
      file.entries.map((entry) => (entry.id === used.id ? { ...entry, lastUsedOn } : entry)),
    );
    await note.catch(() => undefined);
  }
}

function platformFilter(platform: string | undefined): (entry: { platform: string }) => boolean {
  const id = platform === undefined ? undefined : platformOf(platform).id;
  return (entry) => id === undefined || entry.platform === id;
}

function stopped(signal: AbortSignal): AbortedError {
  return new AbortedError("Stopped by the caller.", { cause: signal.reason });
}

async function withAbort<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(stopped(signal));
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

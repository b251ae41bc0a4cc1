import { existsSync } from "node:fs";
import { join } from "node:path";
import type { KeyStore } from "@byok/core/keys";
import type { BackendKind, PassphraseRequest, Vault, VaultEntry } from "@byok/vault";
import { CliError } from "../errors/cli-error.ts";
import type { Io } from "../io.ts";
import { askHidden } from "../terminal/ask-hidden.ts";
import { sanitizeLine } from "../terminal/sanitize.ts";
import type { Screen } from "../terminal/screen.ts";
import { style } from "../terminal/style.ts";
import { readLine } from "./read-line.ts";

/** The keys that are stored on this device. Nothing of the vault is loaded before one of these is called. */
export interface KeyAccess {
  /** What core takes as `keyStore`: the stored keys, after those of the environment. */
  readonly store: KeyStore;
  /** The stored key to use, by its label; the platform's default where it is undefined. */
  label: string | undefined;
  /** Opens the vault; the same one every time, so that a passphrase is asked for once. */
  open(options?: OpenOptions): Promise<Vault>;
  /** Opens and unlocks a vault that is there; on a terminal a mistyped passphrase is asked for again. */
  unlock(options?: OpenOptions): Promise<Vault>;
  /** What is stored, without unlocking; where there is no vault, none of it is loaded. */
  entries(): Promise<readonly VaultEntry[]>;
  /** Takes the first line of standard input as the passphrase. */
  readPassphrase(): Promise<void>;
  /** The passphrase that `--passphrase-stdin` or BYOK_PASSPHRASE gives. */
  readonly passphrase: string | undefined;
  /** Tells the user something that is no error, once. */
  note(text: string): void;
  /** Whether a person can be asked. */
  readonly canAsk: boolean;
}

/** How a vault is opened for a command. */
export interface OpenOptions {
  /** The backend of a new vault. */
  backend?: BackendKind | undefined;
  keyFile?: string | undefined;
}

const TRIES = 3;

/** Makes the access to the stored keys. */
export function createKeyAccess(io: Io, screen: Screen): KeyAccess {
  let given: string | undefined;
  let opened: Promise<Vault> | undefined;
  const canAsk = io.stdin.isTTY === true && io.stderr.isTTY === true;

  async function open(options: OpenOptions = {}): Promise<Vault> {
    opened ??= import("@byok/vault").then(({ openVault }) =>
      openVault({
        env: io.env,
        ...(options.backend === undefined ? {} : { backend: options.backend }),
        ...(options.keyFile === undefined ? {} : { keyFile: options.keyFile }),
        ...(given === undefined ? {} : { passphrase: given }),
        ...(given === undefined && canAsk
          ? { passphrase: (request: PassphraseRequest) => askPassphrase(io, request) }
          : {}),
      }),
    );
    return opened;
  }

  async function unlock(options?: OpenOptions): Promise<Vault> {
    const vault = await open(options);
    const { exists, unlocked } = vault.status();
    if (!exists || unlocked) return vault;
    const asks = canAsk && given === undefined && (io.env["BYOK_PASSPHRASE"] ?? "") === "";
    for (let tries = 1; ; tries += 1) {
      try {
        await vault.unlock();
        return vault;
      } catch (error) {
        const wrong = (error as { reason?: unknown }).reason === "wrong_passphrase";
        if (!wrong || !asks || tries === TRIES) throw error;
        screen.note(`${style.yellow("This is not the passphrase of the vault.")}\n`);
      }
    }
  }

  const told = new Set<string>();
  const access: KeyAccess = {
    label: undefined,
    canAsk,
    get passphrase() {
      return given ?? (io.env["BYOK_PASSPHRASE"] || undefined);
    },
    open,
    unlock,
    note(text) {
      if (told.has(text)) return;
      told.add(text);
      screen.note(`${style.yellow("Note")}  ${sanitizeLine(text)}\n`);
    },
    async entries() {
      return (await vaultIsThere(io)) ? (await open()).list() : [];
    },
    async readPassphrase() {
      // On a terminal it would be shown while it is typed; there it is asked for.
      if (io.stdin.isTTY === true) return;
      given = await readLine(io.stdin);
      if (given === undefined || given === "") {
        throw new CliError("There is no passphrase on standard input.", {
          why: "--passphrase-stdin takes the first line of standard input.",
          next: 'printf "%s\\n" "$PASSPHRASE" | byok … --passphrase-stdin',
        });
      }
    },
    store: {
      async find(platform, options = {}) {
        if (!(await vaultIsThere(io))) return undefined;
        const vault = await open();
        const { label } = access;
        return vault.find(platform, { ...(label === undefined ? {} : { label }), ...options });
      },
    },
  };
  return access;
}

/** Whether a vault was ever made on this device; a copy alone counts, so that its loss is told. */
async function vaultIsThere(io: Io): Promise<boolean> {
  const { statePaths } = await import("@byok/vault/paths");
  const file = join(statePaths(io.env).data, "vault.json");
  return existsSync(file) || existsSync(`${file}.bak`);
}

async function askPassphrase(io: Io, request: PassphraseRequest): Promise<string> {
  if (request.purpose === "unlock") return askHidden(io, "Passphrase of your vault: ");
  const first = await askHidden(io, "New passphrase for your vault (8 characters or more): ");
  if (Array.from(first).length < 8) return first;
  if ((await askHidden(io, "The same once more: ")) === first) return first;
  throw new CliError("The two passphrases are not the same.", {
    why: "Nothing was stored or changed.",
    next: "run the same command again",
  });
}

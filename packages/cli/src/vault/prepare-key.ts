import { findKeyPlace, findPlatform } from "@byok/core";
import { CliError } from "../errors/cli-error.ts";
import { shadowsText } from "../keys/shadows.ts";
import type { KeyAccess } from "./key-access.ts";

/** What makes a key ready. */
export interface PrepareKeyOptions {
  keys: KeyAccess;
  /** Core's `envFile`. */
  envFile: string | boolean;
}

/**
 * Makes the key of a platform ready before something is sent: a vault with a key of it is unlocked, so that a
 * passphrase is asked for at once. A key of the environment goes before a stored one, which is told once.
 *
 * @throws CliError when a label was asked for that would not be used; VaultError.
 */
export async function prepareKey(platform: string, options: PrepareKeyOptions): Promise<void> {
  const { keys, envFile } = options;
  const row = findPlatform(platform);
  if (row === undefined) return;
  const place = findKeyPlace(platform, { envFile });
  if (place === undefined) {
    const entries = await keys.entries();
    const own = entries.filter((entry) => entry.platform === row.id && entry.enabled);
    if (keys.label !== undefined && !own.some((entry) => entry.label === keys.label)) {
      throw noSuchLabel(
        row.id,
        keys.label,
        own.map((entry) => entry.label),
      );
    }
    if (own.length > 0) await keys.unlock();
    return;
  }
  if (keys.label !== undefined) {
    throw new CliError(`The stored key "${keys.label}" would not be used.`, {
      why: `${place.name} is set in ${place.source === "env-file" ? "the .env file" : "the environment"}, and goes before it.`,
      next:
        place.source === "env-file"
          ? "the same command with --no-env-file"
          : `unset ${place.name}, then the same command`,
    });
  }
  // What keeps the vault from being read does not matter while another key is used.
  const entries = await keys.entries().catch(() => []);
  const stored = entries.filter((entry) => entry.platform === row.id && entry.enabled);
  if (stored.length > 0) keys.note(shadowsText(place, stored));
}

function noSuchLabel(platform: string, label: string, known: readonly string[]): CliError {
  return new CliError(`There is no stored key "${label}" of ${platform}.`, {
    why:
      known.length === 0
        ? "No key of this platform is stored, or all are disabled."
        : `Stored are: ${known.join(", ")}.`,
    next: "byok keys list",
    exit: "no-key",
  });
}

import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { BackendKind } from "@byok/vault";
import type { CommandContext } from "../options/command.ts";

/**
 * The key file of a new vault with the backend `key-file`, which is made when it is not there: the one that is named,
 * that of BYOK_KEY_FILE, else `vault.key` in the folder of settings. Undefined for other backends.
 *
 * @throws VaultError when it cannot be made.
 */
export async function ensureKeyFile(
  { io, keys }: Pick<CommandContext, "io" | "keys">,
  backend: BackendKind | undefined,
  named: string | undefined,
): Promise<string | undefined> {
  const path = named === undefined ? undefined : resolve(named);
  if (backend !== "key-file") return path;
  const given = (name: string): string | undefined => io.env[name] || undefined;
  if (path === undefined && given("BYOK_VAULT_KEY") !== undefined) return undefined;
  const { createKeyFile, ensurePrivateFolder, statePaths } = await import("@byok/vault");
  const { config, data } = statePaths(io.env);
  const known = path ?? given("BYOK_KEY_FILE");
  const file = known === undefined ? join(config, "vault.key") : resolve(known);
  // An existing vault has its key already: a new file could not open it.
  if (existsSync(file) || existsSync(join(data, "vault.json"))) return path;
  if (known === undefined) ensurePrivateFolder(dirname(file));
  createKeyFile(file);
  keys.note(
    `The key file ${file} was made; whoever has it and vault.json has your keys. Keep it out of backups of the vault.`,
  );
  return file;
}

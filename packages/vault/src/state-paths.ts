import { homedir } from "node:os";
import { posix, win32 } from "node:path";
import process from "node:process";
import { VaultError } from "./vault-error.ts";

/** Environment variables by name. */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** The folders of byok on this device; absolute, and not made yet. */
export interface StatePaths {
  /** Settings that the user may edit. */
  config: string;
  /** The vault and the store of chats. */
  data: string;
}

/**
 * The folders that byok keeps its state in: `$BYOK_HOME` for both where it is set, else the XDG folders
 * (`~/.config/byok`, `~/.local/share/byok`), else the platform's own on macOS and Windows.
 *
 * @param env - Defaults to the environment of the process.
 * @param system - Defaults to the system that runs (`process.platform`).
 * @throws VaultError with reason `invalid` when BYOK_HOME is not an absolute path.
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function statePaths(
  env: EnvironmentVariables = process.env,
  system: NodeJS.Platform = process.platform,
): StatePaths {
  const path = system === "win32" ? win32 : posix;
  const own = env["BYOK_HOME"] ?? "";
  if (own !== "") {
    if (!path.isAbsolute(own)) {
      throw new VaultError("invalid", "BYOK_HOME is not an absolute path.", {
        steps: [`Set BYOK_HOME to a whole path, such as ${path.resolve(own)}.`],
        path: own,
      });
    }
    const folder = path.normalize(own);
    return { config: folder, data: folder };
  }
  const home = path.normalize(given(env, system === "win32" ? "USERPROFILE" : "HOME") ?? homedir());
  if (system === "win32") {
    return {
      config: path.join(given(env, "APPDATA") ?? path.join(home, "AppData", "Roaming"), "byok"),
      data: path.join(given(env, "LOCALAPPDATA") ?? path.join(home, "AppData", "Local"), "byok"),
    };
  }
  const mac = system === "darwin" ? path.join(home, "Library", "Application Support") : undefined;
  const folder = (name: string, usual: string): string => {
    const set = given(env, name);
    // The specification says to ignore a path that is not absolute.
    if (set !== undefined && path.isAbsolute(set)) return path.join(set, "byok");
    return path.join(mac ?? path.join(home, usual), "byok");
  };
  return {
    config: folder("XDG_CONFIG_HOME", ".config"),
    data: folder("XDG_DATA_HOME", posix.join(".local", "share")),
  };
}

function given(env: EnvironmentVariables, name: string): string | undefined {
  const value = env[name];
  return value === undefined || value === "" ? undefined : value;
}

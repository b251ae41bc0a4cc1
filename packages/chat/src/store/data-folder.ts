import { homedir } from "node:os";
import { posix, win32 } from "node:path";
import process from "node:process";
import { invalid } from "./store-error.ts";

/** Where the data folder is looked for. */
export interface DataFolderOptions {
  /** The process's environment when absent. */
  env?: Readonly<Record<string, string | undefined>>;
  /** The machine's own when absent. */
  system?: NodeJS.Platform;
  /** The user's home folder; that of the environment when absent. */
  home?: string;
}

/**
 * The folder that byok keeps its data in: `$BYOK_HOME`, else `$XDG_DATA_HOME/byok` or `~/.local/share/byok`,
 * `~/Library/Application Support/byok` on macOS, `%LOCALAPPDATA%\byok` on Windows. A relative
 * XDG folder is ignored, as its rules ask.
 *
 * @throws StoreError when BYOK_HOME is not an absolute path: it would be another place in every folder.
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function dataFolder(options: DataFolderOptions = {}): string {
  const env = options.env ?? process.env;
  const system = options.system ?? process.platform;
  const path = system === "win32" ? win32 : posix;
  const own = env["BYOK_HOME"] ?? "";
  if (own !== "") {
    if (path.isAbsolute(own)) return path.normalize(own);
    throw invalid(
      "BYOK_HOME is not an absolute path.",
      `Set BYOK_HOME to a whole path, such as ${path.resolve(own)}.`,
    );
  }
  const given = env[system === "win32" ? "USERPROFILE" : "HOME"] ?? "";
  const home = options.home ?? (given === "" ? homedir() : given);
  const absolute = (value: string | undefined): string | undefined =>
    value !== undefined && path.isAbsolute(value) ? value : undefined;
  if (system === "win32") {
    return path.join(absolute(env["LOCALAPPDATA"]) ?? path.join(home, "AppData", "Local"), "byok");
  }
  const xdg = absolute(env["XDG_DATA_HOME"]);
  if (xdg !== undefined) return path.join(xdg, "byok");
  if (system === "darwin") return path.join(home, "Library", "Application Support", "byok");
  return path.join(home, ".local", "share", "byok");
}

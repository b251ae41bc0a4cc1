import { homedir } from "node:os";
import { posix, win32 } from "node:path";
import process from "node:process";

/** Where the data folder is looked for. */
export interface DataFolderOptions {
  /** The process's environment when absent. */
  env?: Readonly<Record<string, string | undefined>>;
  /** The machine's own when absent. */
  platform?: NodeJS.Platform;
  /** The user's home folder. */
  home?: string;
}

/**
 * The folder that byok keeps its data in: `$BYOK_HOME`, else `$XDG_DATA_HOME/byok` or `~/.local/share/byok`,
 * `~/Library/Application Support/byok` on macOS, `%LOCALAPPDATA%\byok` on Windows. Relative values are ignored,
 * as the XDG rules ask. @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function dataFolder(options: DataFolderOptions = {}): string {
  const env = options.env ?? process.env;
  const platform = options.platform ?? process.platform;
  const home = options.home ?? homedir();
  const path = platform === "win32" ? win32 : posix;
  const absolute = (value: string | undefined): string | undefined =>
    value !== undefined && path.isAbsolute(value) ? value : undefined;
  const own = env["BYOK_HOME"];
  if (own !== undefined && own !== "") return path.resolve(own);
  const xdg = absolute(env["XDG_DATA_HOME"]);
  if (xdg !== undefined) return path.join(xdg, "byok");
  if (platform === "darwin") return path.join(home, "Library", "Application Support", "byok");
  if (platform === "win32") {
    return path.join(absolute(env["LOCALAPPDATA"]) ?? path.join(home, "AppData", "Local"), "byok");
  }
  return path.join(home, ".local", "share", "byok");
}

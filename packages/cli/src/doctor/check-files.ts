import { accessSync, constants, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { statePaths } from "@byok/vault/paths";
import type { CheckContext, CheckLine } from "./check.ts";

/** Whether folders and files of byok are closed to other users. */
export function checkFiles({ io }: CheckContext): CheckLine[] {
  if (process.platform === "win32") {
    return [{ area: "files", state: "ok", text: "The rights of your profile folder hold." }];
  }
  const { config, data } = statePaths(io.env);
  const folders = [...new Set([data, config])];
  const lines = folders.flatMap((folder) => [
    ...checkOne(folder, "700"),
    ...checkWritable(folder),
    ...names(folder).flatMap((name) => checkOne(join(folder, name), "600")),
  ]);
  if (lines.length > 0) return lines;
  return [{ area: "files", state: "ok", text: `Only you can read ${folders.join(" and ")}.` }];
}

function checkOne(path: string, mode: "600" | "700"): CheckLine[] {
  try {
    const stats = lstatSync(path);
    // Folders inside are closed by the one around them.
    if (mode === "600" && !stats.isFile()) return [];
    const own = process.getuid?.();
    if (own !== undefined && stats.uid !== own) {
      const fix = `sudo chown -R ${own} '${path}'`;
      return [{ area: "files", state: "fail", text: `${path} belongs to another user.`, fix }];
    }
    if ((stats.mode & 0o077) === 0) return [];
    const shown = (stats.mode & 0o777).toString(8);
    return [
      {
        area: "files",
        state: "fail",
        text: `Other users can get at ${path} (mode ${shown}).`,
        fix: `chmod ${mode} '${path}'`,
      },
    ];
  } catch {
    return [];
  }
}

/** A folder that is not there yet is made when it is needed. */
function checkWritable(folder: string): CheckLine[] {
  try {
    accessSync(folder, constants.W_OK);
    return [];
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === "ENOENT") return [];
    const text =
      code === "EROFS"
        ? `${folder} is on a disk that is read-only: no key and no chat can be saved.`
        : `You may not write in ${folder}: no key and no chat can be saved.`;
    const fix =
      code === "EROFS"
        ? "export BYOK_HOME=<a folder that you may write in>"
        : `chmod u+w '${folder}'`;
    return [{ area: "files", state: "fail", text, fix }];
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

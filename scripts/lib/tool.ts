import { readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

import { root } from "./root.ts";

/**
 * The script behind a development tool's command, to be run by this very Node: no shell, and the
 * same on every operating system.
 *
 * @param packageName - The package at the root that ships the command.
 * @param command - The command, when it is not the package's own name.
 */
export function toolScript(packageName: string, command: string = packageName): string {
  const manifestPath = realpathSync(join(root, "node_modules", packageName, "package.json"));
  const { bin } = JSON.parse(readFileSync(manifestPath, "utf8")) as {
    bin?: string | Record<string, string>;
  };
  const path = typeof bin === "string" ? bin : bin?.[command];
  if (path === undefined) throw new Error(`${packageName} ships no command named ${command}.`);
  return join(dirname(manifestPath), path);
}

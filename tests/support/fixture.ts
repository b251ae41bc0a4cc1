import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";

import { root } from "../../scripts/lib/root.ts";
import { run } from "../../scripts/lib/run.ts";
import type { RunResult } from "../../scripts/lib/run.ts";

/** A small project in a temporary folder, with this repository's tools, for a gate to refuse. */
interface Fixture {
  readonly folder: string;
  /** Runs a script on this Node inside the fixture. */
  node(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<RunResult>;
}

/**
 * Makes a fixture, hands it to a function, and removes it.
 *
 * @param files - Contents by path.
 * @param copies - Files and folders of this repository that it needs, copied as they are. With the
 *   lock file it is a workspace of its own, without this repository's `node_modules`.
 */
export async function withFixture<T>(
  files: Readonly<Record<string, string>>,
  copies: readonly string[],
  use: (fixture: Fixture) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "byok-gate-"));
  try {
    writeFileSync(join(folder, "package.json"), '{ "name": "fixture", "type": "module" }\n');
    if (!copies.includes("pnpm-lock.yaml")) {
      symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
    }
    for (const path of copies) cpSync(join(root, path), join(folder, path), { recursive: true });
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return await use({
      folder,
      async node(args, env = {}) {
        return run(process.execPath, args, { cwd: folder, env: { NO_COLOR: "1", ...env } });
      },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

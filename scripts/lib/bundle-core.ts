import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { build } from "esbuild";

/** What programs import, and the two files that the `browser` map of the package names. */
const ENTRIES = [
  "index",
  "keys",
  "openai",
  "provider",
  "transports/node-transport",
  "transports/unavailable",
];

const STALE_MS = 600_000;

// esbuild keeps the order of files with them. The package has no side effects, so no order matters, and every bundler
// that reads `sideEffects: false` would warn of each.
const BARE_IMPORT = /^import "\.\/[^"\n]+";\n/gm;

/**
 * Joins the compiled modules of core into few files: Node spends most of an import on opening modules. What core
 * loads when it is needed stays in files of its own. Only what changed is written, since programs may be running.
 */
export async function bundleCore(folder: string): Promise<void> {
  const dist = join(folder, "dist");
  const outdir = join(dist, "bundle");
  const { outputFiles } = await build({
    entryPoints: ENTRIES.map((entry) => join(dist, `${entry}.js`)),
    outbase: dist,
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "neutral",
    target: "es2023",
    external: ["undici", "openai", "node:*"],
    legalComments: "none",
    logLevel: "warning",
    write: false,
  });
  for (const { path, text } of outputFiles) {
    const contents = Buffer.from(text.replaceAll(BARE_IMPORT, ""));
    if (existsSync(path) && readFileSync(path).equals(contents)) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
  const current = new Set(outputFiles.map((file) => file.path));
  for (const entry of readdirSync(outdir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    // Another build, or a program that started a moment ago, may still want it.
    if (entry.isFile() && !current.has(path) && Date.now() - statSync(path).mtimeMs > STALE_MS)
      rmSync(path, { force: true });
  }
}

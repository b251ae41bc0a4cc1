import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";

import { build } from "esbuild";
import type { Metafile, OutputFile } from "esbuild";

import { root } from "../lib/root.ts";

type Output = Metafile["outputs"][string];

/**
 * Bundles an entry for a browser and writes the chunks that load at once to `folder`. Chunks behind
 * an `import()` do not count: a user who never gets there never downloads them.
 *
 * @returns What would not run in a browser, and what the bundler warns of, in sentences.
 */
export async function bundleEager(entry: string, folder: string): Promise<string[]> {
  const { metafile, outputFiles, warnings } = await build({
    absWorkingDir: root,
    bundle: true,
    entryPoints: [entry],
    external: ["node:*", "undici", "openai", "@anthropic-ai/sdk"],
    format: "esm",
    logLevel: "silent",
    metafile: true,
    minify: true,
    outdir: "bundle",
    platform: "browser",
    splitting: true,
    target: "es2023",
    write: false,
  });
  const eager = eagerChunks(metafile, relative(root, entry));
  writeChunks(folder, [...eager.keys()], outputFiles);
  return [
    ...[...eager].flatMap(([path, output]) => nodeImports(path, output)),
    ...warnings.map(({ text }) => `Whoever bundles this is warned: ${text}`),
  ];
}

function eagerChunks(metafile: Metafile, entry: string): Map<string, Output> {
  const eager = new Map<string, Output>();
  const add = (path: string): void => {
    const output = metafile.outputs[path];
    if (output === undefined || eager.has(path)) return;
    eager.set(path, output);
    for (const each of output.imports) {
      if (each.kind === "import-statement" && each.external !== true) add(each.path);
    }
  };
  const entryPath = entry.split("\\").join("/");
  for (const [path, output] of Object.entries(metafile.outputs)) {
    if (output.entryPoint === entryPath) add(path);
  }
  return eager;
}

function writeChunks(folder: string, paths: readonly string[], files: readonly OutputFile[]): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of files) {
    const path = relative(root, file.path).split("\\").join("/");
    if (paths.includes(path)) writeFileSync(join(folder, basename(path)), file.contents);
  }
}

function nodeImports(path: string, output: Output): string[] {
  return output.imports
    .filter((each) => each.external === true && each.kind === "import-statement")
    .map(
      (each) =>
        `${basename(path)} imports ${each.path} at once; a browser cannot, so load it with import().`,
    );
}

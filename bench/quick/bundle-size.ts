import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";

import { root } from "../../scripts/lib/root.ts";
import { run } from "../../scripts/lib/run.ts";
import { bundleEager } from "../../scripts/size/bundle.ts";
import type { Measure } from "./measure.ts";

const GOAL_KB = 40;
const ENTRY = join(root, "bench/quick/minimal-chat.ts");

/** What a browser loads before `minimal-chat.ts` can make its model, and all that its first answer needs. */
export async function measureBundle(): Promise<Measure[]> {
  const folder = join(root, ".cache/bench-eager");
  const problems = await bundleEager(ENTRY, folder);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const eager = readdirSync(folder).map((name) => join(folder, name));
  return [
    { ...sizeOf("bundled minimal chat", eager), goal: GOAL_KB },
    sizeOf("… with its first answer", await filesOfFirstAnswer()),
  ];
}

function sizeOf(name: string, files: readonly string[]): Measure {
  const contents = files.map((file) => readFileSync(file));
  const kilobytes = (sizes: readonly number[]): number =>
    sizes.reduce((sum, size) => sum + size, 0) / 1000;
  return {
    name,
    value: kilobytes(contents.map((content) => gzipSync(content, { level: 9 }).length)),
    unit: "KB gzip",
    detail: `${kilobytes(contents.map((content) => content.length)).toFixed(1)} KB minified, in ${files.length} files`,
  };
}

// An import() may or may not be reached: running the bundle tells.
async function filesOfFirstAnswer(): Promise<string[]> {
  const folder = join(root, ".cache/bench-bundle");
  rmSync(folder, { recursive: true, force: true });
  await build({
    bundle: true,
    entryPoints: [ENTRY],
    external: ["node:*", "undici"],
    format: "esm",
    logLevel: "silent",
    minify: true,
    outdir: folder,
    platform: "browser",
    splitting: true,
    target: "es2023",
  });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  const script = fileURLToPath(new URL("first-answer.ts", import.meta.url));
  const { code, output } = await run(process.execPath, [script, join(folder, "minimal-chat.js")]);
  if (code !== 0) throw new Error(`The bundled chat does not run:\n${output}`);
  return (JSON.parse(output) as string[]).map((url) => fileURLToPath(url));
}

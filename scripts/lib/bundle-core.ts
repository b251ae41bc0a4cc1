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

import { rolldown, type Plugin } from "rolldown";

/** What programs import, and the two files that the `browser` map of the package names. */
const ENTRIES = [
  "index",
  "keys",
  "openai",
  "provider",
  "transports/node-transport",
  "transports/unavailable",
];

/**
 * What loads together is one file, in this order: each holds what its module needs at once and no file before it has.
 * What is left gets files of its own.
 */
const LAYERS = [
  { name: "core", from: "index" },
  { name: "keys", from: "keys" },
  { name: "provider", from: "provider" },
  { name: "call", from: "model/calls" },
  { name: "openai-chat", from: "wires/openai-chat/index" },
  { name: "conversation", from: "model/conversation" },
];

const STALE_MS = 600_000;

/**
 * Joins the compiled modules of core into few files: Node spends most of an import on opening modules, and a browser
 * on asking for them. What core loads when it is needed stays apart. Only what changed is written, since programs may
 * be running.
 */
export async function bundleCore(folder: string): Promise<void> {
  const dist = join(folder, "dist");
  const outdir = join(dist, "bundle");
  const layers = findLayers(dist);
  await using build = await rolldown({
    input: Object.fromEntries(ENTRIES.map((entry) => [entry, moduleId(dist, entry)])),
    external: ["undici", "openai", /^node:/, /^@byok\//],
    platform: "neutral",
    logLevel: "warn",
    // As package.json says with `sideEffects: false`.
    treeshake: { moduleSideEffects: false },
    plugins: [layers.plugin],
  });
  const { output } = await build.generate({
    format: "esm",
    chunkFileNames: "[name]-[hash].js",
    comments: { annotation: true, jsdoc: false, legal: false },
    codeSplitting: {
      groups: LAYERS.map(({ name }, index) => ({
        name,
        priority: LAYERS.length - index,
        test: (id) => layers.of(id) === name,
      })),
    },
  });
  const current = new Set<string>();
  for (const file of output) {
    const path = join(outdir, file.fileName);
    const contents = Buffer.from(file.type === "chunk" ? file.code : file.source);
    current.add(path);
    if (existsSync(path) && readFileSync(path).equals(contents)) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
  for (const entry of readdirSync(outdir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    // Another build, or a program that started a moment ago, may still want it.
    if (entry.isFile() && !current.has(path) && Date.now() - statSync(path).mtimeMs > STALE_MS)
      rmSync(path, { force: true });
  }
}

/** A plugin that learns which modules need which at once, and the layer of each module after that. */
function findLayers(dist: string): { plugin: Plugin; of(id: string): string | undefined } {
  const found = new Map<string, string>();
  const plugin: Plugin = {
    name: "layers",
    buildEnd() {
      const add = (id: string, name: string): void => {
        if (found.has(id)) return;
        found.set(id, name);
        for (const needed of this.getModuleInfo(id)?.importedIds ?? []) add(needed, name);
      };
      for (const { name, from } of LAYERS) add(moduleId(dist, from), name);
    },
  };
  return { plugin, of: (id) => found.get(id) };
}

function moduleId(dist: string, name: string): string {
  return join(dist, `${name}.js`);
}

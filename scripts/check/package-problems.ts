import { readFileSync } from "node:fs";
import process from "node:process";

import { publint } from "publint";
import { formatMessage } from "publint/utils";

import { run } from "../lib/run.ts";
import { readTarball } from "../lib/tarball.ts";
import { toolScript } from "../lib/tool.ts";
import type { Manifest } from "../lib/workspace.ts";

/** What is wrong with the tarball that `npm install` would get; an empty list when nothing is. */
export async function packageProblems(tarball: string): Promise<string[]> {
  const files = readTarball(tarball);
  const manifest = JSON.parse(files.get("package.json")?.toString() ?? "{}") as Manifest;
  const found = await Promise.all([publintProblems(tarball), typeProblems(manifest, tarball)]);
  return [...contentProblems(manifest, [...files.keys()]), ...found.flat()];
}

function contentProblems(manifest: Manifest, files: readonly string[]): string[] {
  const ranges = Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies });
  return [
    ...["LICENSE", "README.md"]
      .filter((name) => !files.includes(name))
      .map((name) => `${name} is missing`),
    ...files
      .filter((name) => /\.(test|test-d)\.|__fixtures__|\.tsbuildinfo$/.test(name))
      .map((name) => `${name} is for development only`),
    ...["preinstall", "install", "postinstall", "prepare"]
      .filter((name) => manifest.scripts?.[name] !== undefined)
      .map((name) => `has a script that runs on install: ${name}`),
    ...ranges
      .filter(([, range]) => /^(workspace|catalog|link|file):/.test(range))
      .map(([name, range]) => `${name} is published as "${range}"`),
  ];
}

async function publintProblems(tarball: string): Promise<string[]> {
  const bytes = new Uint8Array(readFileSync(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer }, strict: true });
  return messages
    .filter((message) => message.type !== "suggestion")
    .map((message) => `publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`);
}

async function typeProblems(manifest: Manifest, tarball: string): Promise<string[]> {
  const entries = Object.keys(manifest.exports ?? {}).filter((name) => !name.endsWith(".json"));
  if (entries.length === 0) return [];
  const { code, output } = await run(process.execPath, [
    toolScript("@arethetypeswrong/cli", "attw"),
    tarball,
    "--profile=esm-only",
    "--format=ascii",
    "--no-color",
    "--no-emoji",
    "--entrypoints",
    ...entries.map((name) => (name === "." ? "." : name.slice(2))),
  ]);
  return code === 0 ? [] : [`attw:\n${output.trim()}`];
}

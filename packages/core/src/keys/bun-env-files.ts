import type * as NodeFs from "node:fs";
import type * as NodeUtil from "node:util";
import { isBun } from "../runtime.ts";

interface BunProcess {
  cwd(): string;
  getBuiltinModule(id: string): unknown;
}

/** What a value is asked for: a key may go less far the stricter its source, an address gets fewer keys. */
export type ValueUse = "key" | "address";

const MODES = ["development", "production", "test"];
const NAMES = [
  ".env",
  ".env.local",
  ...MODES.flatMap((mode) => [`.env.${mode}`, `.env.${mode}.local`]),
];

interface EnvFile {
  text: string;
  values: Readonly<Record<string, string | undefined>>;
}

// Bun has read its files before any code ran, so the folder of that moment counts, and what they held.
const folder = isBun() ? bunProcess().cwd() : undefined;
let files: readonly EnvFile[] | undefined;

/**
 * Whether Bun took a variable from a `.env` file of the working folder: it puts them into the environment by itself,
 * where they look like what the user has set (https://bun.com/docs/runtime/env). In doubt a key is the user's own,
 * and an address the file's: both send less.
 */
export function isFromBunFile(name: string, value: string, use: ValueUse): boolean {
  if (folder === undefined) return false;
  files ??= readFiles(folder);
  return files.some(
    (file) =>
      (Object.hasOwn(file.values, name) && file.values[name] === value) ||
      (use === "address" && mayGive(file.text, name, value)),
  );
}

// Bun reads more forms than Node (`NAME: value`, `$OTHER`), so a value is looked for in the text as well.
function mayGive(text: string, name: string, value: string): boolean {
  if (!text.includes(name)) return false;
  return /[$\\]/.test(text) || /[^\x20-\x7e]/.test(value) || text.includes(value.trim());
}

function readFiles(from: string): EnvFile[] {
  const fs = bunProcess().getBuiltinModule("node:fs") as typeof NodeFs;
  const util = bunProcess().getBuiltinModule("node:util") as typeof NodeUtil;
  return NAMES.flatMap((name) => {
    let text: string;
    try {
      text = fs.readFileSync(`${from}/${name}`, "utf8");
    } catch {
      return [];
    }
    return [{ text, values: util.parseEnv(text.replace(/^\uFEFF/, "")) }];
  });
}

function bunProcess(): BunProcess {
  return (globalThis as unknown as { process: BunProcess }).process;
}

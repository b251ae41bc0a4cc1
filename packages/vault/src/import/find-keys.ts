import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { parseEnv } from "node:util";
import { findPlatform } from "@byok/core/keys";
import { systemCode } from "../files/system-error.ts";
import type { EnvironmentVariables } from "../state-paths.ts";
import { VaultError } from "../vault-error.ts";
import type { ImportCandidate } from "./candidate.ts";
import { makeCandidate } from "./make-candidate.ts";
import { keyVariables, platformOfVariable } from "./platform-names.ts";

/** The keys in the environment, by the variables of the catalog. */
export function findKeysInEnvironment(env: EnvironmentVariables = process.env): ImportCandidate[] {
  return candidates(keyVariables(), (name) => [env[name], { kind: "environment", name }]);
}

/**
 * The keys in a `.env` file, with the lines that can be deleted after the import; the file is not changed.
 *
 * @throws VaultError with reason `source` when it cannot be read.
 */
export function findKeysInEnvFile(path: string): ImportCandidate[] {
  const whole = resolve(path);
  const text = readSource(whole, true) ?? "";
  const values = parseEnv(text);
  const found = candidates(Object.keys(values), (name) => {
    const line = lineOf(text, new RegExp(`^\\s*(?:export\\s+)?${escape(name)}\\s*=`));
    return [values[name], { kind: "env-file", name, path: whole, ...line }];
  });
  return found.toSorted((a, b) => (a.source.line ?? 0) - (b.source.line ?? 0));
}

/**
 * The keys of the program `llm`, from its `keys.json`; none when there is no such file. Names that the catalog does
 * not know are left out.
 *
 * @throws VaultError with reason `source` when the file cannot be read.
 * @see https://llm.datasette.io/en/stable/setup.html#api-key-management
 */
export function findKeysOfLlm(
  options: { path?: string; env?: EnvironmentVariables; system?: NodeJS.Platform } = {},
): ImportCandidate[] {
  const env = options.env ?? process.env;
  const path =
    options.path ?? join(llmFolder(env, options.system ?? process.platform), "keys.json");
  const text = readSource(path, options.path !== undefined);
  if (text === undefined) return [];
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch {
    throw new VaultError("source", `${path} is not JSON.`, {
      path,
      steps: ["Look at the file; `llm keys path` says where it should be."],
    });
  }
  if (typeof values !== "object" || values === null) return [];
  return Object.entries(values).flatMap(([name, value]) => {
    const platform = findPlatform(LLM_NAMES[name] ?? name)?.id;
    if (platform === undefined || typeof value !== "string") return [];
    const { line } = lineOf(text, new RegExp(`"${escape(name)}"\\s*:`));
    const source = { kind: "llm", name, path, ...(line === undefined ? {} : { line }) } as const;
    return makeCandidate({ platform }, value, source) ?? [];
  });
}

// What plugins of llm call their keys, where it is not a name of the platform.
const LLM_NAMES: Readonly<Record<string, string>> = { claude: "anthropic", google: "gemini" };

const PROFILES = [
  ".profile",
  ".bash_profile",
  ".bash_login",
  ".bashrc",
  ".zshenv",
  ".zprofile",
  ".zshrc",
  ".zlogin",
  ".kshrc",
  ".config/fish/config.fish",
  ".config/fish/conf.d/secrets.fish",
];

const ASSIGNMENT =
  /^\s*(?:export\s+|typeset\s+-gx\s+|declare\s+-x\s+)?([A-Z][A-Z0-9_]*)=(.*)$|^\s*(?:set\s+-\w*x\w*|set\s+-\w+\s+-x|setenv)\s+([A-Z][A-Z0-9_]*)\s+(.*)$/;

/**
 * The keys that shell profiles set in clear, with the lines that can be deleted after the import; no file is changed.
 * A value that a program computes is left out.
 */
export function findKeysInShellProfiles(
  options: { home?: string; paths?: readonly string[] } = {},
): ImportCandidate[] {
  const home = options.home ?? homedir();
  const paths = options.paths ?? PROFILES.map((name) => join(home, name));
  return paths.flatMap((path) => {
    const text = readSource(path, false) ?? "";
    return text.split(/\r?\n/).flatMap((line, index) => {
      const match = ASSIGNMENT.exec(line);
      const name = match?.[1] ?? match?.[3];
      const value = literal(match?.[2] ?? match?.[4] ?? "");
      const owner = name === undefined ? undefined : platformOfVariable(name);
      if (name === undefined || owner === undefined || value === undefined) return [];
      const source = { kind: "shell-profile", name, path, line: index + 1 } as const;
      return makeCandidate(owner, value, source) ?? [];
    });
  });
}

/** The value of a shell word; undefined when the shell would compute it. */
function literal(text: string): string | undefined {
  const word = text.trim();
  const quoted = /^'([^']*)'/.exec(word) ?? /^"([^"\\$`]*)"/.exec(word);
  if (quoted !== null) return quoted[1];
  return /^([^\s;#'"$`\\|&<>()]+)(?:\s*(?:[;#&].*)?)?$/.exec(word)?.[1];
}

function candidates(
  names: readonly string[],
  read: (name: string) => [string | undefined, ImportCandidate["source"]],
): ImportCandidate[] {
  return names.flatMap((name) => {
    const owner = platformOfVariable(name);
    const [value, source] = read(name);
    if (owner === undefined || value === undefined) return [];
    return makeCandidate(owner, value, source) ?? [];
  });
}

function readSource(path: string, mustExist: boolean): string | undefined {
  try {
    // Editors on Windows begin a file with a byte-order mark, which is no part of the first name.
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (cause) {
    const code = systemCode(cause) ?? "";
    if (!mustExist && ["ENOENT", "ENOTDIR", "EACCES", "EISDIR"].includes(code)) return undefined;
    throw new VaultError("source", `${path} cannot be read (${code}).`, {
      cause,
      path,
      steps: ["Check the path, and that you may read the file."],
    });
  }
}

/** The last line that matches: the one that counts where a name is set twice. */
function lineOf(text: string, pattern: RegExp): { line?: number } {
  const index = text.split(/\r?\n/).findLastIndex((line) => pattern.test(line));
  return index < 0 ? {} : { line: index + 1 };
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** Where `llm` keeps its files, as Python's `click.get_app_dir("io.datasette.llm")` says. */
function llmFolder(env: EnvironmentVariables, system: NodeJS.Platform): string {
  const home = env["HOME"] ?? homedir();
  const own = env["LLM_USER_PATH"];
  if (own !== undefined && own !== "") return own;
  const name = "io.datasette.llm";
  if (system === "win32") return join(env["APPDATA"] ?? home, name);
  if (system === "darwin") return join(home, "Library", "Application Support", name);
  return join(env["XDG_CONFIG_HOME"] ?? join(home, ".config"), name);
}

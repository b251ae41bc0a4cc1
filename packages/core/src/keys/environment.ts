import type * as NodeFs from "node:fs";
import type * as NodeUtil from "node:util";
import { InvalidRequestError } from "../errors/errors.ts";
import { isFromBunFile, type ValueUse } from "./bun-env-files.ts";

/** A named value and where it was found. */
export interface Found {
  name: string;
  value: string;
  source: "environment" | "env-file";
}

/** Looks a value up in the process environment and, when one was asked for, in a `.env` file. */
export interface Environment {
  /**
   * The first name that has a value; the process environment wins over the file for the same list of names. What Bun
   * took from a file of the working folder by itself counts as from that file.
   */
  find(names: readonly string[], use?: ValueUse): Found | undefined;
}

/**
 * Opens the environment. `envFile` true means `.env` in the working directory, where that is a file; the process is not
 * changed.
 *
 * @throws InvalidRequestError when a file that was named, or one that is there, cannot be read.
 */
export function openEnvironment(envFile: boolean | string | undefined): Environment {
  const file =
    envFile === undefined || envFile === false
      ? undefined
      : readEnvFile(envFile === true ? ".env" : envFile, envFile !== true);
  return {
    find(names, use = "key") {
      const own = pick(readVariable, names);
      if (own !== undefined) {
        const isFromFile = isFromBunFile(own.name, own.value, use);
        return { ...own, source: isFromFile ? "env-file" : "environment" };
      }
      if (file === undefined) return undefined;
      const found = pick((name) => (Object.hasOwn(file, name) ? file[name] : undefined), names);
      return found === undefined ? undefined : { ...found, source: "env-file" };
    },
  };
}

function pick(
  read: (name: string) => string | undefined,
  names: readonly string[],
): Pick<Found, "name" | "value"> | undefined {
  for (const name of names) {
    const value = read(name);
    if (value !== undefined && value.trim() !== "") return { name, value };
  }
  return undefined;
}

interface NodeProcess {
  env?: Record<string, string | undefined>;
  getBuiltinModule?(id: string): unknown;
}

/** A variable of the process; undefined also where the runtime does not let this program read it, as on Deno. */
export function readVariable(name: string): string | undefined {
  try {
    const env = (globalThis as { process?: NodeProcess }).process?.env;
    return env !== undefined && Object.hasOwn(env, name) ? env[name] : undefined;
  } catch {
    return undefined;
  }
}

// Read through getBuiltinModule, so that no bundle for a browser meets an import of node:fs.
function readEnvFile(path: string, mustExist: boolean): Record<string, string | undefined> {
  const host = (globalThis as { process?: NodeProcess }).process;
  const fs = host?.getBuiltinModule?.("node:fs") as typeof NodeFs | undefined;
  const util = host?.getBuiltinModule?.("node:util") as typeof NodeUtil | undefined;
  if (fs === undefined || util === undefined) {
    throw new InvalidRequestError("A .env file can only be read on Node.", {
      hint: "Pass the key as `apiKey`.",
    });
  }
  let text: string;
  try {
    text = fs.readFileSync(path, "utf8");
  } catch (cause) {
    const { code } = cause as { code?: string };
    // A folder of this name is mostly a virtual environment of Python: nobody meant it as a file of keys.
    if (!mustExist && (code === "ENOENT" || code === "EISDIR")) return {};
    throw new InvalidRequestError(
      `The file ${path} cannot be read${code === undefined ? "" : ` (${code})`}.`,
      {
        cause,
        hint: mustExist
          ? "Check the path given as `envFile`."
          : "Make it readable for you, or leave it out with `envFile: false`.",
      },
    );
  }
  // Editors on Windows begin a file with a byte-order mark, which is no part of the first name.
  return util.parseEnv(text.replace(/^\uFEFF/, ""));
}

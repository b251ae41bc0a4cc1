import type * as NodeFs from "node:fs";
import type * as NodeUtil from "node:util";
import { InvalidRequestError } from "../errors/errors.ts";

/** A named value and where it was found. */
export interface Found {
  name: string;
  value: string;
  source: "environment" | "env-file";
}

/** Looks a value up in the process environment and, when one was asked for, in a `.env` file. */
export interface Environment {
  /** The first name that has a value; the process environment wins over the file for the same list of names. */
  find(names: readonly string[]): Found | undefined;
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
  const variables = processEnvironment();
  return {
    find(names) {
      return (
        pick(variables, names, "environment") ??
        (file === undefined ? undefined : pick(file, names, "env-file"))
      );
    },
  };
}

function pick(
  from: Record<string, string | undefined>,
  names: readonly string[],
  source: Found["source"],
): Found | undefined {
  for (const name of names) {
    const value = Object.hasOwn(from, name) ? from[name] : undefined;
    if (value !== undefined && value.trim() !== "") return { name, value, source };
  }
  return undefined;
}

interface NodeProcess {
  env?: Record<string, string | undefined>;
  getBuiltinModule?(id: string): unknown;
}

function processEnvironment(): Record<string, string | undefined> {
  return (globalThis as { process?: NodeProcess }).process?.env ?? {};
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

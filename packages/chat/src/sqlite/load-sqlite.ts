import process from "node:process";
import { StoreError } from "../store/store-error.ts";
import type * as NodeSqlite from "node:sqlite";

type EmitWarning = (warning: string | Error, ...rest: unknown[]) => void;

let loaded: typeof NodeSqlite | undefined;

/**
 * Loads Node's SQLite at first use. Node 22 calls it experimental on standard error; that one warning is left out.
 *
 * @throws StoreError where the runtime has no SQLite with full-text search.
 */
export function loadSqlite(): typeof NodeSqlite {
  if (loaded !== undefined) return loaded;
  const host = process as { emitWarning: EmitWarning };
  const emit = host.emitWarning;
  host.emitWarning = (warning, ...rest) => {
    if (!isSqliteNotice(warning, rest[0])) emit.call(process, warning, ...rest);
  };
  try {
    loaded = process.getBuiltinModule("node:sqlite");
  } finally {
    host.emitWarning = emit;
  }
  if (loaded === undefined) {
    throw new StoreError("unavailable", "This runtime has no SQLite.", {
      hint: "Use Node 22.19 or newer: https://nodejs.org/en/download",
    });
  }
  return loaded;
}

function isSqliteNotice(warning: string | Error, type: unknown): boolean {
  const name =
    typeof type === "string" ? type : typeof warning === "string" ? undefined : warning.name;
  const text = typeof warning === "string" ? warning : warning.message;
  return name === "ExperimentalWarning" && text.startsWith("SQLite is an experimental feature");
}

import { statSync } from "node:fs";
import process from "node:process";
import type { KeyRow } from "../keys/key-rows.ts";
import type { CheckContext, CheckLine } from "./check.ts";

/** Each key: where it is, and what goes before it. */
export function checkKeys(rows: readonly KeyRow[], { envFile }: CheckContext): CheckLine[] {
  if (rows.length === 0) {
    return [
      {
        area: "key",
        state: "warn",
        text: "There is no key in the environment, in ./.env or on this device.",
        fix: "byok keys add openai",
      },
    ];
  }
  return rows.map((row) => checkKey(row, typeof envFile === "string" ? envFile : ".env"));
}

function checkKey(row: KeyRow, file: string): CheckLine {
  if (row.source === "vault") {
    const name = `${row.platform} "${row.label ?? ""}" ${row.mask}: encrypted on this device`;
    if (!row.enabled) {
      const fix = `byok keys enable ${row.platform} ${row.label ?? ""}`;
      return { area: "key", state: "warn", text: `${name}, but disabled`, fix };
    }
    if (row.shadowedBy === undefined) return { area: "key", state: "ok", text: name };
    return {
      area: "key",
      state: "warn",
      text: `${name}, but ${row.shadowedBy} goes before it`,
      fix: `unset ${row.shadowedBy}, or take its line out of .env`,
    };
  }
  const name = `${row.platform} ${row.mask}: in clear in ${row.variable ?? ""} of the ${row.source === "env-file" ? `file ${file}` : "environment"}`;
  const open = row.source === "env-file" && othersCanRead(file);
  if (open)
    return {
      area: "key",
      state: "warn",
      text: `${name}, which others can read`,
      fix: `chmod 600 ${file}`,
    };
  if (row.mask === "(no key)") {
    return {
      area: "key",
      state: "fail",
      text: `${name}, which is no key`,
      fix: `byok keys test ${row.platform}`,
    };
  }
  return { area: "key", state: "ok", text: name };
}

function othersCanRead(file: string): boolean {
  if (process.platform === "win32") return false;
  try {
    return (statSync(file).mode & 0o077) !== 0;
  } catch {
    return false;
  }
}

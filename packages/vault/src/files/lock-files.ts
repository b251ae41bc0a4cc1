import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isGone, type ProcessIdentity } from "./process-identity.ts";
import { systemCode } from "./system-error.ts";

/** What a lock file says: who made it, and a word that no other lock has. */
export interface Ticket extends ProcessIdentity {
  token: string;
}

const TOKEN = /^[0-9a-f]{16}$/;
const FORGOTTEN_MS = 60_000;

/** The file that a process prepares before it tries to get the lock. */
export function draftPath(lock: string, token: string): string {
  return `${lock}.new-${token}`;
}

/** The file that makes a process the heir of the holder with this token. */
export function heirPath(lock: string, token: string): string {
  return `${lock}.${token}`;
}

/** What a lock file says; undefined when there is none, or when it says nothing that can be used. */
export function readTicket(path: string): Ticket | undefined {
  let ticket: Partial<Ticket> | null;
  try {
    ticket = JSON.parse(readFileSync(path, "utf8")) as Partial<Ticket> | null;
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
  const whole =
    typeof ticket?.token === "string" && TOKEN.test(ticket.token) && typeof ticket.pid === "number";
  return whole ? (ticket as Ticket) : undefined;
}

/**
 * Removes what killed processes left beside the lock. Only for its holder: then the first file cannot change, and an
 * heir's file that does not lead from it to the holder means nothing.
 */
export function removeLeftovers(lock: string, chain: readonly string[]): void {
  const folder = dirname(lock);
  const start = `${basename(lock)}.`;
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(start)) continue;
    const rest = name.slice(start.length);
    const path = join(folder, name);
    const heir = TOKEN.test(rest) && !chain.includes(rest);
    if (heir || (rest.startsWith("new-") && isForgotten(path))) rmSync(path, { force: true });
  }
}

/** Whether a draft's maker is no more. */
function isForgotten(path: string): boolean {
  try {
    const ticket = readTicket(path);
    if (ticket !== undefined) return isGone(ticket);
    return Date.now() - statSync(path).mtimeMs > FORGOTTEN_MS;
  } catch {
    return false;
  }
}

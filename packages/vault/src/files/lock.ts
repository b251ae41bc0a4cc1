import { randomBytes } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { VaultError } from "../vault-error.ts";
import { linkOrCopy } from "./link-or-copy.ts";
import { draftPath, heirPath, readTicket, removeLeftovers, type Ticket } from "./lock-files.ts";
import { isGone, ownIdentity } from "./process-identity.ts";

/** How a lock is waited for. */
export interface LockOptions {
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

// Asking the system whether the holder lives costs more than asking whether it is done.
const TURNS_BETWEEN_CHECKS = 8;

/**
 * Runs a function while no other process runs one under the same lock file.
 *
 * The lock is a file made with `link`, which appears whole or not at all. When its maker was killed, exactly one
 * process becomes its heir by making `<lock>.<token of the dead>`, the heir of a dead heir in the same way, and so on.
 * The lock is given back by removing the first file, so an heir that came too late finds that file changed and starts
 * again: two can never hold the lock, whenever anyone is killed. A process that only sleeps keeps it.
 *
 * @throws VaultError with reason `busy` when it takes too long.
 */
export async function withLock<T>(
  path: string,
  run: () => T | Promise<T>,
  options: LockOptions,
): Promise<T> {
  const mine: Ticket = { ...ownIdentity(), token: randomBytes(8).toString("hex") };
  const draft = draftPath(path, mine.token);
  let chain: readonly string[];
  try {
    writeFileSync(draft, JSON.stringify(mine), { flag: "wx", mode: 0o600 });
    chain = await acquire(path, draft, options);
  } finally {
    rmSync(draft, { force: true });
  }
  try {
    removeLeftovers(path, chain);
    return await run();
  } finally {
    release(path, chain);
  }
}

function release(path: string, chain: readonly string[]): void {
  try {
    // The first file first: from then on the others mean nothing.
    rmSync(path, { force: true });
    for (const token of chain) rmSync(heirPath(path, token), { force: true });
  } catch {
    // The work is done all the same; when this process has ended, another inherits the lock.
  }
}

/** Waits for the lock; the tokens of the dead that it was inherited from. */
async function acquire(path: string, draft: string, options: LockOptions): Promise<string[]> {
  const end = Date.now() + options.timeoutMs;
  for (let turn = 0; ; turn += 1) {
    options.signal?.throwIfAborted();
    if (linkOrCopy(draft, path)) return [];
    if (turn % TURNS_BETWEEN_CHECKS === 0) {
      const chain = inherit(path, draft);
      if (chain !== undefined) return chain;
    }
    if (Date.now() > end) throw busy(path, options.timeoutMs);
    // Of different lengths, so that processes that began together do not meet again and again.
    const longest = Math.min(40, 2 + 2 * turn);
    await wait(1 + Math.random() * longest, undefined, { signal: options.signal });
  }
}

/** Takes the place of a holder that is no more; undefined when there is none, or another was faster. */
function inherit(path: string, draft: string): string[] | undefined {
  const first = readTicket(path);
  const chain: string[] = [];
  let last = first;
  while (last !== undefined && isGone(last)) {
    const next = heirPath(path, last.token);
    chain.push(last.token);
    if (linkOrCopy(draft, next)) {
      if (readTicket(path)?.token === first?.token) return chain;
      rmSync(next, { force: true });
      return undefined;
    }
    last = readTicket(next);
  }
  return undefined;
}

function busy(path: string, timeoutMs: number): VaultError {
  const holder = readTicket(path);
  const host =
    holder === undefined || holder.host === ownIdentity().host ? "" : ` on ${holder.host}`;
  const who = holder === undefined ? "another process" : `process ${holder.pid}${host}`;
  return new VaultError(
    "busy",
    `The vault was in use by ${who} for ${Math.round(timeoutMs / 1000)} s; nothing was saved.`,
    {
      path,
      retryable: true,
      steps: [
        "Run the same again when the other program is done.",
        `If no other program uses the vault, remove ${path}.`,
      ],
    },
  );
}

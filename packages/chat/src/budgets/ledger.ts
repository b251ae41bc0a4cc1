import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import process from "node:process";
import type { SqlValue } from "../sqlite/connection.ts";
import type { ChatStore } from "../store/open-store.ts";
import { ceilTo, type Decimal } from "../turns/decimal.ts";
import { periodStart } from "../turns/local-day.ts";
import type { BudgetLimit } from "./limits.ts";

/** Core gives amounts with at most this many digits after the point. */
const DIGITS = 12;
const UNIT = 10n ** 12n;

/** A reservation of another machine, or of a process whose fate cannot be known, is given up after this time. */
const LEASE_MS = 6 * 60 * 60 * 1000;

/** Sums of the calls that a limit covers. */
export interface Spent {
  /** Booked. */
  settled: Decimal;
  /** Set aside for calls under way. */
  held: Decimal;
  /** Worst cases of calls whose process died; they may have been billed, so they count as spent. */
  expired: Decimal;
  /** Calls without a known price that were let through. */
  unpriced: number;
}

/** Who pays and where, as far as limits ask. */
export interface Payer {
  chatId?: string;
  keyLabel?: string;
}

/** An amount as two columns: SQLite's integers hold neither 12 digits nor large sums, together they do. */
export function toColumns(amount: Decimal): { units: number; pico: number } {
  const whole = ceilTo(amount, DIGITS);
  return { units: Number(whole / UNIT), pico: Number(whole % UNIT) };
}

/** Whether a limit covers a call of this payer. */
export function covers(limit: BudgetLimit, payer: Payer): boolean {
  if (limit.scope === "all") return true;
  const own = limit.scope === "chat" ? payer.chatId : payer.keyLabel;
  return own !== undefined && (limit.target === "*" || limit.target === own);
}

/** Sums what counts against a limit, for this payer where the limit is for each chat or key. */
export function spentOf(store: ChatStore, limit: BudgetLimit, payer: Payer, now: number): Spent {
  const where = ["currency = ?", "created_at >= ?", "state <> 'released'"];
  const values: SqlValue[] = [limit.currency, periodStart(limit.period, now)];
  if (limit.scope !== "all") {
    const own = limit.scope === "chat" ? payer.chatId : payer.keyLabel;
    where.push(`${limit.scope === "chat" ? "chat_id" : "key_label"} = ?`);
    values.push(limit.target === "*" ? (own ?? null) : limit.target);
  }
  const rows = store.connection.all<{ state: string; sum: string; unpriced: number }>(
    `SELECT state, CAST(sum(units) AS TEXT) || '|' || CAST(sum(pico) AS TEXT) AS sum, sum(unpriced) AS unpriced FROM reservations WHERE ${where.join(" AND ")} GROUP BY state`,
    ...values,
  );
  const of = (state: string): Decimal => {
    const [units = "0", pico = "0"] = rows.find((row) => row.state === state)?.sum.split("|") ?? [];
    return { value: BigInt(units) * UNIT + BigInt(pico), scale: DIGITS };
  };
  return {
    settled: of("settled"),
    held: of("held"),
    expired: of("expired"),
    unpriced: rows.reduce((sum, row) => sum + row.unpriced, 0),
  };
}

/** This process, so that others can tell whether it still lives. */
export function thisProcess(): { host: string; process: number; start: string } {
  return { host: hostname(), process: process.pid, start: startOf(process.pid) ?? "" };
}

/** Closes what dead processes have set aside; it counts on, since it may have been billed. The caller holds the transaction. */
export function expireDead(store: ChatStore, now: number): void {
  const held = store.connection.all<{
    id: string;
    host: string;
    process: number;
    process_start: string;
    created_at: number;
  }>("SELECT id, host, process, process_start, created_at FROM reservations WHERE state = 'held'");
  const here = hostname();
  for (const each of held) {
    const late = now - each.created_at > LEASE_MS;
    const dead = each.host === here && !isAlive(each.process, each.process_start);
    if (!late && !dead) continue;
    store.connection.run(
      "UPDATE reservations SET state = 'expired', closed_at = ? WHERE id = ?",
      now,
      each.id,
    );
  }
}

function isAlive(pid: number, start: string): boolean {
  if (pid === process.pid) return start === (startOf(pid) ?? "");
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process lives too.
    return (error as { code?: string }).code === "EPERM";
  }
  // The number may belong to a new process by now.
  const found = startOf(pid);
  return found === undefined || start === "" || found === start;
}

/** When a process began, in the kernel's ticks; undefined where no /proc tells. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold spaces; the start is field 22. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? "dead" : fields[19];
  } catch {
    return undefined;
  }
}

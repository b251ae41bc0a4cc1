import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import process from "node:process";

/** What tells a process from every other, also from a later one with the same number. */
export interface ProcessIdentity {
  pid: number;
  /** When it began: clock ticks since boot on Linux, else milliseconds since 1970. */
  start: number;
  host: string;
  /** The boot of the machine, on Linux. */
  boot: string;
  /** The space of process numbers, on Linux: containers have their own. */
  space: string;
}

let own: ProcessIdentity | undefined;

/** This process. */
export function ownIdentity(): ProcessIdentity {
  own ??= {
    pid: process.pid,
    start: linuxStart(process.pid) ?? Math.round(performance.timeOrigin),
    host: hostname(),
    boot: quietly(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()) ?? "",
    space: quietly(() => readlinkSync("/proc/self/ns/pid")) ?? "",
  };
  return own;
}

/** Whether a process is surely no more. False when it lives, and when this cannot be known from here. */
export function isGone(other: ProcessIdentity): boolean {
  const self = ownIdentity();
  if (other.host !== self.host) return false;
  if (other.boot !== self.boot) return true;
  if (other.space !== self.space) return false;
  if (!exists(other.pid)) return true;
  const start = process.platform === "linux" ? linuxStart(other.pid) : startByPs(other.pid);
  if (start === undefined) return false;
  // `ps` tells whole seconds, and the clock of a process begins a little after it.
  return Math.abs(start - other.start) > (process.platform === "linux" ? 0 : 3000);
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code !== "ESRCH";
  }
}

/** Field 22 of `/proc/<pid>/stat`; a zombie has ended and counts as gone. */
function linuxStart(pid: number): number | undefined {
  const text = quietly(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  if (text === undefined) return undefined;
  // The name in field 2 may hold spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" || fields[0] === "X" ? -1 : Number(fields[19]);
}

function startByPs(pid: number): number | undefined {
  if (process.platform === "win32") return undefined;
  // Loaded only here: no other system needs it.
  const { execFileSync } = process.getBuiltinModule("node:child_process");
  const text = quietly(() =>
    execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], {
      encoding: "utf8",
      env: { LC_ALL: "C", PATH: "/bin:/usr/bin" },
      timeout: 2000,
      stdio: ["ignore", "pipe", "ignore"],
    }),
  );
  const time = text === undefined ? Number.NaN : Date.parse(text.trim());
  return Number.isNaN(time) ? undefined : time;
}

function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

import type { TimeoutPhase } from "../errors/errors.ts";
import type { Timeouts } from "./timeouts.ts";

/** Watches the phases of one attempt with a single timer; touching it costs one clock read. */
export interface Watchdog {
  /** A piece of the request has been taken. */
  wrote(): void;
  /** The whole request has been handed to the network: from here on the first byte is waited for. */
  sent(): void;
  /** The head has come: from here on idle limits hold. Without content the body has `contentMs`, where that is less. */
  head(contentMs?: number): void;
  /** A chunk has come; `content` when it brought something. */
  chunk(content: boolean): void;
  /** Reading is paused because too many events wait: from here on it is the reader's time that runs. */
  paused(value: boolean): void;
  /** The reader has taken something while reading is paused. */
  taken(): void;
  stop(): void;
}

const SECOND_LOOK_MS = 2;

/** Starts watching; `onExpire` is called at most once. `byReader`: not the server was waited for, but the reader. */
export function startWatchdog(
  timeouts: Timeouts,
  onExpire: (phase: TimeoutPhase, ms: number, byReader: boolean) => void,
): Watchdog {
  let phase: "write" | "first-byte" | "body" = "write";
  let paused = false;
  let hasTaken = false;
  let isSecondLook = false;
  let contentMs = limit(timeouts.contentIdleMs);
  let lastChunk = performance.now();
  let lastContent = lastChunk;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function due(): { at: number; phase: TimeoutPhase; ms: number } {
    const { firstByteMs, idleMs } = timeouts;
    if (phase !== "body") return { at: lastChunk + limit(firstByteMs), phase, ms: firstByteMs };
    const content = { at: lastContent + contentMs, phase: "content-idle" as const, ms: contentMs };
    if (paused) return content;
    const idle = { at: lastChunk + limit(idleMs), phase: "idle" as const, ms: idleMs };
    return idle.at <= content.at ? idle : content;
  }

  function check(): void {
    // The clock is read here and not for every event: a slow reader has between one and two limits.
    if (hasTaken) {
      hasTaken = false;
      lastContent = performance.now();
    }
    const next = due();
    const wait = next.at - performance.now();
    if (wait > 0) {
      isSecondLook = false;
      arm(wait);
    } else if (isSecondLook) {
      timer = undefined;
      onExpire(next.phase, next.ms, paused);
    } else {
      // Timers run before sockets are read: after a program was busy or asleep, what it waits for may be there.
      isSecondLook = true;
      arm(SECOND_LOOK_MS);
    }
  }

  function arm(wait: number): void {
    if (wait === Number.POSITIVE_INFINITY) timer = undefined;
    // Node turns a longer delay into 1 ms.
    else timer = setTimeout(check, Math.min(Math.ceil(wait), 2 ** 31 - 1));
  }

  function rearm(): void {
    clearTimeout(timer);
    arm(due().at - performance.now());
  }

  rearm();
  return {
    wrote() {
      if (phase === "write") lastChunk = performance.now();
    },
    sent() {
      if (phase !== "write") return;
      phase = "first-byte";
      lastChunk = performance.now();
    },
    head(most = contentMs) {
      phase = "body";
      contentMs = Math.min(contentMs, most);
      lastChunk = lastContent = performance.now();
      rearm();
    },
    chunk(content) {
      lastChunk = performance.now();
      if (content) lastContent = lastChunk;
    },
    paused(value) {
      paused = value;
      hasTaken = false;
      lastChunk = lastContent = performance.now();
      rearm();
    },
    taken() {
      hasTaken = true;
    },
    stop() {
      clearTimeout(timer);
    },
  };
}

function limit(ms: number): number {
  return ms === 0 ? Number.POSITIVE_INFINITY : ms;
}

import type { TimeoutPhase } from "../errors/errors.ts";
import type { Timeouts } from "./timeouts.ts";

/**
 * What a chunk brought: content; a part of an event that is not whole yet, and may become content; a whole event
 * without content; or nothing of an event, such as a keep-alive.
 */
export type Brought = "content" | "part" | "empty" | "nothing";

/** Watches the phases of one attempt with a single timer; touching it costs one clock read. */
export interface Watchdog {
  /** A piece of the request has been taken. */
  wrote(): void;
  /** The whole request has been handed to the network: from here on the first byte is waited for. */
  sent(): void;
  /** The head has come: from here on idle limits hold. Without content the body has `contentMs`, where that is less. */
  head(contentMs?: number): void;
  /** A chunk has come. */
  chunk(brought: Brought): void;
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
  let lastPart = 0;
  let isSpent = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function due(): { at: number; phase: TimeoutPhase; ms: number } {
    const { firstByteMs, idleMs } = timeouts;
    if (phase !== "body") return { at: lastChunk + limit(firstByteMs), phase, ms: firstByteMs };
    const last = isSpent ? lastContent : Math.max(lastContent, lastPart);
    const content = { at: last + contentMs, phase: "content-idle" as const, ms: contentMs };
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
    else timer = setTimeout(check, Math.min(Math.max(Math.ceil(wait), 0), 2 ** 31 - 1));
  }

  function rearm(): void {
    clearTimeout(timer);
    isSecondLook = false;
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
    chunk(brought) {
      lastChunk = performance.now();
      if (brought === "content") {
        lastContent = lastChunk;
        isSpent = false;
      } else if (brought === "part") lastPart = lastChunk;
      else if (brought === "empty" && lastPart > lastContent) {
        // What grew has turned out to be no content; when that took all the time, nothing but content gives more.
        lastPart = 0;
        isSpent = lastChunk >= lastContent + contentMs;
        rearm();
      }
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

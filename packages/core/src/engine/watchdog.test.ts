import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { TimeoutPhase } from "../errors/errors.ts";
import { ERROR_BODY_MS, resolveTimeouts, type Timeouts } from "./timeouts.ts";
import { startWatchdog, type Watchdog } from "./watchdog.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Watched extends Watchdog {
  expired: TimeoutPhase[];
}

function watch(timeouts: Partial<Timeouts>): Watched {
  const expired: TimeoutPhase[] = [];
  const watchdog = startWatchdog(resolveTimeouts(undefined, timeouts), (phase) => {
    expired.push(phase);
    watchdog.stop();
  });
  return { ...watchdog, expired };
}

/** Does something every `everyMs` for `forMs`. */
function repeat(forMs: number, everyMs: number, step: () => void): void {
  for (let at = 0; at < forMs; at += everyMs) {
    vi.advanceTimersByTime(everyMs);
    step();
  }
}

describe("the body of an error status", () => {
  it("is over after 10 s, however steadily it drips and whatever limits are off", () => {
    const watchdog = watch({ idleMs: 0, contentIdleMs: 0 });
    watchdog.head(ERROR_BODY_MS);
    repeat(9_900, 100, () => watchdog.chunk("nothing"));
    expect(watchdog.expired).toEqual([]);
    repeat(200, 100, () => watchdog.chunk("nothing"));
    expect(watchdog.expired).toEqual(["content-idle"]);
  });

  it("is over sooner where a limit is lower", () => {
    const watchdog = watch({ idleMs: 2_000 });
    watchdog.head(ERROR_BODY_MS);
    vi.advanceTimersByTime(2_100);
    expect(watchdog.expired).toEqual(["idle"]);
  });
});

describe("a reader who is paused", () => {
  it("may be slow as long as it takes something, and is told apart from the server", () => {
    const byReader: boolean[] = [];
    const watchdog = startWatchdog(
      resolveTimeouts(undefined, { contentIdleMs: 1_000 }),
      (...told) => {
        byReader.push(told[2]);
        watchdog.stop();
      },
    );
    watchdog.head();
    watchdog.paused(true);
    repeat(10_000, 900, () => watchdog.taken());
    expect(byReader).toEqual([]);
    vi.advanceTimersByTime(2_100);
    expect(byReader).toEqual([true]);
  });

  it("is no excuse for the server once it reads again", () => {
    const byReader: boolean[] = [];
    const watchdog = startWatchdog(
      resolveTimeouts(undefined, { contentIdleMs: 1_000 }),
      (...told) => {
        byReader.push(told[2]);
        watchdog.stop();
      },
    );
    watchdog.head();
    watchdog.paused(true);
    watchdog.taken();
    watchdog.paused(false);
    vi.advanceTimersByTime(1_100);
    expect(byReader).toEqual([false]);
  });

  it("leaves the server its own limits when nothing limits the reader", () => {
    const watchdog = watch({ contentIdleMs: 0, idleMs: 1_000 });
    watchdog.head();
    watchdog.paused(true);
    vi.advanceTimersByTime(5_000);
    watchdog.paused(false);
    vi.advanceTimersByTime(1_100);
    expect(watchdog.expired).toEqual(["idle"]);
  });
});

describe("a request on its way", () => {
  const limits = { firstByteMs: 1_000 };

  it("has the limit anew for every piece that is taken", () => {
    const watchdog = watch(limits);
    repeat(9_000, 900, () => watchdog.wrote());
    expect(watchdog.expired).toEqual([]);
    vi.advanceTimersByTime(1_100);
    expect(watchdog.expired).toEqual(["write"]);
  });

  it("has been sent when its answer is waited for, for the whole limit", () => {
    const watchdog = watch(limits);
    vi.advanceTimersByTime(900);
    watchdog.sent();
    vi.advanceTimersByTime(900);
    expect(watchdog.expired).toEqual([]);
    vi.advanceTimersByTime(200);
    expect(watchdog.expired).toEqual(["first-byte"]);
  });

  it("changes nothing any more once its answer has begun", () => {
    const watchdog = watch({ ...limits, idleMs: 1_000 });
    watchdog.head();
    repeat(1_100, 100, () => watchdog.wrote());
    watchdog.sent();
    expect(watchdog.expired).toEqual(["idle"]);
  });
});

describe("content in parts", () => {
  it("holds the connection while it grows, and not when it turns out to be none", () => {
    const watchdog = watch({ contentIdleMs: 1_000 });
    watchdog.head();
    repeat(9_000, 900, () => watchdog.chunk("part"));
    expect(watchdog.expired).toEqual([]);
    watchdog.chunk("nothing");
    watchdog.chunk("part");
    vi.advanceTimersByTime(900);
    expect(watchdog.expired).toEqual([]);
    watchdog.chunk("empty");
    vi.advanceTimersByTime(1);
    watchdog.chunk("part");
    vi.advanceTimersByTime(5);
    expect(watchdog.expired).toEqual(["content-idle"]);
  });

  it("may follow an event without content that took no time", () => {
    const watchdog = watch({ contentIdleMs: 1_000 });
    watchdog.head();
    watchdog.chunk("part");
    vi.advanceTimersByTime(10);
    watchdog.chunk("empty");
    repeat(9_000, 900, () => watchdog.chunk("part"));
    watchdog.chunk("content");
    vi.advanceTimersByTime(900);
    expect(watchdog.expired).toEqual([]);
  });
});

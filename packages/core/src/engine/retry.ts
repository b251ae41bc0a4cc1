/** A process-wide brake on retries: when much fails, calls stop retrying instead of adding load. */
export interface RetryBudget {
  /** Takes tokens for one retry against an origin; false: do not retry. */
  take(origin: string, kind: "retry" | "timeout"): boolean;
  /** A clean success gives a little back. */
  reward(origin: string): void;
}

const CAPACITY = 500;
const COST = { retry: 5, timeout: 10 };
const REWARD = 1;

/** Makes a retry budget: per origin 500 tokens; a retry costs 5, one after a timeout 10, a success gives 1 back. */
export function createRetryBudget(): RetryBudget {
  const left = new Map<string, number>();
  return {
    take(origin, kind) {
      const tokens = (left.get(origin) ?? CAPACITY) - COST[kind];
      if (tokens < 0) return false;
      left.set(origin, tokens);
      return true;
    },
    reward(origin) {
      const tokens = left.get(origin);
      if (tokens !== undefined) left.set(origin, Math.min(CAPACITY, tokens + REWARD));
    },
  };
}

/** The budget shared by every model of the process that brings none of its own. */
export const sharedRetryBudget: RetryBudget = createRetryBudget();

/** A server's wish above this is told to the caller instead of being waited for. */
export const MAX_RETRY_WAIT_MS = 60_000;
const BASE_MS = 500;
const CAP_MS = 8_000;

/** How long to wait before retry number `retry` (from 0): full jitter, and never less than the server asks. */
export function retryDelayMs(
  retry: number,
  retryAfterMs: number | undefined,
  random: () => number,
): number {
  const jitter = random() * Math.min(CAP_MS, BASE_MS * 2 ** retry);
  return retryAfterMs === undefined ? jitter : retryAfterMs + jitter / 10;
}

/** Waits, or rejects with the signal's reason as soon as it aborts. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

import { isByokError } from "../errors/byok-error.ts";
import { scrubError } from "../keys/scrub-error.ts";
import type { Credential, SignableRequest } from "../spi/authenticator.ts";
import type { Call } from "./call.ts";
import { AttemptFailure } from "./exchange.ts";
import { MAX_RETRY_WAIT_MS, retryDelayMs, sleep } from "./retry.ts";
import { signAttempt } from "./signed-request.ts";

/**
 * Runs attempts until one succeeds or must not be repeated: nothing is repeated once `isShown()` is true, nothing that
 * is not retryable, nothing before the platform's Retry-After, and nothing when the retry budget is empty. Beside the
 * count, once each: a token is renewed or a clock corrected, and a kept connection that had been closed is replaced.
 * `once` is told how many attempts before it may have been billed.
 *
 * @throws ByokError of the last attempt.
 */
export async function runAttempts<T>(
  call: Call,
  once: (signed: SignableRequest, attempt: number, unanswered: number) => Promise<T>,
  isShown: () => boolean,
): Promise<T> {
  const { settings } = call;
  let retries = 0;
  let skewMs = 0;
  let repaired = false;
  let renewed = false;
  let unanswered = 0;
  const deadline =
    settings.timeouts.totalMs > 0
      ? performance.now() + settings.timeouts.totalMs
      : Number.POSITIVE_INFINITY;

  for (let attempt = 0; ; attempt++) {
    const tokens = new Map<string, Credential>();
    let isSigned = false;
    try {
      const signed = await signAttempt(call, attempt, { skewMs, tokens });
      isSigned = true;
      const result = await once(signed, attempt, unanswered);
      settings.retryBudget.reward(call.url.origin);
      return result;
    } catch (thrown) {
      // What fails behind the exchange is an answer that came whole.
      if (thrown instanceof AttemptFailure ? thrown.mayBeBilled : isSigned) {
        unanswered++;
        call.onUnanswered?.();
      }
      if (!(thrown instanceof AttemptFailure)) {
        // What was read could not be used; what it says may hold the key as well. Any other error is the caller's own.
        if (isByokError(thrown)) scrubError(thrown, call.scrub);
        throw thrown;
      }
      const { error, classified } = thrown;
      if (isShown()) throw error;

      if (!repaired && (classified?.skewMs !== undefined || classified?.reauthenticate === true)) {
        repaired = true;
        skewMs = classified.skewMs ?? 0;
        if (classified.reauthenticate === true)
          for (const [key, token] of tokens) call.auth.cache.refuse(key, token);
        continue;
      }
      if (!renewed && thrown.stale && (error as { kind?: string }).kind === "reset") {
        renewed = true;
        continue;
      }
      if (!error.retryable || retries >= settings.maxRetries) throw error;
      const waitMs = retryDelayMs(retries, error.retryAfterMs, settings.random);
      if (waitMs > MAX_RETRY_WAIT_MS + 1000 || performance.now() + waitMs > deadline) throw error;
      if (
        !settings.retryBudget.take(call.url.origin, error.code === "timeout" ? "timeout" : "retry")
      )
        throw error;
      retries++;
      await sleep(waitMs, call.signal);
    }
  }
}

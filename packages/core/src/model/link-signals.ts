import { AbortedError } from "../errors/errors.ts";
import { ByokError } from "../errors/byok-error.ts";

/** One signal that aborts when any of several does, always with a byok error as its reason. */
export function linkSignals(...signals: (AbortSignal | undefined)[]): {
  signal: AbortSignal;
  abort(error: ByokError): void;
  unlink(): void;
} {
  const controller = new AbortController();
  const undo: (() => void)[] = [];
  for (const signal of signals) {
    if (signal === undefined) continue;
    const onAbort = (): void => {
      controller.abort(errorOf(signal.reason));
    };
    if (signal.aborted) onAbort();
    else {
      signal.addEventListener("abort", onAbort, { once: true });
      undo.push(() => signal.removeEventListener("abort", onAbort));
    }
  }
  return {
    signal: controller.signal,
    abort: (error) => controller.abort(error),
    unlink() {
      for (const step of undo) step();
    },
  };
}

// Each call has an error of its own, since `partial` will tell of that call.
function errorOf(reason: unknown): ByokError {
  if (reason instanceof AbortedError)
    return new AbortedError(reason.message, { cause: reason.cause, hint: reason.hint });
  if (reason instanceof ByokError) return reason;
  return new AbortedError("The call was aborted.", {
    cause: reason,
    hint: "Ask again for another answer; `partial` has what had arrived.",
  });
}

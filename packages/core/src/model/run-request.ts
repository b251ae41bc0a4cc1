import { resolveTimeouts } from "../engine/timeouts.ts";
import { InvalidRequestError, TimeoutError } from "../errors/errors.ts";
import { linkSignals } from "./link-signals.ts";
import type { AnyRequest } from "./prepare-chat.ts";
import type { Settled } from "./settle.ts";

/**
 * A request in its object form.
 *
 * @throws InvalidRequestError for anything that is neither a text nor a request.
 */
export function asRequest(request: unknown): AnyRequest {
  if (typeof request === "string") return { messages: request };
  const given = request as Partial<AnyRequest> | null | undefined;
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new InvalidRequestError("A request is a text or an object with `messages`.", {
      hint: 'For example { messages: [{ role: "user", content: "…" }] }.',
    });
  }
  if (given.signal !== undefined && typeof given.signal?.addEventListener !== "function") {
    throw new InvalidRequestError("`signal` is not an AbortSignal.", {
      hint: "Pass `controller.signal` of an AbortController, or AbortSignal.timeout(ms).",
    });
  }
  return given as AnyRequest;
}

/**
 * Runs a call under its signals and its total time: both hold from the first moment, while keys, files and packages
 * are still being loaded.
 */
export async function runRequest<T>(
  settled: Settled,
  request: AnyRequest,
  outer: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { options } = settled;
  const { totalMs } = resolveTimeouts(options.timeoutMs, options.timeouts, request.timeouts);
  const link = linkSignals(outer, request.signal);
  const timer =
    totalMs > 0 && totalMs < 2 ** 31
      ? setTimeout(() => link.abort(totalError(settled, totalMs)), totalMs)
      : undefined;
  try {
    return await underSignal(run(link.signal), link.signal);
  } finally {
    clearTimeout(timer);
    link.unlink();
  }
}

// A key store or a fetchUrl that ignores the signal must not keep its caller.
async function underSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = (): void => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  // The work's own error says more (it has `partial`), so it goes first where both are there.
  work.catch(() => {});
  try {
    return await Promise.race([
      work,
      aborted.catch(async (error: unknown) => await settledFirst(work, error)),
    ]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

const GRACE_MS = 50;

async function settledFirst<T>(work: Promise<T>, error: unknown): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(error as Error), GRACE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function totalError(settled: Settled, totalMs: number): TimeoutError {
  return new TimeoutError(
    `The call to ${settled.url.url.host} was not finished within ${totalMs} ms.`,
    {
      phase: "total",
      platform: settled.platform.id,
      ...(settled.modelType === undefined ? {} : { model: settled.modelType }),
      hint: "Raise `timeouts.totalMs` if the model needs longer.",
    },
  );
}

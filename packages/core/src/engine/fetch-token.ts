import { AbortedError, LimitError, OriginError, RedirectError } from "../errors/errors.ts";
import type { SignableRequest } from "../spi/authenticator.ts";
import type { ResponseHead } from "../spi/wire-protocol.ts";
import type { Exchange } from "../transports/transport.ts";
import type { Call } from "./call.ts";
import { concatBytes } from "./concat-bytes.ts";
import { timeoutError } from "./timeout-error.ts";
import { ERROR_BODY_MS } from "./timeouts.ts";
import { startWatchdog } from "./watchdog.ts";

/** A token answer is small. */
const MAX_BYTES = 1024 * 1024;

/**
 * Sends an authenticator's own request for a token, to the call's origin or to one that the authenticator declares.
 *
 * @throws OriginError for another origin; RedirectError, TimeoutError, NetworkError, LimitError, AbortedError.
 */
export async function fetchToken(
  call: Call,
  request: SignableRequest,
): Promise<{ head: ResponseHead; body: Uint8Array }> {
  const { authenticator } = call.auth;
  const { platform } = call.target;
  const { maxErrorBytes } = call.settings.limits;
  const allowed = [call.url.origin, ...(authenticator.tokenOrigins ?? [])];
  if (!allowed.includes(request.url.origin)) {
    throw new OriginError(
      `The authenticator ${authenticator.id} may not send its credential to ${request.url.origin}.`,
      {
        platform: platform.id,
        hint: `It may go to ${allowed.join(", ")}.`,
      },
    );
  }
  return await new Promise((resolve, reject) => {
    let head: ResponseHead | undefined;
    let exchange: Exchange | undefined;
    const chunks: Uint8Array[] = [];
    let length = 0;
    const settle = (): void => {
      watchdog.stop();
      call.signal.removeEventListener("abort", onAbort);
    };
    const fail = (error: unknown): void => {
      settle();
      exchange?.abort();
      reject(error);
    };
    const succeed = (): void => {
      settle();
      resolve({ head: head!, body: concatBytes(chunks) });
    };
    // The status of a refusal is known; what came of its text is enough.
    const isRefused = (): boolean =>
      head !== undefined && (head.status < 200 || head.status >= 300);
    const stop = (error: unknown): void => {
      if (!isRefused()) {
        fail(error);
        return;
      }
      exchange?.abort();
      succeed();
    };
    const onAbort = (): void =>
      fail(
        call.signal.reason ??
          new AbortedError("The call was aborted.", { hint: "Ask again when you are ready." }),
      );
    const watchdog = startWatchdog(call.settings.timeouts, (phase, ms) =>
      stop(timeoutError(phase, ms, { ...call, url: request.url })),
    );
    call.signal.addEventListener("abort", onAbort, { once: true });
    exchange = call.transport.open(
      {
        method: request.method,
        url: request.url.href,
        headers: request.headers,
        ...(request.body === undefined ? {} : { body: request.body }),
        connectTimeoutMs: call.settings.timeouts.connectMs,
      },
      {
        onWritten: () => watchdog.wrote(),
        onSent: () => watchdog.sent(),
        onHead(received) {
          head = received;
          watchdog.head(isRefused() ? ERROR_BODY_MS : undefined);
          if (received.status >= 300 && received.status < 400) {
            fail(
              new RedirectError(
                `${request.url.host} redirects the request for a token; nothing was sent on.`,
                { platform: platform.id, hint: "Check the platform's region and address." },
              ),
            );
          }
        },
        onData(chunk) {
          length += chunk.byteLength;
          chunks.push(chunk);
          // A token is no stream: all of it has the time that a stream has for a piece.
          watchdog.chunk("nothing");
          if (length > (isRefused() ? maxErrorBytes : MAX_BYTES))
            stop(
              new LimitError(
                `The token answer of ${request.url.host} is longer than ${MAX_BYTES} bytes.`,
                { platform: platform.id, hint: "Check the platform's region and address." },
              ),
            );
        },
        onEnd: succeed,
        onError: stop,
      },
    );
  });
}

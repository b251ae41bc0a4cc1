import { AbortedError, LimitError, OriginError, RedirectError } from "../errors/errors.ts";
import type { SignableRequest } from "../spi/authenticator.ts";
import type { ResponseHead } from "../spi/wire-protocol.ts";
import type { Exchange } from "../transports/transport.ts";
import type { Call } from "./call.ts";
import { timeoutError } from "./timeout-error.ts";
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
    const onAbort = (): void =>
      fail(
        call.signal.reason ??
          new AbortedError("The call was aborted.", { hint: "Ask again when you are ready." }),
      );
    const watchdog = startWatchdog(call.settings.timeouts, (phase, ms) =>
      fail(timeoutError(phase, ms, call)),
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
        onHead(received) {
          head = received;
          watchdog.head();
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
          watchdog.chunk(true);
          if (length > MAX_BYTES)
            fail(
              new LimitError(
                `The token answer of ${request.url.host} is longer than ${MAX_BYTES} bytes.`,
                { platform: platform.id, hint: "Check the platform's region and address." },
              ),
            );
        },
        onEnd() {
          settle();
          const body = new Uint8Array(length);
          let offset = 0;
          for (const chunk of chunks) {
            body.set(chunk, offset);
            offset += chunk.byteLength;
          }
          resolve({ head: head!, body });
        },
        onError: fail,
      },
    );
  });
}

import { RedirectError } from "../errors/errors.ts";
import type { ResponseHead } from "../spi/wire-protocol.ts";
import { toNetworkError } from "./network-error.ts";
import type { Exchange, Transport, TransportHandler, TransportRequest } from "./transport.ts";

/** A transport over any `fetch`: the one of browsers, edge runtimes and tests, or the user's own. */
export function fetchTransport(fetch: typeof globalThis.fetch = globalThis.fetch): Transport {
  return { id: "fetch", open: (request, handler) => open(fetch, request, handler) };
}

function open(
  fetch: typeof globalThis.fetch,
  request: TransportRequest,
  handler: TransportHandler,
): Exchange {
  const controller = new AbortController();
  let aborted = false;
  let resume: (() => void) | undefined;
  let paused = false;

  async function run(): Promise<void> {
    const init: RequestInit = {
      method: request.method,
      headers: request.headers,
      redirect: "manual",
      signal: controller.signal,
    };
    if (request.body !== undefined) init.body = request.body as Uint8Array<ArrayBuffer>;
    const response = await fetch(request.url, init);
    if (aborted) return;
    if (response.type === "opaqueredirect") {
      throw new RedirectError("The server redirected the request; nothing was sent on.", {
        hint: "Give the final URL as `url`.",
      });
    }
    handler.onHead(headOf(response, request.url));
    const reader = response.body?.getReader();
    if (reader === undefined) {
      handler.onEnd();
      return;
    }
    for (;;) {
      if (paused) await new Promise<void>((resolve) => (resume = resolve));
      const { done, value } = await reader.read();
      if (aborted) return;
      if (done) break;
      handler.onData(value);
    }
    handler.onEnd();
  }

  run().catch((error: unknown) => {
    if (!aborted) handler.onError(toNetworkError(error, request.url));
  });
  return {
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
      resume?.();
    },
    abort() {
      aborted = true;
      controller.abort();
      resume?.();
    },
  };
}

function headOf(response: Response, url: string): ResponseHead {
  const headers = new Map<string, string>();
  response.headers.forEach((value, name) => headers.set(name.toLowerCase(), value));
  return { status: response.status, headers, url: response.url === "" ? url : response.url };
}

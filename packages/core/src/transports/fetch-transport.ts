import { RedirectError } from "../errors/errors.ts";
import { openResponse } from "./response-exchange.ts";
import type { Transport } from "./transport.ts";

/** A transport over any `fetch`: the one of browsers, edge runtimes and tests, or the user's own. */
export function fetchTransport(fetch: typeof globalThis.fetch = globalThis.fetch): Transport {
  return {
    id: "fetch",
    open(request, handler) {
      return openResponse(request.url, handler, async (signal) => {
        const response = await fetch(request.url, {
          method: request.method,
          headers: request.headers,
          redirect: "manual",
          signal,
          ...(request.body === undefined ? {} : { body: request.body as Uint8Array<ArrayBuffer> }),
        });
        // Browsers show nothing of a redirect that was not followed.
        if (response.type !== "opaqueredirect") return response;
        throw new RedirectError("The server redirected the request; nothing was sent on.", {
          hint: "Give the final URL as `url`.",
        });
      });
    },
  };
}

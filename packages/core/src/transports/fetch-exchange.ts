import { RedirectError } from "../errors/errors.ts";
import { isFromBunFile } from "../keys/bun-env-files.ts";
import { readVariable } from "../keys/environment.ts";
import { openResponse } from "./response-exchange.ts";
import type { Exchange, TransportHandler, TransportRequest } from "./transport.ts";

/** One request over `fetch`. */
export function openFetch(
  fetch: typeof globalThis.fetch,
  request: TransportRequest,
  handler: TransportHandler,
): Exchange {
  return openResponse(request.url, handler, async (signal) => {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      redirect: "manual",
      signal,
      ...cacheOption(),
      ...certificateOption(),
      ...(request.body === undefined ? {} : { body: request.body as Uint8Array<ArrayBuffer> }),
    });
    // Browsers show nothing of a redirect that was not followed.
    if (response.type !== "opaqueredirect") return response;
    throw new RedirectError("The server redirected the request; nothing was sent on.", {
      hint: "Give the final URL as `url`.",
    });
  });
}

let noStore: RequestInit | undefined;

// A browser may answer a list of models, or the check of a key, from its cache; early workerd refuses the option.
function cacheOption(): RequestInit {
  if (noStore === undefined) {
    try {
      const wanted: RequestInit = { cache: "no-store" };
      void new Request("http://localhost/", wanted);
      noStore = wanted;
    } catch {
      noStore = {};
    }
  }
  return noStore;
}

// Bun takes this variable from a project's `.env` too: with a proxy beside it, the project's owner could read the key.
function certificateOption(): object {
  const name = "NODE_TLS_REJECT_UNAUTHORIZED";
  const value = readVariable(name);
  return value !== undefined && isFromBunFile(name, value, "address")
    ? { tls: { rejectUnauthorized: true } }
    : {};
}

import { carriesCredential } from "../config/check-headers.ts";
import { asOfficialClient, type OfficialClient } from "./official-client.ts";
import { headOf, openResponse } from "./response-exchange.ts";
import type { Transport, TransportHandler, TransportRequest } from "./transport.ts";

/**
 * A transport over an official client: its key, headers, proxy and fetch carry the request; retries, limits and
 * decoding stay with byok. Redirects are refused here too.
 */
export function clientTransport(client: object): Transport {
  const official = asOfficialClient(client);
  return {
    id: "client",
    open(request, handler) {
      return openResponse(request.url, handler, async (signal) => {
        const { sender, refused } = keepRefused(official, handler);
        try {
          return await sender
            .post(relativePath(request.url, official.baseURL), {
              body: request.body,
              headers: request.headers,
              signal,
              maxRetries: 0,
              fetchOptions: { redirect: "manual" },
            })
            .asResponse();
        } catch (error) {
          if (signal.aborted) return undefined;
          const answer = refused();
          if (answer !== undefined) return answer;
          if (passOn(error, request, handler)) return undefined;
          throw error;
        }
      });
    },
  };
}

/** What both clients have beside their public members. */
interface Clonable {
  fetch?: unknown;
  withOptions?: unknown;
}

// The clients read the whole body of an error status, however long, and keep only what is JSON of it. A clone whose
// fetch stops there leaves the answer to us, with its text and under our limits.
function keepRefused(
  official: OfficialClient & Clonable,
  handler: TransportHandler,
): {
  sender: OfficialClient;
  refused(): Response | undefined;
} {
  const { fetch, withOptions } = official;
  let answer: Response | undefined;
  if (typeof fetch !== "function" || typeof withOptions !== "function")
    return { sender: official, refused: () => undefined };
  const keeping = async (url: unknown, init: RequestInit): Promise<Response> => {
    tellCredentials(init.headers, handler);
    const response = (await fetch(url, init)) as Response;
    if (response.ok) return response;
    answer = response;
    throw new Error(`The server answered ${response.status}.`);
  };
  return {
    sender: withOptions.call(official, { fetch: keeping }) as OfficialClient,
    refused: () => answer,
  };
}

// A client's key may be a function, or a header that only the client knows.
function tellCredentials(headers: RequestInit["headers"], handler: TransportHandler): void {
  new Headers(headers).forEach((value, name) => {
    // Without the scheme: a server repeats `Bearer …` or the key alone.
    if (carriesCredential(name)) handler.onCredential?.(value.replace(/^\S+ +/, ""));
  });
}

// The clients throw for an error status; our own classification wants the answer back.
function passOn(error: unknown, request: TransportRequest, handler: TransportHandler): boolean {
  const {
    status,
    headers,
    error: body,
  } = error as { status?: unknown; headers?: unknown; error?: unknown };
  if (typeof status !== "number") return false;
  handler.onHead(headOf(status, headers instanceof Headers ? headers : new Headers(), request.url));
  const whole =
    typeof body === "object" &&
    body !== null &&
    ("error" in body || "type" in body) &&
    !("code" in body)
      ? body
      : { error: body };
  handler.onData(new TextEncoder().encode(JSON.stringify(whole)));
  handler.onEnd();
  return true;
}

function relativePath(url: string, baseUrl: string): string {
  const base = baseUrl.replace(/\/+$/, "");
  return url.startsWith(`${base}/`) ? url.slice(base.length) : url;
}

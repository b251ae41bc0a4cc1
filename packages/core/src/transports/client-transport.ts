import { InvalidRequestError } from "../errors/errors.ts";
import type { ResponseHead } from "../spi/wire-protocol.ts";
import { toNetworkError } from "./network-error.ts";
import type { Exchange, Transport, TransportHandler, TransportRequest } from "./transport.ts";

/** The members of an official client that the chat travels over; the OpenAI and the Anthropic client share them. */
export interface OfficialClient {
  baseURL: string;
  post(path: string, options: Record<string, unknown>): { asResponse(): Promise<Response> };
}

/**
 * Reads an official client from the `client` option.
 *
 * @throws InvalidRequestError for anything else.
 */
export function asOfficialClient(client: object): OfficialClient {
  const candidate = client as Partial<OfficialClient>;
  if (typeof candidate.baseURL === "string" && typeof candidate.post === "function")
    return candidate as OfficialClient;
  throw new InvalidRequestError("`client` is not an official OpenAI or Anthropic client.", {
    hint: "Pass `new OpenAI()` or `new Anthropic()`, or leave `client` out.",
  });
}

/**
 * A transport over an official client: its key, headers, proxy and fetch carry the request; retries, limits and
 * decoding stay with byok. Redirects are refused here too.
 */
export function clientTransport(client: object): Transport {
  const official = asOfficialClient(client);
  return { id: "client", open: (request, handler) => open(official, request, handler) };
}

function open(
  client: OfficialClient,
  request: TransportRequest,
  handler: TransportHandler,
): Exchange {
  const controller = new AbortController();
  let aborted = false;
  let paused = false;
  let wake: (() => void) | undefined;

  async function run(): Promise<void> {
    let response: Response;
    try {
      response = await client
        .post(relativePath(request.url, client.baseURL), {
          body: request.body,
          headers: request.headers,
          signal: controller.signal,
          maxRetries: 0,
          fetchOptions: { redirect: "manual" },
        })
        .asResponse();
    } catch (error) {
      if (aborted) return;
      if (passOn(error, request, handler)) return;
      throw error;
    }
    if (aborted) return;
    handler.onHead(headOf(response.status, response.headers, request.url));
    const reader = response.body?.getReader();
    if (reader === undefined) {
      handler.onEnd();
      return;
    }
    for (;;) {
      if (paused) await new Promise<void>((resolve) => (wake = resolve));
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
      wake?.();
    },
    abort() {
      aborted = true;
      controller.abort();
      wake?.();
    },
  };
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

function headOf(status: number, source: Headers, url: string): ResponseHead {
  const headers = new Map<string, string>();
  source.forEach((value, name) => headers.set(name.toLowerCase(), value));
  return { status, headers, url };
}

function relativePath(url: string, baseUrl: string): string {
  const base = baseUrl.replace(/\/+$/, "");
  return url.startsWith(`${base}/`) ? url.slice(base.length) : url;
}

import type { ResponseHead } from "../spi/wire-protocol.ts";
import { toNetworkError } from "./network-error.ts";
import type { Exchange, TransportHandler } from "./transport.ts";

/** Makes an exchange of anything that answers with a Fetch `Response`; undefined means that the handler has been told. */
export function openResponse(
  url: string,
  handler: TransportHandler,
  ask: (signal: AbortSignal) => Promise<Response | undefined>,
): Exchange {
  const controller = new AbortController();
  let aborted = false;
  let paused = false;
  let wake: (() => void) | undefined;

  async function run(): Promise<void> {
    const answer = ask(controller.signal);
    // Fetch tells nothing of what it has written; what is waited for from here on is the first byte.
    handler.onSent?.();
    const response = await answer;
    if (aborted || response === undefined) return;
    handler.onHead(
      headOf(response.status, response.headers, response.url === "" ? url : response.url),
    );
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
    if (!aborted) handler.onError(toNetworkError(error, url));
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

/** The head of a Fetch answer. */
export function headOf(status: number, source: Headers, url: string): ResponseHead {
  const headers = new Map<string, string>();
  source.forEach((value, name) => headers.set(name.toLowerCase(), value));
  return { status, headers, url };
}

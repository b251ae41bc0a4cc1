import type { ResponseHead } from "../spi/wire-protocol.ts";
import { toNetworkError } from "./network-error.ts";
import type { Exchange, TransportHandler } from "./transport.ts";

/** Origins of answers that came to their end: a connection to one of them may have been kept. */
const kept = new Set<string>();

/** Makes an exchange of anything that answers with a Fetch `Response`; undefined means that the handler has been told. */
export function openResponse(
  url: string,
  handler: TransportHandler,
  ask: (signal: AbortSignal) => Promise<Response | undefined>,
): Exchange {
  const controller = new AbortController();
  const { origin } = new URL(url);
  let aborted = false;
  let paused = false;
  let wake: (() => void) | undefined;
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  /** Whether what is waited for comes from the fetch itself: what it throws then is of the network. */
  let byFetch = false;

  async function run(): Promise<void> {
    // Nothing tells when a fetch has written its request; from here on the server's answer is waited for.
    handler.onSent?.();
    byFetch = true;
    const response = await ask(controller.signal);
    byFetch = false;
    if (aborted || response === undefined) return;
    handler.onHead(
      headOf(response.status, response.headers, response.url === "" ? url : response.url),
    );
    reader = response.body?.getReader();
    for (;;) {
      if (paused) await new Promise<void>((resolve) => (wake = resolve));
      // React Native has answers without a stream: there the body comes in one piece.
      byFetch = true;
      const { done, value } = await (reader === undefined ? wholeBody(response) : reader.read());
      byFetch = false;
      if (aborted) return;
      if (value !== undefined) handler.onData(value);
      if (done) break;
    }
    kept.add(origin);
    handler.onEnd();
  }

  run().catch((error: unknown) => {
    // Which connection a fetch uses nobody tells: one that breaks may be the kept one, and is taken for it only once.
    if (!aborted) handler.onError(toNetworkError(error, url, { byFetch }), kept.delete(origin));
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
      // An official client may have let go of the signal by now.
      reader?.cancel().catch(() => {});
      wake?.();
    },
  };
}

async function wholeBody(response: Response): Promise<{ done: true; value?: Uint8Array }> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  return bytes.byteLength === 0 ? { done: true } : { done: true, value: bytes };
}

/** The head of a Fetch answer. */
export function headOf(status: number, source: Headers, url: string): ResponseHead {
  const headers = new Map<string, string>();
  source.forEach((value, name) => headers.set(name.toLowerCase(), value));
  return { status, headers, url };
}

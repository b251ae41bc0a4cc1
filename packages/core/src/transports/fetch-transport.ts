import { loadChunk } from "../load-chunk.ts";
import type { Exchange, Transport } from "./transport.ts";

/** A transport over any `fetch`: the one of browsers, edge runtimes and tests, or the user's own. */
export function fetchTransport(fetch: typeof globalThis.fetch = globalThis.fetch): Transport {
  return {
    id: "fetch",
    open(request, handler) {
      let exchange: Exchange | undefined;
      let isAborted = false;
      let isPaused = false;

      // A page has it with its first call; a program that only makes models does without.
      async function start(): Promise<void> {
        const { openFetch } = await loadChunk(() => import("./fetch-exchange.ts"));
        if (isAborted) return;
        exchange = openFetch(fetch, request, handler);
        if (isPaused) exchange.pause();
      }

      start().catch((error: unknown) => {
        if (!isAborted) handler.onError(error);
      });
      return {
        pause() {
          isPaused = true;
          exchange?.pause();
        },
        resume() {
          isPaused = false;
          exchange?.resume();
        },
        abort() {
          isAborted = true;
          exchange?.abort();
        },
      };
    },
  };
}

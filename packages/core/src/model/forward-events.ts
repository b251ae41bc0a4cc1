import type { StreamEvent } from "../events/stream-event.ts";
import { restoreOutputOf, touchStream, type ChatStream, type StreamRun } from "./chat-stream.ts";

/** Passes the events of one stream into another, and stops reading while the other's reader is behind. */
export async function forwardEvents(
  inner: ChatStream<unknown>,
  outer: Parameters<StreamRun>[0],
  pass: (event: StreamEvent) => void,
): Promise<void> {
  let paused = false;
  let wake = (): void => {};
  outer.onExchange({
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
      wake();
    },
    taken: () => touchStream(inner),
  });
  const onAbort = (): void => wake();
  outer.signal.addEventListener("abort", onAbort, { once: true });
  try {
    for await (const events of inner.batches()) {
      const restore = restoreOutputOf(inner);
      if (restore !== undefined) outer.onOutput(restore);
      for (const event of events) pass(event);
      if (paused && !outer.signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    outer.signal.removeEventListener("abort", onAbort);
    outer.onExchange(undefined);
  }
}

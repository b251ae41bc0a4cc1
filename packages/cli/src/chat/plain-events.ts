import type { StreamEvent } from "@byok/core";

/** Gives text by whole lines, as a screen reader can follow it, instead of by tokens. */
export async function* byLines(events: AsyncIterable<StreamEvent>): AsyncGenerator<StreamEvent> {
  let held: Extract<StreamEvent, { type: "text-delta" }> | undefined;
  try {
    for await (const event of events) {
      if (event.type !== "text-delta" || event.id !== held?.id) {
        if (held !== undefined) yield held;
        held = undefined;
      }
      if (event.type !== "text-delta") {
        yield event;
        continue;
      }
      const text: string = (held?.text ?? "") + event.text;
      const end = text.lastIndexOf("\n") + 1;
      if (end > 0) yield { ...event, text: text.slice(0, end) };
      held = { ...event, text: text.slice(end) };
    }
  } catch (error) {
    // What came before the error is told too.
    if (held !== undefined) yield held;
    throw error;
  }
  if (held !== undefined) yield held;
}

/** Notes when the first text came, in milliseconds after `started` (of `performance.now`). */
export async function* timed(
  events: AsyncIterable<StreamEvent>,
  started: number,
  onFirst: (ms: number) => void,
): AsyncGenerator<StreamEvent> {
  let first = true;
  for await (const event of events) {
    if (first && (event.type === "text-delta" || event.type === "reasoning-delta")) {
      first = false;
      onFirst(performance.now() - started);
    }
    yield event;
  }
}

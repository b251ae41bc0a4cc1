import type { StreamEvent } from "../events/stream-event.ts";

/** How much an event holds, in characters: the text of a piece, the bytes of a file; other events count as nothing. */
export function charsOf(event: StreamEvent): number {
  if (event.type === "text-delta") return event.text.length;
  if ("text" in event) return event.text.length;
  if (event.type !== "file") return 0;
  const { source } = event.part;
  if ("base64" in source) return source.base64.length;
  if ("bytes" in source) return source.bytes.byteLength;
  return "text" in source ? source.text.length : 0;
}

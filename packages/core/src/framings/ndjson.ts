import { LimitError } from "../errors/errors.ts";
import type { Framing, FramingDecoder, FramingLimits, OnFrame } from "../spi/framing.ts";

/** Newline-delimited JSON: one frame per line that is not empty; a last line without its newline counts. */
export const ndjson: Framing = { id: "ndjson", create: createNdjsonDecoder };

function createNdjsonDecoder(onFrame: OnFrame, limits: FramingLimits): FramingDecoder {
  const decoder = new TextDecoder();
  let pieces: string[] = [];
  let pendingLength = 0;

  function flush(): void {
    if (pendingLength === 0) return;
    const line = pieces.join("").trim();
    pieces = [];
    pendingLength = 0;
    if (line !== "") onFrame("", line);
  }

  function take(text: string): void {
    let start = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
      hold(text.slice(start, end));
      flush();
      start = end + 1;
    }
    if (start < text.length) hold(text.slice(start));
  }

  function hold(text: string): void {
    pieces.push(text);
    pendingLength += text.length;
    if (pendingLength > limits.maxFrameBytes) {
      throw new LimitError(`The server sent a line longer than ${limits.maxFrameBytes} bytes.`, {
        hint: "Raise `limits.maxFrameBytes` if this platform really sends lines of that size.",
      });
    }
  }

  return {
    isGrowing: () => pieces.some((piece) => piece.trim() !== ""),
    push(chunk) {
      take(decoder.decode(chunk, { stream: true }));
    },
    end() {
      take(decoder.decode());
      flush();
    },
  };
}

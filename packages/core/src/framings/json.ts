import { LimitError } from "../errors/errors.ts";
import type { Framing, FramingDecoder, FramingLimits, OnFrame } from "../spi/framing.ts";

/** One JSON document: a single frame when the body ends. */
export const json: Framing = { id: "json", create: createJsonDecoder };

function createJsonDecoder(onFrame: OnFrame, limits: FramingLimits): FramingDecoder {
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let length = 0;
  return {
    push(chunk) {
      length += chunk.byteLength;
      if (length > limits.maxFrameBytes) {
        throw new LimitError(
          `The server sent a document longer than ${limits.maxFrameBytes} bytes.`,
          {
            hint: "Raise `limits.maxFrameBytes` if this platform really sends documents of that size.",
          },
        );
      }
      pieces.push(decoder.decode(chunk, { stream: true }));
    },
    end() {
      pieces.push(decoder.decode());
      const text = pieces.join("");
      if (text !== "") onFrame("", text);
    },
  };
}

import type { JsonValue } from "../../json.ts";
import type { WireEvent } from "../../spi/wire-event.ts";
import type { ResponseHead, Target } from "../../spi/wire-protocol.ts";
import { isJsonObject } from "../shared/json-path.ts";
import { createChunkDecoder } from "./decode-chunk.ts";

/**
 * Reads a whole, non-streamed answer as the events that the same answer would stream.
 *
 * @see https://platform.openai.com/docs/api-reference/chat/object
 */
export function decodeResponse(
  head: ResponseHead,
  body: JsonValue,
  target: Target,
  emit: (event: WireEvent) => void,
): void {
  if (!isJsonObject(body)) {
    emit(notAnAnswer(target, head, "is not an object"));
    return;
  }
  const decoder = createChunkDecoder(head, target, emit);
  decoder.chunk(body, true);
  if (decoder.failed) return;
  if (!Array.isArray(body["choices"])) {
    emit(notAnAnswer(target, head, "has no choices"));
    return;
  }
  decoder.flush();
  emit({ type: "done" });
}

function notAnAnswer(target: Target, head: ResponseHead, what: string): WireEvent {
  return {
    type: "error",
    error: {
      code: "protocol",
      message: `The answer of ${target.platform.name} ${what}; this is not a chat completion.`,
      retryable: false,
      status: head.status,
    },
  };
}

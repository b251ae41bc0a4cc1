import type { JsonValue } from "../../json.ts";
import type { WireEvent } from "../../spi/wire-event.ts";
import type { Decoder, ResponseHead, Target } from "../../spi/wire-protocol.ts";
import { isJsonObject } from "../shared/json-path.ts";
import { classifyErrorIn200 } from "./classify-error.ts";
import { createChunkDecoder } from "./decode-chunk.ts";
import { createFastTextLane } from "./fast-text-lane.ts";

const DONE = "[DONE]";
const MAX_EXCERPT = 200;

/** Settings for tests and measurements. */
export interface StreamDecoderOptions {
  /** False parses every frame. */
  fastLane?: boolean;
}

/**
 * Reads the frames of one stream.
 *
 * @see https://platform.openai.com/docs/api-reference/chat/streaming
 */
export function createStreamDecoder(
  head: ResponseHead,
  target: Target,
  emit: (event: WireEvent) => void,
  options: StreamDecoderOptions = {},
): Decoder {
  const decoder = createChunkDecoder(head, target, emit);
  let lane = options.fastLane === false ? undefined : createFastTextLane();
  let over = false;

  function parsed(event: string, data: string): void {
    if (data === DONE) {
      over = true;
      decoder.flush();
      emit({ type: "done" });
      return;
    }
    if (data === "") return;
    let json: JsonValue;
    try {
      json = JSON.parse(data) as JsonValue;
    } catch {
      // Events of names nobody knows are not for us; the others must be JSON.
      if (event !== "" && event !== "message" && event !== "error") return;
      over = true;
      emit(event === "error" ? textError(head, data, target) : notJson(head, data, target));
      return;
    }
    if (event === "error") {
      over = true;
      emit({ type: "error", error: classifyErrorIn200(head, json, target) });
      return;
    }
    if (json === null) return;
    if (!isJsonObject(json)) {
      over = true;
      emit(notJson(head, data, target));
      return;
    }
    const textChoice = decoder.chunk(json, false);
    if (textChoice !== -1) lane?.learn(data, json, textChoice);
    if (decoder.refused) lane = undefined;
    if (decoder.failed) over = true;
  }

  return {
    frame(event, data) {
      if (over) return;
      if (lane !== undefined && lane.ready && event !== "error") {
        const text = lane.take(data);
        if (text !== undefined) {
          if (text !== "") emit({ type: "text-delta", id: "", choice: lane.choice, text });
          return;
        }
      }
      parsed(event, data);
    },
    end() {
      if (over) return;
      over = true;
      decoder.flush();
    },
  };
}

function notJson(head: ResponseHead, data: string, target: Target): WireEvent {
  return {
    type: "error",
    error: {
      code: "protocol",
      message: `${target.platform.name} sent an event that is not a JSON object: ${excerpt(data)}`,
      retryable: true,
      status: head.status,
    },
  };
}

function textError(head: ResponseHead, data: string, target: Target): WireEvent {
  return {
    type: "error",
    error: { ...classifyErrorIn200(head, { error: { message: excerpt(data) } }, target) },
  };
}

function excerpt(data: string): string {
  return data.length > MAX_EXCERPT ? `${data.slice(0, MAX_EXCERPT)}…` : data;
}

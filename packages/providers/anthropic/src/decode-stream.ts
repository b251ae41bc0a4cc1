import {
  isJsonObject,
  type ClassifiedError,
  type Decoder,
  type JsonObject,
  type ResponseHead,
  type Target,
  type WireEvent,
} from "@byok/core/provider";
import { classifyErrorJson, isRuledError, saysError } from "./classify-error.ts";
import { createFastTextLane } from "./fast-text-lane.ts";
import { asNumber } from "./json.ts";
import { createMessageReader } from "./read-message.ts";

const MAX_EXCERPT = 200;
/** Events of other names are not for us, whatever they hold. */
const NAMES: ReadonlySet<string> = new Set([
  "",
  "message",
  "message_start",
  "content_block_start",
  "content_block_delta",
  "content_block_stop",
  "message_delta",
  "message_stop",
]);

/**
 * Reads the frames of one stream. Pings and unknown events are passed over; an `error` event ends the answer.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/streaming
 */
export function decodeStream(
  head: ResponseHead,
  target: Target,
  emit: (event: WireEvent) => void,
): Decoder {
  const message = createMessageReader(target, emit);
  const textLane = createFastTextLane();
  let openText = -1;
  let over = false;

  const fail = (error: ClassifiedError): void => {
    over = true;
    emit({ type: "error", error });
  };

  const read = (name: string, data: string): void => {
    const frame = parse(data);
    if (frame === undefined) {
      if (name === "error")
        fail(classifyErrorJson({ error: { message: excerpt(data) } }, head, target));
      else if (data !== "" && data !== "null" && NAMES.has(name)) fail(notJson(data, head, target));
      return;
    }
    const type = frame["type"] ?? name;
    const index = asNumber(frame["index"]) ?? 0;
    switch (type) {
      case "message_start":
        if (isJsonObject(frame["message"])) message.start(frame["message"]);
        return;
      case "content_block_start":
        forgetText();
        if (isJsonObject(frame["content_block"]))
          message.blocks.start(index, frame["content_block"]);
        return;
      case "content_block_delta":
        if (isJsonObject(frame["delta"])) readDelta(data, index, frame["delta"]);
        return;
      case "content_block_stop":
        forgetText();
        message.blocks.stop(index);
        return;
      case "message_delta":
        forgetText();
        message.finish(isJsonObject(frame["delta"]) ? frame["delta"] : {}, frame["usage"]);
        return;
      case "message_stop":
        message.stop();
        return;
      case "error":
        fail(classifyErrorJson(frame, head, target));
        return;
      default:
        // Gateways report errors without the event's name and type.
        if (saysError(frame["error"]) || isRuledError(frame, target))
          fail(classifyErrorJson(frame, head, target));
    }
  };

  const readDelta = (data: string, index: number, delta: JsonObject): void => {
    const isText = message.blocks.delta(index, delta);
    if (!isText || typeof delta["text"] !== "string") return;
    if (openText !== index) forgetText();
    // From here on the reader has an open text block, which is all that the lane needs to know.
    openText = index;
    textLane.learn(data, delta["text"]);
  };

  const forgetText = (): void => {
    openText = -1;
    textLane.reset();
  };

  return {
    frame(event, data) {
      if (over) return;
      const text = textLane.read(data);
      if (text === undefined) read(event, data);
      else if (text !== "") emit({ type: "text-delta", id: "", choice: 0, text });
    },
    end() {},
  };
}

function notJson(data: string, head: ResponseHead, target: Target): ClassifiedError {
  return {
    code: "protocol",
    message: `${target.platform.name} sent an event that is not a JSON object: ${excerpt(data)}`,
    retryable: true,
    status: head.status,
  };
}

function excerpt(data: string): string {
  return data.length > MAX_EXCERPT ? `${data.slice(0, MAX_EXCERPT)}…` : data;
}

function parse(data: string): JsonObject | undefined {
  // Gateways that also speak the OpenAI protocol close with this marker.
  if (data === "[DONE]") return { type: "message_stop" };
  try {
    const frame: unknown = JSON.parse(data);
    return isJsonObject(frame) ? frame : undefined;
  } catch {
    return undefined;
  }
}

import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  messageOf,
  type ResponseHead,
  type Target,
  type WireEvent,
} from "@byok/core/provider";
import { classifyErrorJson, isRuledError } from "./classify-error.ts";
import { createMessageReader } from "./read-message.ts";

/**
 * Reads a whole answer into the same events as its stream would give.
 *
 * @see https://platform.claude.com/docs/en/api/messages
 */
export function decodeResponse(
  head: ResponseHead,
  body: JsonValue,
  target: Target,
  emit: (event: WireEvent) => void,
): void {
  if (isJsonObject(body) && isError(body, target)) {
    emit({ type: "error", error: classifyErrorJson(body, head, target) });
    return;
  }
  if (!isJsonObject(body) || !Array.isArray(body["content"])) {
    const message = "The answer is not a message: it has no content.";
    emit({ type: "error", error: { code: "protocol", message, retryable: false } });
    return;
  }
  const message = createMessageReader(target, emit);
  // The counts of a whole answer are final and are told once, after the content.
  message.start({ ...body, usage: null });
  body["content"].forEach((block, index) => {
    if (!isJsonObject(block)) return;
    message.blocks.start(index, block);
    message.blocks.stop(index);
  });
  message.finish(body, body["usage"]);
  message.stop();
}

// Gateways write errors in shapes of their own; what has words and no content is one.
function isError(body: JsonObject, target: Target): boolean {
  return (
    isRuledError(body, target) ||
    body["type"] === "error" ||
    isJsonObject(body["error"]) ||
    (!Array.isArray(body["content"]) && messageOf(body) !== undefined)
  );
}

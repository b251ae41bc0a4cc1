import { InvalidRequestError } from "../../errors/errors.ts";
import type { JsonObject, JsonValue } from "../../json.ts";
import type { ChatRequest } from "../../spi/request.ts";
import type { EncodeContext, Target, WireRequest } from "../../spi/wire-protocol.ts";
import { buildHeaders, requestFeatures } from "../shared/build-headers.ts";
import { encodeJsonBody } from "../shared/json-body.ts";
import { expandPath } from "../shared/expand-path.ts";
import { mergeJson } from "../shared/json-path.ts";
import { encodeConfig } from "./encode-config.ts";
import { encodeMessages } from "./encode-messages.ts";
import { encodeTools } from "./encode-tools.ts";

/**
 * Writes a chat request: POST to the surface's path, or `/chat/completions`.
 *
 * @throws InvalidRequestError for what the wire cannot carry.
 * @see https://platform.openai.com/docs/api-reference/chat/create
 */
export function encodeRequest(
  request: ChatRequest,
  target: Target,
  context: EncodeContext,
): WireRequest {
  const { surface, policy } = target;
  const { config, tools = [] } = request;
  const body: JsonObject = {
    model: target.model.id,
    messages: encodeMessages(request.messages, target, context),
  };
  if (tools.length > 0)
    body["tools"] = encodeTools(tools, policy.tools, (warning) => context.warn(warning));
  const hasTools = tools.length > 0 || config.extraBody?.["tools"] !== undefined;
  encodeConfig(config, hasTools, target, context, body);
  if (config.extraBody !== undefined) {
    refuseStreamField(config.extraBody["stream"], context.stream, target);
    mergeJson(body, config.extraBody);
  }
  const features = requestFeatures(request, context.stream);
  return {
    method: "POST",
    ...expandPath(surface.path ?? "/chat/completions", target),
    headers: buildHeaders(
      {
        "content-type": "application/json",
        accept: context.stream ? "text/event-stream" : "application/json",
      },
      policy,
      features,
      config.extraHeaders,
    ),
    body: encodeJsonBody(body, target),
    framing: surface.framing ?? "sse",
  };
}

// The answer would come in another form than the caller waits for.
function refuseStreamField(value: JsonValue | undefined, stream: boolean, target: Target): void {
  if (value === undefined || value === stream) return;
  throw new InvalidRequestError(
    `extraBody.stream is ${JSON.stringify(value)}, but this call ${stream ? "streams" : "does not stream"}.`,
    {
      platform: target.platform.id,
      model: target.model.id,
      hint: "Leave `stream` out, and call generate() or stream().",
    },
  );
}

import {
  type ChatRequest,
  type EncodeContext,
  expandPath,
  type JsonObject,
  type Part,
  requestFeatures,
  type Target,
  type ToolResultPart,
  type WireRequest,
} from "@byok/core/provider";
import { encodeBody } from "./encode-body.ts";
import { encodeHeaders } from "./encode-headers.ts";

/** Path of the chat operation, where the surface names none. */
export const CHAT_PATH = "/v1/messages";

/**
 * Turns a chat request into `POST /v1/messages`. Credentials are the authenticator's.
 *
 * @throws InvalidRequestError for a conversation or a file that the platform cannot take.
 * @see https://platform.claude.com/docs/en/api/messages
 */
export function encodeRequest(
  request: ChatRequest,
  target: Target,
  context: EncodeContext,
): WireRequest {
  const body = encodeBody(request, target, context);
  return toWireRequest(
    expandPath(target.surface.path ?? CHAT_PATH, target),
    body,
    request,
    target,
    context,
  );
}

/** Puts body, address and headers together. */
export function toWireRequest(
  address: { path: string; query?: Record<string, string> },
  body: JsonObject,
  request: ChatRequest,
  target: Target,
  context: EncodeContext,
): WireRequest {
  const features = new Set<string>(requestFeatures(request, context.stream));
  if (usesFileIds(request)) features.add("fileId");
  const headers = encodeHeaders(target, context, features, request.config.extraHeaders);
  return {
    method: "POST",
    ...address,
    headers: { "content-type": "application/json", ...headers },
    body: new TextEncoder().encode(JSON.stringify(body)),
    framing: target.surface.framing ?? "sse",
  };
}

function usesFileIds({ messages }: ChatRequest): boolean {
  const isFileId = (part: Part | ToolResultPart["content"][number]): boolean =>
    part.type === "tool-result"
      ? part.content.some(isFileId)
      : part.type === "file" && "fileId" in part.source;
  return messages.some(
    (message) => typeof message.content !== "string" && message.content.some(isFileId),
  );
}

import {
  type ChatRequest,
  type EncodeContext,
  expandPath,
  getPath,
  type JsonObject,
  type ResponseHead,
  setOwn,
  type Target,
  type WireRequest,
} from "@byok/core/provider";
import { encodeBody } from "./encode-body.ts";
import { CHAT_PATH, toWireRequest } from "./encode-request.ts";
import { asNumber } from "./json.ts";
import { notAn, parseAnswer } from "./models.ts";

/** The fields of a chat request that count as input; the endpoint refuses the others. */
const COUNTED = [
  "model",
  "messages",
  "system",
  "tools",
  "tool_choice",
  "thinking",
  "output_config",
] as const;

/**
 * Asks how many input tokens a request would use, for free.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/token-counting
 */
export function encodeTokenCount(
  request: ChatRequest,
  target: Target,
  context: EncodeContext,
): WireRequest {
  const whole = encodeBody(request, target, { ...context, stream: false });
  const body: JsonObject = {};
  for (const field of COUNTED) {
    const value = whole[field];
    if (value !== undefined) setOwn(body, field, value);
  }
  const path =
    target.surface.paths?.countTokens ?? `${target.surface.path ?? CHAT_PATH}/count_tokens`;
  return toWireRequest(expandPath(path, target), body, request, target, {
    ...context,
    stream: false,
  });
}

/**
 * Reads the count. The platform calls it an estimate, so it is never exact.
 *
 * @throws ProtocolError when the answer holds no count.
 */
export function decodeTokenCount(
  head: ResponseHead,
  body: Uint8Array,
  target: Target,
): { input: number; exact: boolean } {
  const input = asNumber(getPath(parseAnswer(head, body, target), "input_tokens"));
  if (input === undefined) throw notAn("a token count", head, target);
  return { input, exact: false };
}

import {
  type EncodeContext,
  type JsonValue,
  type ModelInfo,
  modelListPlace,
  type ModelsApi,
  ProtocolError,
  readModelList,
  type ResponseHead,
  type Target,
  type WireRequest,
} from "@byok/core/provider";
import { encodeHeaders } from "./encode-headers.ts";

const USUAL: ModelsApi = { path: "/v1/models", shape: "anthropic", pagination: "cursor" };

/**
 * Asks for one page of the platform's models.
 *
 * @see https://platform.claude.com/docs/en/api/models/list
 */
export function encodeModels(
  input: { cursor?: string },
  target: Target,
  context: EncodeContext,
): WireRequest {
  return {
    method: "GET",
    ...modelListPlace(input, target, USUAL),
    headers: encodeHeaders(target, context),
    framing: "json",
  };
}

/**
 * Reads one page of models.
 *
 * @throws ProtocolError when the answer is not a list.
 */
export function decodeModels(
  head: ResponseHead,
  body: Uint8Array,
  target: Target,
): { items: ModelInfo[]; cursor?: string } {
  const list = readModelList(parseAnswer(head, body, target), target, USUAL);
  if (list === undefined) throw notAn("a list of models", head, target);
  return list;
}

/** Parses an answer that must be JSON. */
export function parseAnswer(head: ResponseHead, body: Uint8Array, target: Target): JsonValue {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as JsonValue;
  } catch {
    throw notAn("JSON", head, target);
  }
}

/** The error for an answer that is not what was asked for. */
export function notAn(what: string, head: ResponseHead, target: Target): ProtocolError {
  const message = `The answer of ${target.platform.name} is not ${what}.`;
  return new ProtocolError(message, {
    platform: target.platform.id,
    status: head.status,
    hint: "Check the base URL: it must be an endpoint of the Anthropic messages API.",
  });
}

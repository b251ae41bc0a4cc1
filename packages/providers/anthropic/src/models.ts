import {
  type EncodeContext,
  expandPath,
  getPath,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type ModelInfo,
  ProtocolError,
  type ResponseHead,
  type Target,
  type WireRequest,
} from "@byok/core/provider";
import { encodeHeaders } from "./encode-headers.ts";
import { asNumber, asString } from "./json.ts";

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
  const path = target.surface.paths?.models ?? target.platform.modelsApi?.path ?? "/v1/models";
  const query: Record<string, string> = { limit: "1000" };
  if (input.cursor !== undefined) query["after_id"] = input.cursor;
  const address = expandPath(path, target);
  return {
    method: "GET",
    path: address.path,
    query: { ...address.query, ...query },
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
  const json = parseAnswer(head, body, target);
  const data = getPath(json, "data");
  if (!Array.isArray(data)) throw notAn("a list of models", head, target);
  const items = data.filter(isJsonObject).filter(hasId).map(toModelInfo);
  const cursor = asString(getPath(json, "last_id"));
  const more = getPath(json, "has_more") === true && cursor !== undefined;
  return more ? { items, cursor } : { items };
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

function hasId(raw: JsonObject): boolean {
  return (asString(raw["id"]) ?? "") !== "";
}

function toModelInfo(raw: JsonObject): ModelInfo {
  const info: ModelInfo = { id: asString(raw["id"]) ?? "", raw };
  const name = asString(raw["display_name"]);
  const created = Date.parse(asString(raw["created_at"]) ?? "");
  const context = asNumber(raw["max_input_tokens"]);
  const maxOutput = asNumber(raw["max_tokens"]);
  if (name !== undefined) info.name = name;
  // An unknown release date is given as the epoch.
  if (created > 0) info.created = Math.floor(created / 1000);
  if (context !== undefined) info.context = context;
  if (maxOutput !== undefined) info.maxOutput = maxOutput;
  return info;
}

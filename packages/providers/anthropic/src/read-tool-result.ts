import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Target,
  type ToolResultPart,
  type WireEvent,
} from "@byok/core/provider";
import { asString } from "./json.ts";
import { wrapState } from "./provider-state.ts";

/**
 * Reads the result of a tool that the platform ran. The whole block goes into the state, because its encrypted
 * content must come back unchanged; web results are told as sources too.
 *
 * @see https://platform.claude.com/docs/en/agents-and-tools/tool-use/server-tools
 */
export function readToolResult(
  raw: JsonObject,
  toolNames: ReadonlyMap<string, string>,
  target: Target,
): WireEvent[] {
  const id = asString(raw["tool_use_id"]) ?? "";
  const type = asString(raw["type"]) ?? "";
  const content = raw["content"] ?? null;
  const failed = raw["is_error"] === true || isErrorContent(content);
  const part: ToolResultPart = {
    type: "tool-result",
    id,
    name: toolNames.get(id) ?? type.slice(0, -"_tool_result".length),
    status: failed ? "error" : "ok",
    content: [{ type: "json", value: content }],
    executedBy: "provider",
    providerState: wrapState(target, raw),
  };
  return [{ type: "tool-result", choice: 0, part }, ...readSources(content)];
}

function isErrorContent(content: JsonValue): boolean {
  return isJsonObject(content) && (asString(content["type"]) ?? "").endsWith("_error");
}

function readSources(content: JsonValue): WireEvent[] {
  const results = Array.isArray(content) ? content : [content];
  return results.filter(isJsonObject).flatMap((result): WireEvent[] => {
    const url = asString(result["url"]);
    if (url === undefined) return [];
    const title = asString(result["title"]);
    return [
      { type: "source", choice: 0, source: { url, ...(title === undefined ? {} : { title }) } },
    ];
  });
}

import type { JsonValue } from "../../json.ts";
import type { Citation } from "../../messages/message.ts";
import type { Source } from "../../results/result.ts";
import { getPath, isJsonObject } from "../shared/json-path.ts";

/** Reads one annotation of an answer as a citation and its source; undefined for kinds nobody knows. */
export function decodeAnnotation(
  value: JsonValue,
): { citation?: Citation; source: Source } | undefined {
  if (!isJsonObject(value)) return undefined;
  const kind = typeof value["type"] === "string" ? value["type"] : "";
  const body = isJsonObject(value[kind]) ? value[kind] : value;
  const url = text(body["url"]);
  const title = text(body["title"]);
  const source: Source = { raw: value };
  if (url !== undefined) source.url = url;
  if (title !== undefined) source.title = title;
  const fileId = text(body["file_id"]);
  if (fileId !== undefined) source.id = fileId;
  if (url === undefined && fileId === undefined) return undefined;
  if (kind !== "url_citation") return { source };
  // start_index and end_index count in the answer, not in the source: a Citation has no place for them.
  const citation: Citation = {};
  if (url !== undefined) citation.url = url;
  if (title !== undefined) citation.title = title;
  const content = text(body["content"]);
  if (content !== undefined) citation.text = content;
  return { citation, source };
}

/** Reads one entry of a list of consulted pages: a URL or an object with one. */
export function decodeSource(value: JsonValue): Source | undefined {
  if (typeof value === "string") return value === "" ? undefined : { url: value };
  const url = text(getPath(value, "url")) ?? text(getPath(value, "link"));
  if (url === undefined) return undefined;
  const source: Source = { url, raw: value };
  const title = text(getPath(value, "title"));
  if (title !== undefined) source.title = title;
  return source;
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

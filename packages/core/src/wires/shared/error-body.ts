import type { JsonValue } from "../../json.ts";
import type { ResponseHead } from "../../spi/wire-protocol.ts";
import { getPath, isJsonObject } from "./json-path.ts";

/** Bytes of an error body that are read. */
const MAX_BYTES = 64 * 1024;
const MAX_MESSAGE = 2_000;
/** Characters of markup that are searched for words: the patterns are quadratic on hostile pages. */
const MAX_MARKUP = 16 * 1024;

/** An error answer, read as far as it can be. */
export interface ErrorBody {
  /** The parsed body; undefined when it is not JSON. */
  json: JsonValue | undefined;
  text: string;
}

/** Reads at most 64 KiB of an error body, as JSON where it is. */
export function readErrorBody(bytes: Uint8Array): ErrorBody {
  const text = new TextDecoder().decode(bytes.subarray(0, MAX_BYTES));
  const trimmed = text.trim();
  if (trimmed === "") return { json: undefined, text: "" };
  try {
    return { json: JSON.parse(trimmed) as JsonValue, text };
  } catch {
    // Some gateways answer an error with one event of a stream.
    const event = /^(?:event:[^\n]*\n)?data:\s*(\{.*\})\s*$/s.exec(trimmed);
    if (event !== null) {
      try {
        return { json: JSON.parse(event[1] ?? "") as JsonValue, text };
      } catch {
        return { json: undefined, text };
      }
    }
    return { json: undefined, text };
  }
}

/** The platform's own words on what went wrong, found in the shapes in use; undefined when there are none. */
export function messageOf(json: JsonValue | undefined): string | undefined {
  return messageAt(json, 0);
}

function messageAt(json: JsonValue | undefined, depth: number): string | undefined {
  if (depth > 4) return undefined;
  if (typeof json === "string") return cut(json);
  if (Array.isArray(json)) return messageAt(json[0], depth + 1);
  if (!isJsonObject(json)) return undefined;
  const error = json["error"];
  const upstream = getPath(error, "metadata.raw");
  const own = firstText(
    getPath(error, "message"),
    error,
    json["message"],
    json["detail"],
    json["error_description"],
    json["error_msg"],
    json["msg"],
    getPath(json, "base_resp.status_msg"),
  );
  if (own !== undefined) {
    // An aggregator's own words are often only "Provider returned error".
    const more =
      typeof upstream === "string" && !own.includes(upstream) ? `${own}: ${upstream}` : own;
    return cut(more);
  }
  for (const list of [json["errors"], json["detail"]]) {
    if (!Array.isArray(list)) continue;
    const texts = list.map((each) => listed(each)).filter((each) => each !== undefined);
    if (texts.length > 0) return cut(texts.join("; "));
  }
  return isJsonObject(error) ? messageAt(error, depth + 1) : undefined;
}

/** A readable sentence for a body that is not JSON: where it came from, and its first 200 characters without tags. */
export function describeNonJson(head: ResponseHead, text: string): string {
  const host = hostOf(head.url);
  const type = head.headers.get("content-type")?.split(";")[0]?.trim();
  const words = stripTags(text).slice(0, 200);
  const what = `non-JSON ${head.status} from ${host}${type === undefined || type === "" ? "" : ` (${type})`}`;
  return words === "" ? `${what}: the body is empty` : `${what}: ${words}`;
}

/** The id that the platform gave the request, where it gave one. */
export function requestIdOf(
  headers: ReadonlyMap<string, string>,
  json?: JsonValue,
): string | undefined {
  for (const name of [
    "x-request-id",
    "request-id",
    "x-amzn-requestid",
    "apim-request-id",
    "x-goog-request-id",
    "x-ds-trace-id",
    "cf-ray",
  ]) {
    const value = headers.get(name);
    if (value !== undefined && value !== "") return value;
  }
  const own =
    json === undefined
      ? undefined
      : (getPath(json, "request_id") ?? getPath(json, "error.request_id"));
  return typeof own === "string" && own !== "" ? own : undefined;
}

/** Text without markup: scripts, styles, comments and tags removed, a few entities resolved, white space joined. */
function stripTags(text: string): string {
  return text
    .slice(0, MAX_MARKUP)
    .replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1\s*>/gi, " ")
    .replace(/<!--[\s\S]*?-->/g, " ")
    .replace(/<[^<>]*>/g, " ")
    .replace(/&nbsp;/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, "&")
    .replace(/\s+/g, " ")
    .trim();
}

function listed(value: JsonValue): string | undefined {
  if (typeof value === "string") return value;
  const text = firstText(
    getPath(value, "message"),
    getPath(value, "msg"),
    getPath(value, "detail"),
  );
  const where = getPath(value, "loc");
  if (text === undefined) return undefined;
  return Array.isArray(where) ? `${where.map(String).join(".")}: ${text}` : text;
}

function firstText(...values: (JsonValue | undefined)[]): string | undefined {
  for (const value of values) {
    if (typeof value === "string" && value.trim() !== "") return value.trim();
  }
  return undefined;
}

function cut(text: string): string {
  return text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}…` : text;
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return "the server";
  }
}

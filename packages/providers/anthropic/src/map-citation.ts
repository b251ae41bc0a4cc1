import type { Citation, JsonObject } from "@byok/core/provider";
import { asNumber, asString } from "./json.ts";

/**
 * Maps a citation. Characters and blocks count from 0, pages from 1; ends are exclusive.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/citations
 */
export function mapCitation(raw: JsonObject): Citation {
  const citation: Citation = {};
  const text = asString(raw["cited_text"]);
  const title = asString(raw["document_title"]) ?? asString(raw["title"]);
  const url = asString(raw["url"]) ?? asString(raw["source"]);
  const documentIndex = asNumber(raw["document_index"]);
  if (text !== undefined) citation.text = text;
  if (title !== undefined) citation.title = title;
  if (url !== undefined) citation.url = url;
  if (documentIndex !== undefined) citation.documentIndex = documentIndex;
  for (const [unit, start, end] of PLACES) {
    const from = asNumber(raw[start]);
    const to = asNumber(raw[end]);
    if (from === undefined && to === undefined) continue;
    citation.unit = unit;
    if (from !== undefined) citation.start = from;
    if (to !== undefined) citation.end = to;
  }
  return citation;
}

const PLACES = [
  ["char", "start_char_index", "end_char_index"],
  ["page", "start_page_number", "end_page_number"],
  ["block", "start_block_index", "end_block_index"],
] as const;

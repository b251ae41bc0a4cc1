import type { ModelsApi } from "../../catalog/platform.ts";
import type { JsonObject, JsonValue } from "../../json.ts";
import type { ModelInfo, Target, WireRequest } from "../../spi/wire-protocol.ts";
import { expandPath } from "./expand-path.ts";
import { getPath, isJsonObject } from "./json-path.ts";

const CONTEXT = [
  "context_length",
  "context_window",
  "max_context_length",
  "max_model_len",
  "max_input_tokens",
  "inputTokenLimit",
  "top_provider.context_length",
  "limits.max_context_length",
];
const MAX_OUTPUT = [
  "max_output_tokens",
  "max_completion_tokens",
  "max_output_length",
  "outputTokenLimit",
  "top_provider.max_completion_tokens",
];
/** Elsewhere this is a word for other things. */
const ANTHROPIC_MAX_OUTPUT = ["max_tokens"];

/** The most models that Anthropic gives at once. */
const ANTHROPIC_PAGE = "1000";

/**
 * Where a platform lists its models, and what to ask for: as its surface and `modelsApi` say, else as the wire's `usual`
 * list.
 *
 * @see https://platform.openai.com/docs/api-reference/models/list
 * @see https://platform.claude.com/docs/en/api/models/list
 */
export function modelListPlace(
  { cursor }: { cursor?: string },
  target: Target,
  usual: ModelsApi,
): Pick<WireRequest, "path" | "query"> {
  const api = target.platform.modelsApi ?? usual;
  const place = expandPath(target.surface.paths?.models ?? api.path, target);
  const query = { ...place.query };
  if (api.shape === "anthropic") query["limit"] = ANTHROPIC_PAGE;
  if (hasPages(api) && cursor !== undefined) query["after_id"] = cursor;
  return { path: place.path, ...(Object.keys(query).length === 0 ? {} : { query }) };
}

/** Reads one page of a platform's models, in whichever form in use it comes; undefined for what is no list. */
export function readModelList(
  json: JsonValue,
  target: Target,
  usual: ModelsApi,
): { items: ModelInfo[]; cursor?: string } | undefined {
  const api = target.platform.modelsApi ?? usual;
  const list = Array.isArray(json) ? json : (getPath(json, "data") ?? getPath(json, "models"));
  if (!Array.isArray(list)) return undefined;
  const items = list.flatMap((each) => {
    if (typeof each === "string" && each !== "") return [{ id: each, raw: { id: each } }];
    const item = isJsonObject(each) ? readModel(each, api) : undefined;
    return item === undefined ? [] : [item];
  });
  const last = getPath(json, "last_id") ?? items.at(-1)?.id;
  const isMore = hasPages(api) && getPath(json, "has_more") === true;
  return isMore && typeof last === "string" ? { items, cursor: last } : { items };
}

function hasPages({ shape, pagination }: ModelsApi): boolean {
  return pagination === "cursor" || shape === "anthropic";
}

function readModel(raw: JsonObject, { shape }: ModelsApi): ModelInfo | undefined {
  const id = text(raw["id"]) ?? text(raw["model"]) ?? text(raw["name"]);
  if (id === undefined) return undefined;
  const info: ModelInfo = { id, raw };
  const name = text(raw["display_name"]) ?? text(raw["name"]);
  if (name !== undefined && name !== id) info.name = name;
  const created = unixSeconds(raw["created"] ?? raw["created_at"] ?? raw["modified_at"]);
  if (created !== undefined) info.created = created;
  const owner = text(raw["owned_by"]) ?? text(raw["organization"]);
  if (owner !== undefined) info.ownedBy = owner;
  const context = firstCount(raw, CONTEXT);
  if (context !== undefined) info.context = context;
  const maxOutput = firstCount(
    raw,
    shape === "anthropic" ? [...MAX_OUTPUT, ...ANTHROPIC_MAX_OUTPUT] : MAX_OUTPUT,
  );
  if (maxOutput !== undefined) info.maxOutput = maxOutput;
  return info;
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function firstCount(raw: JsonObject, paths: readonly string[]): number | undefined {
  for (const path of paths) {
    const value = getPath(raw, path);
    if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
  }
  return undefined;
}

function unixSeconds(value: JsonValue | undefined): number | undefined {
  if (typeof value === "number" && value > 0)
    return value >= 1e12 ? Math.floor(value / 1000) : value;
  if (typeof value !== "string") return undefined;
  const at = Date.parse(value);
  // An unknown date is given as the epoch.
  return at > 0 ? Math.floor(at / 1000) : undefined;
}

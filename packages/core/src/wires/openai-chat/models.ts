import { ProtocolError } from "../../errors/errors.ts";
import type { JsonObject, JsonValue } from "../../json.ts";
import type { ModelInfo, Operation } from "../../spi/wire-protocol.ts";
import { buildHeaders } from "../shared/build-headers.ts";
import { expandPath } from "../shared/expand-path.ts";
import { getPath, isJsonObject } from "../shared/json-path.ts";
import { readJson } from "./embed.ts";

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

/**
 * Lists the platform's models: GET `surface.paths.models`, the platform's `modelsApi.path`, or `/models`.
 *
 * @see https://platform.openai.com/docs/api-reference/models/list
 */
export const models: Operation<{ cursor?: string }, { items: ModelInfo[]; cursor?: string }> = {
  encode(input, target) {
    const api = target.platform.modelsApi;
    const place = expandPath(target.surface.paths?.models ?? api?.path ?? "/models", target);
    const query = { ...place.query };
    if (api?.pagination === "cursor" && input.cursor !== undefined)
      query["after_id"] = input.cursor;
    return {
      method: "GET",
      path: place.path,
      ...(Object.keys(query).length === 0 ? {} : { query }),
      headers: buildHeaders({ accept: "application/json" }, target.policy, new Set(), undefined),
      framing: "json",
    };
  },
  decode(head, body, target) {
    const json = readJson(head, body, target);
    const list = Array.isArray(json) ? json : (getPath(json, "data") ?? getPath(json, "models"));
    if (!Array.isArray(list)) {
      throw new ProtocolError(`The model list of ${target.platform.name} has no list of models.`, {
        platform: target.platform.id,
        status: head.status,
        hint: `Check the base URL ${target.endpoint.baseUrl}.`,
      });
    }
    const items: ModelInfo[] = [];
    for (const each of list) {
      const item =
        typeof each === "string"
          ? { id: each, raw: { id: each } }
          : isJsonObject(each)
            ? readModel(each)
            : undefined;
      if (item !== undefined) items.push(item);
    }
    const cursor =
      getPath(json, "has_more") === true
        ? (getPath(json, "last_id") ?? items[items.length - 1]?.id)
        : undefined;
    return typeof cursor === "string" && target.platform.modelsApi?.pagination === "cursor"
      ? { items, cursor }
      : { items };
  },
};

function readModel(raw: JsonObject): ModelInfo | undefined {
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
  const maxOutput = firstCount(raw, MAX_OUTPUT);
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
  return Number.isNaN(at) ? undefined : Math.floor(at / 1000);
}

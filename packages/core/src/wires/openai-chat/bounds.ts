import type { JsonObject, JsonValue } from "../../json.ts";
import type { RequestBounds, Target } from "../../spi/wire-protocol.ts";
import { getPath, isJsonObject } from "../shared/json-path.ts";

/** The names that a cap on the output has on this wire; policy says which one a model takes. */
const CAPS = ["max_tokens", "max_completion_tokens"];

/** Tools that run on the user's side. */
const OWN_TOOLS: ReadonlySet<string> = new Set(["function", "custom"]);

/**
 * Fields by which servers of this wire search the web, run plugins, answer by other models or in other media: the
 * price of text tokens does not cover them.
 *
 * @see https://platform.openai.com/docs/api-reference/chat/create
 * @see https://openrouter.ai/docs/api-reference/parameters
 */
const PRICED_APART = [
  "web_search_options",
  "search_parameters",
  "enable_search",
  "plugins",
  "models",
  "prediction",
  "modalities",
];

/**
 * Where Gemini's endpoint of this wire takes the name of a cache.
 *
 * @see https://ai.google.dev/gemini-api/docs/openai
 */
const CACHE_NAMES = ["extra_body.google.cached_content", "google.cached_content"];

/** Reads what a request may bring at most. A cap counts only under the name that the model takes; others only raise it. */
export function bounds(body: JsonObject, target: Target): RequestBounds {
  const { params } = target.policy;
  const cap = readCount(getPath(body, params?.maxTokens?.to ?? "max_tokens"));
  const n = getPath(body, params?.n?.to ?? "n") ?? undefined;
  const answers = readCount(n);
  const tier = getPath(body, params?.serviceTier?.to ?? "service_tier");
  const unbounded = PRICED_APART.filter((field) => isOn(body[field])).map(
    (field) => `price of ${field}`,
  );
  const { model, tools } = body;
  if (typeof model === "string" && model !== target.model.id)
    unbounded.push(`price of the model ${model}`);
  for (const tool of Array.isArray(tools) ? tools : []) {
    const type = isJsonObject(tool) ? tool["type"] : undefined;
    if (typeof type === "string" && !OWN_TOOLS.has(type))
      unbounded.push(`price of the tool ${type}`);
  }
  if (n !== undefined && answers === undefined) unbounded.push("number of answers");
  return {
    ...(cap === undefined
      ? {}
      : { maxTokens: Math.max(cap, ...CAPS.map((name) => readCount(body[name]) ?? 0)) }),
    ...(answers === undefined ? {} : { n: answers }),
    ...(typeof tier === "string" ? { serviceTier: tier } : {}),
    ...(CACHE_NAMES.some((path) => isOn(getPath(body, path))) ? { namesCache: true } : {}),
    unbounded,
  };
}

// A number that no answer has is no bound: the model's own limit is.
function readCount(value: JsonValue | undefined): number | undefined {
  return typeof value === "number" && value > 0 && value <= 1e12 ? value : undefined;
}

function isOn(value: JsonValue | undefined): boolean {
  if (Array.isArray(value)) return value.some((each) => each !== "text");
  return value !== undefined && value !== null && value !== false;
}

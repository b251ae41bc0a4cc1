import {
  getPath,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  setOwn,
  toDecimalString,
  type Usage,
  type UsagePolicy,
} from "@byok/core/provider";
import { asCount, asString, isImpossibleCount } from "./json.ts";

/** Words for answers at the usual price: from any region, or from a model without the choice. */
const ANYWHERE: ReadonlySet<string> = new Set(["", "global", "not_available"]);

/**
 * Turns the platform's usage into disjoint classes. `input_tokens` counts only what was neither read from nor written
 * to the cache, unless the policy says `cachedInInput`. Thinking is inside `output_tokens`, unless the policy says
 * otherwise, and the policy's `paths` come before the wire's own. A count that cannot be, such
 * as a negative one, is unknown, and so is what it is a part of; `raw` keeps what was said.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/prompt-caching#tracking-cache-performance
 */
export function mapUsage(raw: JsonObject, model: string, policy: UsagePolicy = {}): Usage {
  const segments = mapSegments(raw, model, policy);
  const usage: Usage = segments === undefined ? mapCounts(raw, policy) : sumSegments(segments, raw);
  const units = mapUnits(raw["server_tool_use"]);
  if (units !== undefined) usage.units = units;
  return usage;
}

/**
 * The service tier that prices this answer: `fast` for fast mode, else what the platform names.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/fast-mode
 */
export function mapServiceTier(raw: JsonObject): string | undefined {
  return raw["speed"] === "fast" ? "fast" : asString(raw["service_tier"]);
}

/**
 * The region that prices an answer, or is asked for by a request, where it is not just anywhere.
 *
 * @see https://platform.claude.com/docs/en/manage-claude/data-residency
 */
export function mapRegion(raw: JsonObject): string | undefined {
  const geo = asString(raw["inference_geo"]);
  return geo === undefined || ANYWHERE.has(geo) ? undefined : geo;
}

/** The platform's own cost figure, where the policy says that it gives one. */
export function mapCost(
  raw: JsonObject,
  policy: UsagePolicy = {},
): { amount: string; currency: string } | undefined {
  const amount =
    policy.paths?.cost === undefined ? undefined : toDecimalString(getPath(raw, policy.paths.cost));
  return amount === undefined ? undefined : { amount, currency: policy.costCurrency ?? "USD" };
}

/** Adds the counts of a later frame to earlier ones, where each frame counts by itself; what is no count is replaced. */
export function addCounts(earlier: JsonObject, later: JsonObject): JsonObject {
  const sum = { ...earlier };
  for (const [key, value] of Object.entries(later)) {
    const before = sum[key];
    if (value === null) continue;
    if (isJsonObject(before) && isJsonObject(value)) setOwn(sum, key, addCounts(before, value));
    // A count that cannot be stays seen, and is never hidden in a sum.
    else if (isImpossibleCount(before)) continue;
    else if (typeof before === "number" && asCount(value) !== undefined)
      setOwn(sum, key, before + (value as number));
    else setOwn(sum, key, value);
  }
  return sum;
}

/** Lays the counts of a later frame over earlier ones: they are totals of the whole message, `null` where they do not apply. */
export function mergeUsage(earlier: JsonObject, later: JsonObject): JsonObject {
  const merged = { ...earlier };
  for (const [key, value] of Object.entries(later)) if (value !== null) merged[key] = value;
  return merged;
}

/** Where the wire has its counts; the policy's path comes first. */
const USUAL = {
  input: "input_tokens",
  output: "output_tokens",
  cacheRead: "cache_read_input_tokens",
  cacheWrite: "cache_creation.ephemeral_5m_input_tokens",
  cacheWrite1h: "cache_creation.ephemeral_1h_input_tokens",
  reasoning: "output_tokens_details.thinking_tokens",
} as const;

type Place = keyof NonNullable<UsagePolicy["paths"]>;

function valueAt(raw: JsonObject, place: Place, { paths }: UsagePolicy): JsonValue | undefined {
  const path = paths?.[place] ?? (USUAL as Partial<Record<Place, string>>)[place];
  return path === undefined ? undefined : getPath(raw, path);
}

function mapCounts(raw: JsonObject, policy: UsagePolicy): Usage {
  const read = (place: Place): number | undefined => asCount(valueAt(raw, place, policy));
  const cacheRead = read("cacheRead");
  const cacheWrite = mapCacheWrite(raw, policy);
  const audio = read("inputAudio");
  const counted = read("input");
  const cached = (cacheRead ?? 0) + (cacheWrite?.total ?? 0);
  // Sound is a part of the count; caches are one where the policy says so.
  const apart = (audio ?? 0) + (policy.cachedInInput === true ? cached : 0);
  const uncached = counted === undefined ? undefined : Math.max(0, counted - apart);

  const input: Usage["input"] = {};
  // A cost must not look complete where a part of the input was not really counted.
  if (uncached !== undefined && !hasImpossibleInput(raw, policy)) {
    input.total = uncached + cached + (audio ?? 0);
    input.uncached = uncached;
  }
  if (cacheRead !== undefined) input.cacheRead = cacheRead;
  if (cacheWrite !== undefined) input.cacheWrite = cacheWrite;
  if (audio !== undefined) input.audio = audio;
  const usage: Usage = { input, output: mapOutput(raw, policy), raw };
  const billed = { input: read("billedInput"), output: read("billedOutput") };
  if (billed.input !== undefined || billed.output !== undefined) usage.billed = defined(billed);
  return usage;
}

function mapOutput(raw: JsonObject, policy: UsagePolicy): Usage["output"] {
  const said = valueAt(raw, "reasoning", policy);
  const sound = valueAt(raw, "outputAudio", policy);
  const counted = asCount(valueAt(raw, "output", policy));
  const reasoning = asCount(said);
  const audio = asCount(sound);
  const output: Usage["output"] = {};
  if (reasoning !== undefined) output.reasoning = reasoning;
  if (audio !== undefined) output.audio = audio;
  if (counted === undefined || isImpossibleCount(sound)) return output;
  const apart = policy.reasoningInOutput === false;
  if (apart && isImpossibleCount(said)) return output;
  output.total = apart ? counted + (reasoning ?? 0) : counted;
  // Without the breakdown nobody knows how much of the output was thinking.
  if (reasoning !== undefined) output.text = Math.max(0, output.total - reasoning - (audio ?? 0));
  return output;
}

function hasImpossibleInput(raw: JsonObject, policy: UsagePolicy): boolean {
  const places = ["cacheRead", "cacheWrite", "cacheWrite1h", "inputAudio"] as const;
  const counts = places.map((place) => valueAt(raw, place, policy));
  return [...counts, raw["cache_creation_input_tokens"]].some(isImpossibleCount);
}

function mapCacheWrite(raw: JsonObject, policy: UsagePolicy): Usage["input"]["cacheWrite"] {
  const ttl5m = asCount(valueAt(raw, "cacheWrite", policy));
  const ttl1h = asCount(valueAt(raw, "cacheWrite1h", policy));
  const split =
    ttl5m === undefined && ttl1h === undefined ? undefined : (ttl5m ?? 0) + (ttl1h ?? 0);
  const named = policy.paths?.cacheWrite !== undefined || policy.paths?.cacheWrite1h !== undefined;
  const total = (named ? undefined : asCount(raw["cache_creation_input_tokens"])) ?? split;
  if (total === undefined) return undefined;
  // A later frame may raise the total without repeating the split, which is then only a part of it.
  if (split !== total) return { total };
  // One path alone says how much was written, and not for how long.
  if (named && ttl1h === undefined) return { total };
  return {
    total,
    ...(ttl5m === undefined ? {} : { ttl5m }),
    ...(ttl1h === undefined ? {} : { ttl1h }),
  };
}

function mapUnits(counts: unknown): Usage["units"] {
  if (!isJsonObject(counts)) return undefined;
  const webSearch = asCount(counts["web_search_requests"]);
  const webFetch = asCount(counts["web_fetch_requests"]);
  if (webSearch === undefined && webFetch === undefined) return undefined;
  return {
    ...(webSearch === undefined ? {} : { webSearch }),
    ...(webFetch === undefined ? {} : { webFetch }),
  };
}

/**
 * One segment per iteration: the turns of a server-side tool loop, a compaction, an advisor's or a fallback model's
 * answer. The top-level counts leave some of them out, so their sum is what was used.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/compaction#understanding-usage
 */
function mapSegments(raw: JsonObject, model: string, policy: UsagePolicy): Usage["segments"] {
  const iterations = raw["iterations"];
  if (!Array.isArray(iterations)) return undefined;
  const counted = iterations.filter(isJsonObject);
  const plain = counted.length === 1 && counted[0]?.["type"] === "message";
  if (counted.length === 0 || plain) return undefined;
  return counted.map((iteration) => ({
    model: asString(iteration["model"]) ?? model,
    usage: mapCounts(iteration, policy),
  }));
}

function sumSegments(segments: NonNullable<Usage["segments"]>, raw: JsonObject): Usage {
  const usages = segments.map((segment) => segment.usage);
  const sum = (read: (usage: Usage) => number | undefined): number | undefined => {
    const known = usages.map(read).filter((value) => value !== undefined);
    return known.length === 0 ? undefined : known.reduce((total, value) => total + value, 0);
  };
  const written = sum((usage) => usage.input.cacheWrite?.total);
  const all = {
    total: sum((usage) => usage.input.total),
    uncached: sum((usage) => usage.input.uncached),
    cacheRead: sum((usage) => usage.input.cacheRead),
    cacheWrite:
      written === undefined
        ? undefined
        : defined({
            total: written,
            ttl5m: sum((usage) => usage.input.cacheWrite?.ttl5m),
            ttl1h: sum((usage) => usage.input.cacheWrite?.ttl1h),
          }),
  };
  const output = { total: sum((usage) => usage.output.total) };
  return { input: defined(all), output: defined(output), segments, raw };
}

function defined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

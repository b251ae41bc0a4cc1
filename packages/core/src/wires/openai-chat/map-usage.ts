import type { UsagePolicy } from "../../catalog/policy.ts";
import type { JsonObject, JsonValue } from "../../json.ts";
import type { Usage, UsageUnit } from "../../results/usage.ts";
import { MAX_COUNT } from "../shared/add-counts.ts";
import { getPath } from "../shared/json-path.ts";
import { splitInput, splitOutput } from "../shared/split-usage.ts";

type Place = keyof NonNullable<UsagePolicy["paths"]>;

/** Where platforms of this wire put their counts; the policy's path comes first. */
const USUAL: Readonly<Partial<Record<Place | "total", readonly string[]>>> = {
  input: ["prompt_tokens", "input_tokens"],
  output: ["completion_tokens", "output_tokens"],
  total: ["total_tokens"],
  cacheRead: [
    "prompt_tokens_details.cached_tokens",
    "input_tokens_details.cached_tokens",
    "prompt_cache_hit_tokens",
    "cached_tokens",
  ],
  cacheWrite: [
    "prompt_tokens_details.cache_write_tokens",
    "prompt_tokens_details.cache_creation_tokens",
    "prompt_tokens_details.cache_creation_input_tokens",
  ],
  reasoning: [
    "completion_tokens_details.reasoning_tokens",
    "output_tokens_details.reasoning_tokens",
    "reasoning_tokens",
  ],
  inputAudio: ["prompt_tokens_details.audio_tokens"],
  outputAudio: ["completion_tokens_details.audio_tokens"],
};

const UNITS: readonly (readonly [UsageUnit, readonly string[]])[] = [
  ["webSearch", ["server_tool_use.web_search_requests", "num_search_queries", "num_sources_used"]],
  ["webFetch", ["server_tool_use.web_fetch_requests"]],
];

/**
 * Splits the platform's usage object into disjoint classes. What the platform does not count stays undefined and is
 * taken as none in the sums; counts that contradict each other are cut to the totals. A count that cannot be, such as
 * a negative one, is unknown, and so is what it is a part of. `raw` keeps what was said.
 *
 * @see https://platform.openai.com/docs/api-reference/chat/object
 */
export function mapUsage(raw: JsonObject, policy: UsagePolicy | undefined): Usage {
  const impossible = new Set<Place | "total">();
  const read: Read = (place) => {
    const value = readCount(raw, place, policy);
    if (value === "impossible") impossible.add(place);
    return value === "impossible" ? undefined : value;
  };
  const cannotBe = (...places: Place[]): boolean => places.some((each) => impossible.has(each));
  const input = splitInput(
    {
      input: read("input"),
      cacheRead: read("cacheRead"),
      cacheWrite: readCacheWrite(read),
      audio: read("inputAudio"),
    },
    policy?.cachedInInput ?? true,
  );
  const output = splitOutput(
    {
      output: read("output"),
      reasoning: read("reasoning"),
      audio: read("outputAudio"),
      input: input.total,
      total: read("total"),
    },
    policy?.reasoningInOutput,
  );
  const usage: Usage = { input, output, raw };
  // A cost must not look complete where a part was not really counted.
  if (cannotBe("cacheRead", "cacheWrite", "cacheWrite1h", "inputAudio")) {
    delete usage.input.total;
    delete usage.input.uncached;
  }
  if (cannotBe("reasoning")) {
    if (policy?.reasoningInOutput === false) delete usage.output.total;
    delete usage.output.text;
  }
  if (cannotBe("outputAudio")) {
    delete usage.output.total;
    delete usage.output.text;
  }
  const units = readUnits(raw);
  if (units !== undefined) usage.units = units;
  const billedInput = read("billedInput");
  const billedOutput = read("billedOutput");
  if (billedInput !== undefined || billedOutput !== undefined) {
    usage.billed = {};
    if (billedInput !== undefined) usage.billed.input = billedInput;
    if (billedOutput !== undefined) usage.billed.output = billedOutput;
  }
  return usage;
}

type Read = (place: Place | "total") => number | undefined;

function readCacheWrite(read: Read): Usage["input"]["cacheWrite"] {
  const short = read("cacheWrite");
  const long = read("cacheWrite1h");
  if (long !== undefined) return { total: (short ?? 0) + long, ttl5m: short ?? 0, ttl1h: long };
  return short === undefined ? undefined : { total: short };
}

function readCount(
  raw: JsonObject,
  place: Place | "total",
  policy: UsagePolicy | undefined,
): number | "impossible" | undefined {
  const own = place === "total" ? undefined : policy?.paths?.[place];
  if (own !== undefined) return toCount(getPath(raw, own));
  let found: "impossible" | undefined;
  for (const path of USUAL[place] ?? []) {
    const value = toCount(getPath(raw, path));
    if (typeof value === "number") return value;
    found ??= value;
  }
  return found;
}

function readUnits(raw: JsonObject): Usage["units"] {
  let units: Usage["units"];
  for (const [unit, paths] of UNITS) {
    for (const path of paths) {
      const value = toCount(getPath(raw, path));
      if (typeof value !== "number") continue;
      units ??= {};
      units[unit] = value;
      break;
    }
  }
  return units;
}

function toCount(value: JsonValue | undefined): number | "impossible" | undefined {
  const number = typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof number !== "number") return undefined;
  return number >= 0 && number <= MAX_COUNT ? Math.round(number) : "impossible";
}

import type { UsagePolicy } from "../../catalog/policy.ts";
import type { JsonObject, JsonValue } from "../../json.ts";
import type { PlatformFigure } from "../../results/cost.ts";
import type { Usage, UsageUnit } from "../../results/usage.ts";
import { toDecimalString } from "../shared/decimal.ts";
import { getPath } from "../shared/json-path.ts";

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

/** More tokens than any answer has; above it, sums of counts would no longer be exact either. */
const MAX_COUNT = 1e12;

const UNITS: readonly (readonly [UsageUnit, readonly string[]])[] = [
  ["webSearch", ["server_tool_use.web_search_requests", "num_search_queries", "num_sources_used"]],
  ["webFetch", ["server_tool_use.web_fetch_requests"]],
];

/** Usage in byok's disjoint classes, and the platform's own cost figure where it gives one. */
export interface MappedUsage {
  usage: Usage;
  cost?: PlatformFigure;
}

/**
 * Splits the platform's usage object into disjoint classes. What the platform does not count stays undefined and is
 * taken as none in the sums; counts that contradict each other are cut to the totals. A count that cannot be, such as
 * a negative one, is unknown, and so is what it is a part of. `raw` keeps what was said.
 *
 * @see https://platform.openai.com/docs/api-reference/chat/object
 */
export function mapUsage(raw: JsonObject, policy: UsagePolicy | undefined): MappedUsage {
  const impossible = new Set<Place | "total">();
  const read: Read = (place) => {
    const value = readCount(raw, place, policy);
    if (value === "impossible") impossible.add(place);
    return value === "impossible" ? undefined : value;
  };
  const cannotBe = (...places: Place[]): boolean => places.some((each) => impossible.has(each));
  const input = readInput(read, policy);
  const usage: Usage = { input, output: readOutput(read, policy, input.total), raw };
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
  const cost = readCost(raw, policy);
  return cost === undefined ? { usage } : { usage, cost };
}

/** Adds two usages class by class, for platforms that report each chunk on its own. */
export function addUsage(a: Usage, b: Usage): Usage {
  const result: Usage = { input: {}, output: {}, raw: b.raw };
  for (const field of ["total", "uncached", "cacheRead", "audio"] as const) {
    const value = sum(a.input[field], b.input[field]);
    if (value !== undefined) result.input[field] = value;
  }
  const cacheWrite = sum(a.input.cacheWrite?.total, b.input.cacheWrite?.total);
  if (cacheWrite !== undefined) result.input.cacheWrite = { total: cacheWrite };
  for (const field of ["total", "text", "reasoning", "audio"] as const) {
    const value = sum(a.output[field], b.output[field]);
    if (value !== undefined) result.output[field] = value;
  }
  return result;
}

type Read = (place: Place | "total") => number | undefined;

function readInput(read: Read, policy: UsagePolicy | undefined): Usage["input"] {
  const reported = read("input");
  const cacheRead = read("cacheRead");
  const write = read("cacheWrite");
  const write1h = read("cacheWrite1h");
  const audio = read("inputAudio");
  const written = sum(write, write1h);
  const input: Usage["input"] = {};
  const outside = policy?.cachedInInput === false ? (cacheRead ?? 0) + (written ?? 0) : 0;
  if (reported === undefined) {
    if (cacheRead !== undefined) input.cacheRead = cacheRead;
    if (written !== undefined) input.cacheWrite = cacheWriteOf(written, write, write1h);
    if (audio !== undefined) input.audio = audio;
    return input;
  }
  const total = reported + outside;
  let rest = total;
  const take = (count: number | undefined): number => {
    const taken = Math.min(count ?? 0, rest);
    rest -= taken;
    return taken;
  };
  input.total = total;
  if (cacheRead !== undefined) input.cacheRead = take(cacheRead);
  if (written !== undefined) {
    const taken = take(written);
    input.cacheWrite = taken === written ? cacheWriteOf(written, write, write1h) : { total: taken };
  }
  if (audio !== undefined) input.audio = take(audio);
  input.uncached = rest;
  return input;
}

function cacheWriteOf(
  total: number,
  write: number | undefined,
  write1h: number | undefined,
): NonNullable<Usage["input"]["cacheWrite"]> {
  if (write1h === undefined) return { total };
  return { total, ttl5m: write ?? 0, ttl1h: write1h };
}

function readOutput(
  read: Read,
  policy: UsagePolicy | undefined,
  input: number | undefined,
): Usage["output"] {
  const reported = read("output");
  const counted = read("reasoning");
  const audio = read("outputAudio");
  const output: Usage["output"] = {};
  if (reported === undefined) {
    if (counted !== undefined) output.reasoning = counted;
    if (audio !== undefined) output.audio = audio;
    return output;
  }
  const outside = reasoningOutside(read, policy, { input, output: reported, reasoning: counted });
  const reasoning = counted ?? (outside > 0 ? outside : undefined);
  const total = reported + outside;
  let rest = total;
  const take = (count: number): number => {
    const taken = Math.min(count, rest);
    rest -= taken;
    return taken;
  };
  output.total = total;
  if (reasoning !== undefined) output.reasoning = take(reasoning);
  if (audio !== undefined) output.audio = take(audio);
  output.text = rest;
  return output;
}

/** How many tokens of reasoning the output count leaves out. */
function reasoningOutside(
  read: Read,
  policy: UsagePolicy | undefined,
  counts: { input: number | undefined; output: number; reasoning: number | undefined },
): number {
  const { input, output, reasoning = 0 } = counts;
  const inside = policy?.reasoningInOutput ?? true;
  if (inside !== "auto") return inside ? 0 : reasoning;
  const total = read("total");
  // What the total has beyond both is billed as output, whether or not anything else names it.
  if (input !== undefined && total !== undefined && total !== input + output)
    return Math.max(0, total - input - output);
  // More reasoning than output can only stand beside it.
  return reasoning > output ? reasoning : 0;
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

function readCost(raw: JsonObject, policy: UsagePolicy | undefined): PlatformFigure | undefined {
  const { cost: path, upstreamCost, ownKey } = policy?.paths ?? {};
  const amount = path === undefined ? undefined : toDecimalString(getPath(raw, path));
  if (amount === undefined) return undefined;
  const figure: PlatformFigure = { amount, currency: policy?.costCurrency ?? "USD" };
  // The upstream's figure comes with other answers too, and is in the amount then.
  if (upstreamCost !== undefined && ownKey !== undefined && getPath(raw, ownKey) === true)
    figure.upstream = toDecimalString(getPath(raw, upstreamCost)) ?? null;
  return figure;
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

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : a + b;
}

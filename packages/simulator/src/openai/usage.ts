import type { JsonObject, UsagePolicy } from "@byok/core/provider";
import type { Counted } from "../options.ts";
import { at, isObject, put } from "../json.ts";

/**
 * The `usage` object in OpenAI's form, with the counts where and how the platform's policy says that they stand.
 *
 * @see https://platform.openai.com/docs/api-reference/chat/object
 */
export function usageOf(
  counted: Counted,
  policy: UsagePolicy | undefined,
  figure?: number,
): JsonObject {
  const { input, cached, written, output, reasoning } = counted;
  const prompt = policy?.cachedInInput === false ? input - cached - written : input;
  // Of `auto`, the harder case: the reasoning is in the total only.
  const inside = policy?.reasoningInOutput ?? true;
  const completion = inside === true ? output : output - reasoning;
  const usage: JsonObject = {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
  const places: Places = {
    input: ["prompt_tokens", prompt],
    output: ["completion_tokens", completion],
    cacheRead: ["prompt_tokens_details.cached_tokens", cached],
    cacheWrite: [undefined, written],
    reasoning: ["completion_tokens_details.reasoning_tokens", reasoning],
  };
  movePaths(usage, policy, places, figure);
  return usage;
}

/** Each count, and where the wire itself has it. */
export type Places = Readonly<
  Record<
    "input" | "output" | "cacheRead" | "cacheWrite" | "reasoning",
    readonly [usual: string | undefined, count: number]
  >
>;

/** A price that no table has, so that a client's own sum cannot pass for it. */
const FIGURE = 0.000_123;

/** The same in two pieces, for platforms whose figures are to be added. */
export const FIGURE_PIECES: readonly [first: number, rest: number] = [0.000_1, 0.000_023];

/** Moves the counts from the wire's own places to those that the platform's policy names. */
export function movePaths(
  usage: JsonObject,
  policy: UsagePolicy | undefined,
  places: Places,
  figure: number = FIGURE,
): void {
  const { cost, upstreamCost, ownKey, ...paths } = policy?.paths ?? {};
  for (const [name, [usual, count]] of Object.entries(places)) {
    const path = paths[name as keyof Places];
    if (path === undefined) continue;
    // What still stood there would hide that a client looks in the wrong place.
    if (usual !== undefined) remove(usage, usual);
    put(usage, path, count);
  }
  if (cost !== undefined) put(usage, cost, figure);
  // Told of every call, and a part of the cost unless the caller's own key was used.
  if (upstreamCost !== undefined) put(usage, upstreamCost, figure);
  if (ownKey !== undefined) put(usage, ownKey, false);
}

function remove(usage: JsonObject, path: string): void {
  const steps = path.split(".");
  const last = steps.pop() ?? path;
  const place = steps.length === 0 ? usage : at(usage, steps.join("."));
  if (isObject(place)) delete place[last];
}

/** Cuts counts in two, for platforms that count each part of a stream by itself: the first has the input. */
export function splitCounted(counted: Counted): [first: Counted, rest: Counted] {
  const output = Math.ceil(counted.output / 2);
  const reasoning = Math.min(counted.reasoning, output);
  return [
    { ...counted, output, reasoning },
    {
      input: 0,
      cached: 0,
      written: 0,
      output: counted.output - output,
      reasoning: counted.reasoning - reasoning,
    },
  ];
}

import type { UsagePolicy } from "../../catalog/policy.ts";
import type { Usage } from "../../results/usage.ts";

/** The counts of a prompt as a platform tells them; undefined for what it does not count. */
export interface InputCounts {
  input: number | undefined;
  cacheRead: number | undefined;
  cacheWrite: Usage["input"]["cacheWrite"];
  audio: number | undefined;
}

/** The counts of an answer as a platform tells them. */
export interface OutputCounts {
  output: number | undefined;
  reasoning: number | undefined;
  audio: number | undefined;
  /** All input tokens, and what the platform gives as the sum of both: for `reasoningInOutput: auto`. */
  input: number | undefined;
  total: number | undefined;
}

/**
 * Makes disjoint classes of a prompt's counts. Counts that contradict each other are cut to the total: no token stands
 * in two classes.
 */
export function splitInput(counts: InputCounts, cachedInInput: boolean): Usage["input"] {
  const { cacheRead, cacheWrite, audio } = counts;
  if (counts.input === undefined) {
    return {
      ...(cacheRead === undefined ? {} : { cacheRead }),
      ...(cacheWrite === undefined ? {} : { cacheWrite }),
      ...(audio === undefined ? {} : { audio }),
    };
  }
  const beside = cachedInInput ? 0 : (cacheRead ?? 0) + (cacheWrite?.total ?? 0);
  const input: Usage["input"] = { total: counts.input + beside };
  const rest = taker(counts.input + beside);
  if (cacheRead !== undefined) input.cacheRead = rest.take(cacheRead);
  if (cacheWrite !== undefined) {
    const total = rest.take(cacheWrite.total);
    input.cacheWrite = total === cacheWrite.total ? cacheWrite : { total };
  }
  if (audio !== undefined) input.audio = rest.take(audio);
  input.uncached = rest.left();
  return input;
}

/** Makes disjoint classes of an answer's counts, cut to the total as those of {@link splitInput}. */
export function splitOutput(
  counts: OutputCounts,
  reasoningInOutput: UsagePolicy["reasoningInOutput"],
): Usage["output"] {
  const { audio } = counts;
  const beside = reasoningBeside(counts, reasoningInOutput);
  const reasoning = counts.reasoning ?? (beside > 0 ? beside : undefined);
  if (counts.output === undefined) {
    return {
      ...(reasoning === undefined ? {} : { reasoning }),
      ...(audio === undefined ? {} : { audio }),
    };
  }
  const output: Usage["output"] = { total: counts.output + beside };
  const rest = taker(counts.output + beside);
  if (reasoning !== undefined) output.reasoning = rest.take(reasoning);
  if (audio !== undefined) output.audio = rest.take(audio);
  output.text = rest.left();
  return output;
}

/** How many tokens of reasoning the output count leaves out. */
function reasoningBeside(
  { input, output, reasoning = 0, total }: OutputCounts,
  inside: UsagePolicy["reasoningInOutput"] = true,
): number {
  if (output === undefined) return 0;
  if (inside !== "auto") return inside ? 0 : reasoning;
  // What the total has beyond both is billed as output, whether or not anything else names it.
  if (input !== undefined && total !== undefined && total !== input + output)
    return Math.max(0, total - input - output);
  // More reasoning than output can only stand beside it.
  return reasoning > output ? reasoning : 0;
}

function taker(total: number): { take(count: number): number; left(): number } {
  let rest = total;
  return {
    take(count) {
      const taken = Math.min(count, rest);
      rest -= taken;
      return taken;
    },
    left: () => rest,
  };
}

import type { ModelRow } from "../catalog/model-row.ts";
import type { ModelInfo } from "../spi/wire-protocol.ts";

/** What a platform's own list states of a model's limits. */
export type LiveLimits = Pick<ModelRow, "context" | "maxOutput">;

/** Lists that are kept; the one that was read longest ago goes first. */
const MAX_LISTS = 16;
/** Models of one list that are kept: more than any platform lists. */
const MAX_MODELS = 10_000;

const lists = new Map<string, ReadonlyMap<string, LiveLimits>>();

/** Keeps what a platform's list at an address states, in the place of what it stated before. */
export function keepLiveLimits(
  platform: string,
  baseUrl: string,
  infos: readonly ModelInfo[],
): void {
  const limits = new Map<string, LiveLimits>();
  for (const { id, context, maxOutput } of infos.slice(0, MAX_MODELS)) {
    if (context === undefined && maxOutput === undefined) continue;
    limits.set(id, {
      ...(context === undefined ? {} : { context }),
      ...(maxOutput === undefined ? {} : { maxOutput }),
    });
  }
  const key = keyOf(platform, baseUrl);
  lists.delete(key);
  lists.set(key, limits);
  for (const oldest of lists.keys()) {
    if (lists.size <= MAX_LISTS) break;
    lists.delete(oldest);
  }
}

/** What the list that was read last at an address states of a model. */
export function liveLimits(
  platform: string,
  baseUrl: string,
  model: string,
): LiveLimits | undefined {
  return lists.get(keyOf(platform, baseUrl))?.get(model);
}

function keyOf(platform: string, baseUrl: string): string {
  return JSON.stringify([platform, baseUrl]);
}

import type { NeutralParameter } from "../catalog/neutral-parameter.ts";
import type { Platform, Surface } from "../catalog/platform.ts";
import type { ParamRule, Policy } from "../catalog/policy.ts";
import { policyFor } from "./policy-for.ts";

/**
 * The policy of a platform as far as it holds for all of its models: without the limits that one of its families widens.
 * Which family a model belongs to is known when the model tables are loaded, and the limit is checked then.
 */
export function sharedPolicy(platform: Platform, surface: Surface): Policy {
  const policy = policyFor(platform, surface);
  const params: Partial<Record<NeutralParameter, ParamRule>> = { ...policy.params };
  for (const { params: own = {} } of Object.values(platform.families ?? {})) {
    for (const [key, rule] of Object.entries(own)) {
      const name = key as NeutralParameter;
      const shared = params[name];
      if (shared !== undefined && rule !== undefined) params[name] = withoutWidened(shared, rule);
    }
  }
  return { ...policy, params };
}

function withoutWidened(shared: ParamRule, own: ParamRule): ParamRule {
  const { range, allowed, maxItems, ...rest } = shared;
  return {
    ...rest,
    ...(range === undefined || isWider(range, own.range) ? {} : { range }),
    ...(allowed === undefined || own.allowed?.some((value) => !allowed.includes(value)) === true
      ? {}
      : { allowed }),
    ...(maxItems === undefined || (own.maxItems ?? 0) > maxItems ? {} : { maxItems }),
  };
}

type Range = NonNullable<ParamRule["range"]>;

function isWider(shared: Range, own: Range | undefined): boolean {
  if (own === undefined) return false;
  const low = (range: Range): number => range.min ?? range.exclusiveMin ?? -Infinity;
  const high = (range: Range): number => range.max ?? Infinity;
  const reachesLow = shared.exclusiveMin !== undefined && own.min === shared.exclusiveMin;
  return low(own) < low(shared) || high(own) > high(shared) || reachesLow;
}

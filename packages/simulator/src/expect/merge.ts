import type { ModelRow, Platform, Policy, Surface } from "@byok/core/provider";

const DEEP = ["params", "headers"] as const;
const FLAT = ["messages", "tools", "stream", "usage"] as const;
const WHOLE = ["errorsIn200", "structuredOutput"] as const;

/**
 * The policy of a model on a surface, merged platform → surface → family → model by the rules that the catalog
 * states. Written apart from core's on purpose: this one judges what core sends.
 */
export function expectedPolicy(platform: Platform, surface: Surface, row?: ModelRow): Policy {
  const families = platform.families ?? {};
  const family = row?.family === undefined ? undefined : families[row.family];
  const layers: Policy[] = [platform, surface];
  if (family !== undefined) layers.push(family);
  if (row?.policy !== undefined) layers.push(row.policy);
  return layers.reduce(over, {});
}

function over(under: Policy, top: Policy): Policy {
  const merged: Record<string, unknown> = { ...under };
  for (const key of DEEP) if (top[key] !== undefined) merged[key] = twoLevels(under[key], top[key]);
  for (const key of FLAT) if (top[key] !== undefined) merged[key] = { ...under[key], ...top[key] };
  if (top.reasoning !== undefined) merged["reasoning"] = withSend(under.reasoning, top.reasoning);
  for (const key of WHOLE) if (top[key] !== undefined) merged[key] = top[key];
  if (top.rules !== undefined) merged["rules"] = [...(under.rules ?? []), ...top.rules];
  // The first rule that fits wins, so the nearer layer stands first.
  if (top.errors !== undefined) merged["errors"] = [...top.errors, ...(under.errors ?? [])];
  return merged;
}

/** Where settings go adds up place by place. */
function withSend(under: Policy["reasoning"], top: NonNullable<Policy["reasoning"]>): object {
  const { send: lower, budget: wide } = under ?? {};
  const { send, budget } = top;
  return {
    ...under,
    ...top,
    ...(send === undefined ? {} : { send: { ...lower, ...send } }),
    ...(budget === undefined ? {} : { budget: { ...wide, ...budget } }),
  };
}

function twoLevels(under: object | undefined, top: object): object {
  const merged: Record<string, unknown> = { ...under };
  for (const [name, value] of Object.entries(top))
    merged[name] = { ...(merged[name] as object | undefined), ...value };
  return merged;
}

import type { JsonValue } from "../load/json-value.ts";
import { resolveModel } from "../load/resolve-model.ts";
import { mergedParams, type MergedParam } from "./param-values.ts";
import { modelChains, type PolicyLayer } from "./policy-layers.ts";
import { effortsFault } from "./reasoning.ts";
import { reportOnce, type Rule } from "./rule.ts";

/**
 * A single model widens no limit of its platform or family, which holds before the model tables are loaded, and takes no
 * effort that `allowed` excludes.
 */
export const checkModelPolicies: Rule = ({ entries, report }) => {
  for (const entry of entries.values()) {
    const once = reportOnce(report);
    for (const chain of modelChains(entries, entry)) {
      const found = entry.models.get(chain.model);
      if (found === undefined) continue;
      const { model, source, path } = found;
      const own = chain.layers.find(({ policy }) => policy === model.policy);
      if (own !== undefined) {
        const before = mergedParams({ layers: chain.layers.filter((layer) => layer !== own) });
        for (const [name, field, limit] of widened(own, before))
          once({
            entry,
            source,
            path: [...own.path, "params", name, field],
            message: `is wider than ${limit}: put it into a family, since a single model's limit is known too late`,
          });
      }
      const allowed = mergedParams(chain).get("reasoningEffort")?.allowed;
      // What is wholly inherited is reported where it is written.
      if (allowed === undefined || (model.efforts === undefined && allowed.layer !== own)) continue;
      const { efforts = [] } = resolveModel(entries, entry.id, chain.model);
      const message = effortsFault(efforts, allowed.value);
      if (message === undefined) continue;
      const [holder, at] =
        model.efforts === undefined
          ? [allowed.layer, ["params", "reasoningEffort", "allowed"]]
          : [{ source, path }, ["efforts"]];
      once({ entry, source: holder.source, path: [...holder.path, ...at], message });
    }
  }
};

type Limit = "range" | "allowed" | "maxItems";

/** The limits of a model's own policy that are wider than those before it. */
function widened(
  { policy }: PolicyLayer,
  before: ReadonlyMap<string, MergedParam>,
): [name: string, field: Limit, limit: string][] {
  const found: [string, Limit, string][] = [];
  for (const [name, rule] of Object.entries(policy.params ?? {})) {
    const { range, allowed, maxItems } = before.get(name) ?? {};
    const add = (field: Limit, layer: PolicyLayer, value: JsonValue): void => {
      const place = [...layer.path, "params", name, field].join(".");
      found.push([name, field, `${place} (${JSON.stringify(value)})`]);
    };
    if (range !== undefined && rule?.range !== undefined && isWider(rule.range, range.value))
      add("range", range.layer, { ...range.value });
    if (allowed !== undefined && rule?.allowed?.some((value) => !allowed.value.includes(value)))
      add("allowed", allowed.layer, [...allowed.value]);
    if (maxItems !== undefined && (rule?.maxItems ?? 0) > maxItems.value)
      add("maxItems", maxItems.layer, maxItems.value);
  }
  return found;
}

type Range = NonNullable<MergedParam["range"]>["value"];

function isWider(own: Range, shared: Range): boolean {
  const low = (range: Range): number => range.min ?? range.exclusiveMin ?? -Infinity;
  const reachesLow = shared.exclusiveMin !== undefined && own.min === shared.exclusiveMin;
  return low(own) < low(shared) || (own.max ?? Infinity) > (shared.max ?? Infinity) || reachesLow;
}

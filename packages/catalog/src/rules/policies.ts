import type { DataPath } from "../problem.ts";
import { policyLayers } from "./policy-layers.ts";
import type { Rule } from "./rule.ts";

/** The parts of each policy fit together. */
export const checkPolicies: Rule = ({ entries, report }) => {
  for (const entry of entries.values()) {
    for (const { policy, source, path } of policyLayers(entry)) {
      const say = (at: DataPath, message: string): void =>
        report({ entry, source, path: [...path, ...at], message });
      for (const [name, rule] of Object.entries(policy.params ?? {})) {
        const { min, max, exclusiveMin } = rule?.range ?? {};
        if (rule?.range !== undefined && Object.keys(rule.range).length === 0)
          say(
            ["params", name, "range"],
            "is empty: write min, max or exclusiveMin, or leave it out",
          );
        if (min !== undefined && max !== undefined && min > max)
          say(["params", name, "range"], "min is above max");
        if (exclusiveMin !== undefined && max !== undefined && exclusiveMin >= max)
          say(["params", name, "range"], "exclusiveMin is not below max");
        if (rule?.unsupported !== undefined && Object.keys(rule).length > 1) {
          say(["params", name], "is unsupported: no other rule of it means anything");
        }
      }
      for (const [index, rule] of (policy.rules ?? []).entries()) {
        const effects = [rule.forbid, rule.drop, rule.set, rule.require].filter(
          (effect) => effect !== undefined,
        );
        if (effects.length === 0)
          say(["rules", index], "has no effect: needs forbid, drop, set or require");
        if (Object.keys(rule.when).length === 0)
          say(["rules", index, "when"], "always holds: write it under params");
      }
      const { budget } = policy.reasoning ?? {};
      if ((budget?.min ?? 0) > (budget?.max ?? Infinity))
        say(["reasoning", "budget"], "min is above max");
    }
    for (const [maker, id] of Object.entries(entry.data.upstream?.makers ?? {})) {
      if (!entries.has(id))
        report({
          entry,
          path: ["upstream", "makers", maker],
          message: `no platform has the id ${id}`,
        });
    }
  }
};

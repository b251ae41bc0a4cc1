import { policyChains } from "./policy-layers.ts";
import { reportOnce, type Rule } from "./rule.ts";

/** A platform's own figure of cost is in a currency that is written, or in the one that each of its endpoints bills. */
export const checkCostCurrency: Rule = (context) => {
  const report = reportOnce(context.report);
  for (const entry of context.entries.values()) {
    const unbilled = entry.data.endpoints.find(({ currency }) => currency === undefined);
    if (unbilled === undefined) continue;
    for (const { layers } of policyChains(entry)) {
      const figure = layers.findLast(({ policy }) => policy.usage?.paths?.cost !== undefined);
      const isNamed = layers.some(({ policy }) => policy.usage?.costCurrency !== undefined);
      if (figure === undefined || isNamed) continue;
      report({
        entry,
        source: figure.source,
        path: [...figure.path, "usage", "paths", "cost"],
        message: `the currency of the figure is not known: write costCurrency, or a currency for each endpoint (${unbilled.id} has none)`,
      });
    }
  }
};

import { resolveModel } from "../load/resolve-model.ts";
import type { Rule } from "./rule.ts";

/** A model's limits fit each other. */
export const checkModelLimits: Rule = ({ entries, report }) => {
  for (const entry of entries.values()) {
    for (const [id, { model, source, path }] of entry.models) {
      const { context, maxInput, maxOutput, budget } = resolveModel(entries, entry.id, id);
      const own =
        model.context !== undefined ||
        model.maxOutput !== undefined ||
        model.maxInput !== undefined;
      // What is wholly inherited is reported where it is written.
      if (own && context !== undefined && maxOutput !== undefined && maxOutput > context) {
        const field = model.maxOutput === undefined ? "context" : "maxOutput";
        report({
          entry,
          source,
          path: [...path, field],
          rule: "output-within-context",
          model: id,
          message: `the most output (${maxOutput}) is above the context (${context})`,
        });
      }
      if (own && context !== undefined && maxInput !== undefined && maxInput > context) {
        const field = model.maxInput === undefined ? "context" : "maxInput";
        report({
          entry,
          source,
          path: [...path, field],
          rule: "output-within-context",
          model: id,
          message: `the most input (${maxInput}) is above the context (${context})`,
        });
      }
      if (model.budget !== undefined && (budget?.min ?? 0) > (budget?.max ?? Infinity)) {
        report({ entry, source, path: [...path, "budget"], message: "min is above max" });
      }
    }
  }
};

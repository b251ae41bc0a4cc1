import { resolveModel } from "../load/resolve-model.ts";
import type { Rule } from "./rule.ts";

/** Dates follow each other: nothing ends before it was released, and no source speaks of a day to come. */
export const checkDates: Rule = ({ entries, report }) => {
  const tomorrow = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);
  const isFuture = (date: string): boolean => date > tomorrow;
  const message = "is in the future: a source's date is the day it speaks of";
  for (const entry of entries.values()) {
    for (const [index, { date }] of (entry.data.sources ?? []).entries()) {
      if (isFuture(date)) report({ entry, path: ["sources", index, "date"], message });
    }
    for (const [id, { model, source, path }] of entry.models) {
      for (const [index, price] of (model.prices ?? []).entries()) {
        const at = [...path, "prices", index, "source", "date"];
        if (isFuture(price.source.date)) report({ entry, source, path: at, message });
      }
      const { released } = resolveModel(entries, entry.id, id);
      if (model.deprecated === undefined || released === undefined) continue;
      if (isBefore(model.deprecated, released)) {
        report({
          entry,
          source,
          path: [...path, "deprecated"],
          message: `is before the release (${released})`,
        });
      }
    }
  }
};

// Somewhere it is tomorrow already.
const DAY_MS = 86_400_000;

/** Whether a date lies before another, as far as both are known: a month holds all its days. */
function isBefore(text: string, other: string): boolean {
  if (!/^\d{4}-\d{2}(-\d{2})?$/.test(text)) return false;
  const length = Math.min(text.length, other.length);
  return text.slice(0, length) < other.slice(0, length);
}

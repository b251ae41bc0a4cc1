import { didYouMean } from "../checks/suggest.ts";
import type { Rule } from "./rule.ts";

/** Families that are named exist, and none builds on itself. */
export const checkFamilies: Rule = ({ entries, report }) => {
  for (const entry of entries.values()) {
    const families = entry.data.families ?? {};
    const missing = (name: string, self?: string): string => {
      const others = Object.keys(families).filter((other) => other !== self);
      return `the platform has no family ${name}${didYouMean(name, others)}`;
    };
    for (const [name, { extends: parent }] of Object.entries(families)) {
      if (parent === undefined) continue;
      const path = ["families", name, "extends"];
      if (!Object.hasOwn(families, parent)) report({ entry, path, message: missing(parent, name) });
      else if (buildsOnItself(families, name))
        report({ entry, path, message: `${name} builds on itself` });
    }
    for (const { model, source, path } of entry.models.values()) {
      if (model.family === undefined || Object.hasOwn(families, model.family)) continue;
      report({ entry, source, path: [...path, "family"], message: missing(model.family) });
    }
  }
};

function buildsOnItself(
  families: Readonly<Record<string, { extends?: string | undefined }>>,
  start: string,
): boolean {
  const seen = new Set<string>();
  for (let name: string | undefined = start; name !== undefined; name = families[name]?.extends) {
    if (seen.has(name)) return name === start;
    seen.add(name);
  }
  return false;
}

import { didYouMean } from "../checks/suggest.ts";
import { matchesGlob } from "../checks/glob.ts";
import type { Entry } from "../load/entry.ts";
import { splitReference } from "../load/resolve-model.ts";
import type { Rule } from "./rule.ts";

/** What models, aliases and the default refer to exists. */
export const checkModelReferences: Rule = (context) => {
  for (const entry of context.entries.values()) {
    checkAliases(context, entry);
    checkDefault(context, entry);
    checkModels(context, entry);
  }
};

type Context = Parameters<Rule>[0];

function checkAliases({ report }: Context, entry: Entry): void {
  const seen = new Map<string, string>();
  for (const { name, target, source, path } of entry.aliases) {
    const before = seen.get(name);
    if (entry.models.has(name))
      report({ entry, source, path, at: "key", message: `"${name}" is a model's own id` });
    else if (before !== undefined)
      report({ entry, source, path, at: "key", message: `"${name}" already stands for ${before}` });
    seen.set(name, target);
    if (!entry.models.has(target)) {
      report({
        entry,
        source,
        path,
        message: `the model ${target} does not exist here${didYouMean(target, entry.models.keys())}`,
      });
      continue;
    }
    const own = surfaceOf(entry, name);
    const meant = surfaceOf(entry, target);
    if (own !== meant)
      report({
        entry,
        source,
        path,
        at: "key",
        message: `"${name}" would be served by the surface ${own}, and ${target} by ${meant}: make the surfaces' models fit both, or neither`,
      });
  }
}

/** The wire of the surface that core picks for an id. */
function surfaceOf({ data: { surfaces } }: Entry, id: string): string | undefined {
  const serving = surfaces.find(({ models }) => models === undefined || matchesGlob(models, id));
  return (serving ?? surfaces[0])?.wire;
}

function checkDefault({ report }: Context, entry: Entry): void {
  const { defaultModel, models } = entry.data;
  if (defaultModel === undefined || typeof models === "string") return;
  const id = entry.models.has(defaultModel)
    ? defaultModel
    : entry.aliases.find(({ name }) => name === defaultModel)?.target;
  const model = id === undefined ? undefined : entry.models.get(id)?.model;
  if (model === undefined) {
    report({
      entry,
      path: ["defaultModel"],
      message: `the model ${defaultModel} does not exist here${didYouMean(defaultModel, entry.models.keys())}`,
    });
  } else if (model.status === "retired" || model.status === "deprecated") {
    report({ entry, path: ["defaultModel"], message: `${defaultModel} is ${model.status}` });
  }
}

function checkModels({ entries, report }: Context, entry: Entry): void {
  const regions = regionsOf(entry);
  for (const [id, { model, source, path }] of entry.models) {
    if (model.inherits !== undefined) {
      const message = inheritsFault(entries, entry.id, id, model.inherits);
      if (message !== undefined) report({ entry, source, path: [...path, "inherits"], message });
    }
    const { status, deprecated, replacement } = model;
    if (
      (status === "deprecated" || status === "retired") &&
      deprecated === undefined &&
      replacement === undefined
    ) {
      report({
        entry,
        source,
        path: [...path, "status"],
        message: `is ${status}: needs replacement, or deprecated with a date or reason`,
      });
    }
    const others = [...entry.models.keys()].filter((other) => other !== id);
    const isItself =
      replacement === id ||
      entry.aliases.some(({ name, target }) => name === replacement && target === id);
    if (isItself) {
      report({
        entry,
        source,
        path: [...path, "replacement"],
        message: `${replacement} is the model itself: name another one`,
      });
    } else if (
      replacement !== undefined &&
      !entry.models.has(replacement) &&
      !entry.aliases.some(({ name }) => name === replacement)
    ) {
      report({
        entry,
        source,
        path: [...path, "replacement"],
        message: `the model ${replacement} does not exist here${didYouMean(replacement, others)}`,
      });
    }
    for (const [index, region] of (model.regions ?? []).entries()) {
      if (regions !== undefined && !regions.has(region)) {
        report({
          entry,
          source,
          path: [...path, "regions", index],
          message: `no endpoint has the region ${region}`,
        });
      }
    }
  }
}

/** The regions that prices and models may name; undefined when the region is a part of the URL that the user sets. */
export function regionsOf({ data }: Entry): ReadonlySet<string> | undefined {
  if (Object.hasOwn(data.vars ?? {}, "region")) return undefined;
  return new Set(
    data.endpoints.flatMap(({ id, region }) => (region === undefined ? [id] : [id, region])),
  );
}

function inheritsFault(
  entries: ReadonlyMap<string, Entry>,
  platform: string,
  id: string,
  reference: string,
): string | undefined {
  const start = `${platform}/${id}`;
  const [from, fromId] = splitReference(reference);
  const holder = entries.get(from);
  if (holder === undefined)
    return `no platform has the id ${from}${didYouMean(from, entries.keys())}`;
  if (!holder.models.has(fromId))
    return `${from} has no model ${fromId}${didYouMean(fromId, holder.models.keys())}`;
  const seen = new Set<string>();
  for (let next: string | undefined = reference; next !== undefined && !seen.has(next);) {
    if (next === start) return "inherits from itself";
    seen.add(next);
    const [nextPlatform, nextId] = splitReference(next);
    next = entries.get(nextPlatform)?.models.get(nextId)?.model.inherits;
  }
  return undefined;
}

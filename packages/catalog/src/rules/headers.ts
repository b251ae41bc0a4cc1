import { suggest } from "../checks/suggest.ts";
import { placesOf } from "../checks/url.ts";
import type { DataPath } from "../problem.ts";
import { policyLayers, type PolicyLayer } from "./policy-layers.ts";
import type { Rule } from "./rule.ts";

/** What headers say fits the entry: the body stays JSON, and a place that looks like a variable is one. */
export const checkHeaders: Rule = ({ entries, report }) => {
  for (const entry of entries.values()) {
    const vars = Object.keys(entry.data.vars ?? {});
    for (const layer of policyLayers(entry)) {
      for (const [at, name, value] of headersOf(layer)) {
        const message = typeFault(name, value) ?? placeFault(value, vars);
        if (message === undefined) continue;
        report({
          entry,
          source: layer.source,
          path: [...layer.path, "headers", ...at],
          judged: [["vars"]],
          message,
        });
      }
    }
  }
};

/** Every header that a policy sends, with its path. */
export function headersOf({
  policy,
}: Pick<PolicyLayer, "policy">): [at: DataPath, name: string, value: string][] {
  const { fixed, browser, attribution, byFeature } = policy.headers ?? {};
  const maps: [DataPath, Readonly<Record<string, string>> | undefined][] = [
    [["fixed"], fixed],
    [["browser"], browser],
    [["attribution"], attribution],
    ...Object.entries(byFeature ?? {}).map(([name, map]): [DataPath, typeof map] => [
      ["byFeature", name],
      map,
    ]),
  ];
  return maps.flatMap(([at, map]) =>
    Object.entries(map ?? {}).map(([name, value]): [DataPath, string, string] => [
      [...at, name],
      name,
      value,
    ]),
  );
}

function typeFault(name: string, value: string): string | undefined {
  return name.toLowerCase() === "content-type" && !/^application\/json\s*(;|$)/i.test(value)
    ? "the body is JSON: write application/json, or leave it out"
    : undefined;
}

function placeFault(value: string, vars: readonly string[]): string | undefined {
  for (const place of placesOf(value)) {
    const meant = meantVariable(place, vars);
    if (meant !== undefined && meant !== place)
      return `{${place}} is no var of this entry; did you mean {${meant}}?`;
  }
  return undefined;
}

/** The variable that a place in a header names or misspells; undefined where the braces are the header's own. */
export function meantVariable(place: string, vars: readonly string[]): string | undefined {
  if (vars.includes(place)) return place;
  // In a short name everything is one letter away from everything.
  return place.length < 3 ? undefined : suggest(place, vars);
}

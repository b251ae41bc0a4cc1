import { didYouMean } from "../checks/suggest.ts";
import { isLoopbackUrl, placesOf, portOf } from "../checks/url.ts";
import type { Entry } from "../load/entry.ts";
import type { DataPath } from "../problem.ts";
import type { Rule, RuleContext } from "./rule.ts";

/** Base URLs and paths fit the platform: https or loopback, usual ports, known `{var}` places. */
export const checkEndpoints: Rule = ({ entries, report }) => {
  for (const entry of entries.values()) {
    const { data } = entry;
    const local = data.kind === "local";
    for (const [path, url] of baseUrls(entry)) {
      const loopback = isLoopbackUrl(url);
      if (loopback && !local) {
        report({
          entry,
          path,
          message: url.startsWith("http:")
            ? "not an https URL: plain http is for kind local"
            : "points to the user's own machine: that is for kind local",
        });
      }
      const port = portOf(url);
      if (!loopback && port !== "")
        report({ entry, path, rule: "odd-port", message: `has the port ${port}` });
    }
    for (const [path, text, model] of templates(entry)) {
      for (const place of placesOf(text)) {
        if (Object.hasOwn(data.vars ?? {}, place) || (model && place === "model")) continue;
        if (isWritten(entry, place)) continue;
        const known = [...Object.keys(data.vars ?? {}), ...(model ? ["model"] : [])];
        report({
          entry,
          path,
          message: `{${place}} is not one of the platform's vars${didYouMean(place, known)}`,
        });
      }
    }
    checkRegions(entry, report);
    checkLocal(entry, report);
    const seen = new Set<string>();
    for (const [index, { id }] of data.endpoints.entries()) {
      if (seen.has(id))
        report({
          entry,
          path: ["endpoints", index, "id"],
          message: `a second endpoint has the id ${id}`,
        });
      seen.add(id);
    }
    for (const [index, surface] of data.surfaces.entries()) {
      for (const id of Object.keys(surface.baseUrls ?? {})) {
        if (!seen.has(id))
          report({
            entry,
            path: ["surfaces", index, "baseUrls", id],
            at: "key",
            message: `no endpoint has the id ${id}${didYouMean(id, seen)}`,
          });
      }
    }
  }
};

/** A region names one endpoint: of two, nobody could choose the second by it. */
function checkRegions(entry: Entry, report: RuleContext["report"]): void {
  const { endpoints } = entry.data;
  for (const [index, { region }] of endpoints.entries()) {
    if (region === undefined) continue;
    const twin = endpoints.findIndex((other) => other.region === region);
    const named = endpoints.findIndex(({ id }, at) => at !== index && id === region);
    const where =
      named !== -1
        ? `is the id of endpoints[${named}]`
        : twin < index
          ? `is the region of endpoints[${twin}] too`
          : undefined;
    if (where === undefined) continue;
    report({
      entry,
      path: ["endpoints", index, "region"],
      message: `${region} ${where}: give each endpoint one of its own`,
    });
  }
}

/** A local server's port is that of its address, and no other platform has one. */
function checkLocal(entry: Entry, report: RuleContext["report"]): void {
  const { kind, local, endpoints } = entry.data;
  if (local === undefined) return;
  if (kind !== "local") {
    report({
      entry,
      path: ["local"],
      at: "key",
      message: `means nothing for kind ${kind}: it is for kind local`,
    });
    return;
  }
  const ports = endpoints.flatMap(({ baseUrl }) =>
    baseUrl !== undefined && isLoopbackUrl(baseUrl) ? [portOf(baseUrl)] : [],
  );
  if (ports.length > 0 && !ports.includes(String(local.port)))
    report({
      entry,
      path: ["local", "port"],
      message: `${local.port} is the port of no endpoint: write ${ports.join(" or ")}`,
    });
}

/** Whether a variable stands in the file, though what the schema refused of it was cut out. */
function isWritten({ source }: Entry, name: string): boolean {
  const { vars } = (source.value ?? {}) as { vars?: unknown };
  return typeof vars === "object" && vars !== null && Object.hasOwn(vars, name);
}

function baseUrls({ data }: Entry): [path: DataPath, url: string][] {
  const found: [DataPath, string | undefined][] = [
    ...data.endpoints.map(({ baseUrl }, index): [DataPath, string | undefined] => [
      ["endpoints", index, "baseUrl"],
      baseUrl,
    ]),
    ...data.surfaces.flatMap(
      ({ baseUrl, baseUrls: byEndpoint }, index): [DataPath, string | undefined][] => [
        [["surfaces", index, "baseUrl"], baseUrl],
        ...Object.entries(byEndpoint ?? {}).map(([id, url]): [DataPath, string] => [
          ["surfaces", index, "baseUrls", id],
          url,
        ]),
      ],
    ),
  ];
  return found.flatMap(([path, url]) => (url === undefined ? [] : [[path, url]]));
}

/** Every text of a platform with `{var}` places; only the chat path and its siblings also know `{model}`. */
export function templates(entry: Entry): [path: DataPath, text: string, model: boolean][] {
  const { data } = entry;
  return [
    ...baseUrls(entry).map(([path, url]): [DataPath, string, boolean] => [path, url, false]),
    ...data.surfaces.flatMap(({ path, paths }, index): [DataPath, string, boolean][] => [
      ...(path === undefined
        ? []
        : [[["surfaces", index, "path"], path, true] as [DataPath, string, boolean]]),
      ...Object.entries(paths ?? {}).map(([name, text]): [DataPath, string, boolean] => [
        ["surfaces", index, "paths", name],
        text,
        name !== "models",
      ]),
    ]),
    ...(data.modelsApi === undefined
      ? []
      : [[["modelsApi", "path"], data.modelsApi.path, false] as [DataPath, string, boolean]]),
    ...(data.keyCheck === undefined
      ? []
      : [[["keyCheck", "path"], data.keyCheck.path, false] as [DataPath, string, boolean]]),
    ...(data.local === undefined
      ? []
      : [[["local", "probePath"], data.local.probePath, false] as [DataPath, string, boolean]]),
  ];
}

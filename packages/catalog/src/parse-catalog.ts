import type { CatalogPlatform, LoadedCatalog, Plugin, PriceRow } from "./catalog.ts";
import { didYouMean } from "./checks/suggest.ts";
import type { Entry } from "./load/entry.ts";
import { mergeFamilies } from "./load/merge-family.ts";
import { readEntry } from "./load/read-entry.ts";
import { parseFile } from "./load/read-file.ts";
import type { YamlFile } from "./load/read-yaml.ts";
import { readYaml } from "./load/read-yaml.ts";
import { canonicalRegion } from "./load/region-name.ts";
import { resolveModel } from "./load/resolve-model.ts";
import type { Problem } from "./problem.ts";
import { sortProblems } from "./problem.ts";
import { checkRules } from "./rules/check-rules.ts";
import { PluginsFile } from "./schema/plugin.ts";

/**
 * Checks a catalog given as texts and reports all problems of all files at once.
 *
 * @param files - `platforms/<id>.yaml`, `models/<id>.yaml` and `plugins.yaml` → text. Without `plugins.yaml` only
 * core's own wires are known.
 */
export function parseCatalog(files: ReadonlyMap<string, string>): LoadedCatalog {
  const problems: Problem[] = [];
  const sources = new Map<string, YamlFile>();
  for (const [file, text] of files) {
    const message = fileNameFault(file, files);
    if (message === undefined) sources.set(file, readYaml(file, text));
    else problems.push({ file, line: 1, column: 1, path: "", message });
  }

  const plugins = readPlugins(sources.get("plugins.yaml"));
  const entries = new Map<string, Entry>();
  const ids = [...sources.keys()].flatMap((file) => PLATFORM_FILE.exec(file)?.[1] ?? []);
  for (const id of ids.toSorted()) {
    const source = sources.get(`platforms/${id}.yaml`);
    const entry =
      source === undefined ? undefined : readEntry(id, source, sources.get(`models/${id}.yaml`));
    if (entry !== undefined) entries.set(id, entry);
  }

  for (const source of sources.values()) problems.push(...source.problems);
  problems.push(...checkRules(entries, plugins));
  const catalog = new Map<string, CatalogPlatform>();
  for (const entry of entries.values())
    if (entry.sound) catalog.set(entry.id, buildPlatform(entries, entry));
  return { catalog, plugins, problems: sortProblems(problems) };
}

const PLATFORM_FILE = /^platforms\/([a-z0-9-]+)\.yaml$/;

function fileNameFault(file: string, files: ReadonlyMap<string, string>): string | undefined {
  if (file === "plugins.yaml") return undefined;
  const [, folder, name = ""] = /^(platforms|models)\/(.+)$/.exec(file) ?? [];
  if (folder === undefined) return "is not a file of the catalog";
  const id = name.replace(/\.yaml$/, "");
  if (id === name)
    return name.endsWith(".yml") ? "must end in .yaml" : "is not a YAML file (<platform id>.yaml)";
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) || id.length > 40 || RESERVED_IDS.has(id)) {
    return "the file's name is the platform's id: lower-case letters, digits and single hyphens, at most 40";
  }
  if (folder === "models" && !files.has(`platforms/${id}.yaml`)) {
    const known = [...files.keys()].flatMap((other) => PLATFORM_FILE.exec(other)?.[1] ?? []);
    return `has no platforms/${id}.yaml${didYouMean(id, known)}`;
  }
  return undefined;
}

// Names that break objects, or files on Windows.
const RESERVED_IDS = new Set([
  "constructor",
  "prototype",
  "con",
  "prn",
  "aux",
  "nul",
  "com1",
  "lpt1",
]);

function readPlugins(source: YamlFile | undefined): Plugin[] {
  if (source === undefined) return [];
  const parsed = parseFile(source, PluginsFile, () => ({}));
  return Object.entries(parsed.data ?? {}).map(([name, plugin]) => ({
    package: name,
    wires: [],
    authenticators: [],
    framings: [],
    ...plugin,
  }));
}

function buildPlatform(entries: ReadonlyMap<string, Entry>, entry: Entry): CatalogPlatform {
  const {
    configName,
    sources,
    confidence,
    waivers: _waivers,
    models,
    families,
    ...own
  } = entry.data;
  const written = [...entry.models];
  const inCanonicalRegion = (row: PriceRow): PriceRow =>
    row.region === undefined ? row : { ...row, region: canonicalRegion(own.endpoints, row.region) };
  return {
    id: entry.id,
    platform: {
      id: entry.id,
      ...own,
      ...(families === undefined ? {} : { families: mergeFamilies(families) }),
      models: typeof models === "string" ? models : "table",
    },
    configName,
    models: written.map(([id]) => resolveModel(entries, entry.id, id)),
    aliases: new Map(
      entry.aliases.map(({ name, target, since }) => [
        name,
        since === undefined ? { target } : { target, since },
      ]),
    ),
    prices: new Map(
      written.flatMap(([id, { model }]) =>
        model.prices === undefined ? [] : [[id, model.prices.map(inCanonicalRegion)]],
      ),
    ),
    sources: sources ?? [],
    ...(confidence === undefined ? {} : { confidence }),
  };
}

import type { WrittenPlatform } from "../catalog.ts";
import { matchesGlob } from "../checks/glob.ts";
import type { Entry } from "../load/entry.ts";
import { resolveModel } from "../load/resolve-model.ts";
import type { YamlFile } from "../load/read-yaml.ts";
import type { DataPath } from "../problem.ts";

/** The part of a policy that the rules look at. */
export type PolicyPart = Pick<
  WrittenPlatform,
  "params" | "rules" | "reasoning" | "stream" | "usage" | "errors" | "errorsIn200" | "headers"
>;

/** One policy and where it is written. */
export interface PolicyLayer {
  policy: PolicyPart;
  source: YamlFile;
  path: DataPath;
  /** The wire that it holds for; undefined for each of the platform's. */
  wire?: string;
}

/** Every policy of a platform: its own, those of its surfaces, families and models. */
export function policyLayers(entry: Entry): PolicyLayer[] {
  return [
    platformLayer(entry),
    ...surfaceLayers(entry),
    ...familyLayers(entry).values(),
    ...[...entry.models.keys()].flatMap((id) => modelLayer(entry, id) ?? []),
  ];
}

/** The policies that hold together for one surface and one kind of model, the later over the earlier. */
export interface PolicyChain {
  wire: string;
  layers: readonly PolicyLayer[];
}

/** Every combination of policies that a request can meet: surface by surface, without and with each family and model. */
export function policyChains(entry: Entry): PolicyChain[] {
  const families = familyLayers(entry);
  const endings = [
    [],
    ...[...families.keys()].map((name) => familyChain(entry, families, name)),
    ...[...entry.models].flatMap(([id, { model }]) => {
      const own = modelLayer(entry, id);
      return own === undefined ? [] : [[...familyChain(entry, families, model.family), own]];
    }),
  ];
  return surfaceLayers(entry).flatMap((surface) =>
    endings.map((ending) => ({
      wire: surface.wire,
      layers: [platformLayer(entry), surface, ...ending],
    })),
  );
}

/** The policies of each model in the table, for each surface that serves it. */
export function modelChains(
  entries: ReadonlyMap<string, Entry>,
  entry: Entry,
): (PolicyChain & { model: string })[] {
  const families = familyLayers(entry);
  const platform = platformLayer(entry);
  const surfaces = surfaceLayers(entry);
  return [...entry.models.keys()].flatMap((model) => {
    const { family } = resolveModel(entries, entry.id, model);
    const own = modelLayer(entry, model);
    const ending = [...familyChain(entry, families, family), ...(own === undefined ? [] : [own])];
    return surfaces
      .filter(({ glob }) => glob === undefined || matchesGlob(glob, model))
      .map((surface) => ({
        model,
        wire: surface.wire,
        layers: [platform, surface, ...ending],
      }));
  });
}

/** The policies of a family and of what it extends, the lowest first. */
function familyChain(
  entry: Entry,
  families: ReadonlyMap<string, PolicyLayer>,
  name: string | undefined,
  seen: readonly string[] = [],
): PolicyLayer[] {
  const own = name === undefined || seen.includes(name) ? undefined : families.get(name);
  if (own === undefined || name === undefined) return [];
  const parent = entry.data.families?.[name]?.extends;
  return [...familyChain(entry, families, parent, [...seen, name]), own];
}

function platformLayer({ data, source }: Entry): PolicyLayer {
  return { policy: data, source, path: [] };
}

function surfaceLayers({
  data,
  source,
}: Entry): (PolicyLayer & { wire: string; glob: string | undefined })[] {
  return data.surfaces.map((policy, index) => ({
    policy,
    source,
    path: ["surfaces", index],
    wire: policy.wire,
    glob: policy.models,
  }));
}

function familyLayers({ data, source }: Entry): Map<string, PolicyLayer> {
  return new Map(
    Object.entries(data.families ?? {}).map(([name, policy]) => [
      name,
      { policy, source, path: ["families", name] },
    ]),
  );
}

function modelLayer(entry: Entry, id: string): PolicyLayer | undefined {
  const found = entry.models.get(id);
  return found?.model.policy === undefined
    ? undefined
    : { policy: found.model.policy, source: found.source, path: [...found.path, "policy"] };
}

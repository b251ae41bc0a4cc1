import type { WrittenPlatform } from "../catalog.ts";
import type { Entry } from "../load/entry.ts";
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
  const familyChain = (name: string | undefined, seen: readonly string[] = []): PolicyLayer[] => {
    const own = name === undefined || seen.includes(name) ? undefined : families.get(name);
    if (own === undefined || name === undefined) return [];
    return [...familyChain(entry.data.families?.[name]?.extends, [...seen, name]), own];
  };
  const endings = [
    [],
    ...[...families.keys()].map((name) => familyChain(name)),
    ...[...entry.models].flatMap(([id, { model }]) => {
      const own = modelLayer(entry, id);
      return own === undefined ? [] : [[...familyChain(model.family), own]];
    }),
  ];
  return surfaceLayers(entry).flatMap((surface) =>
    endings.map((ending) => ({
      wire: surface.wire,
      layers: [platformLayer(entry), surface, ...ending],
    })),
  );
}

function platformLayer({ data, source }: Entry): PolicyLayer {
  return { policy: data, source, path: [] };
}

function surfaceLayers({ data, source }: Entry): (PolicyLayer & { wire: string })[] {
  return data.surfaces.map((policy, index) => ({
    policy,
    source,
    path: ["surfaces", index],
    wire: policy.wire,
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

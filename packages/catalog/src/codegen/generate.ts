import { jsonSchemas } from "../json-schemas.ts";
import type { CatalogInput } from "./catalog-input.ts";
import { upstreamRows } from "./upstream-rows.ts";
import { emitPlatformTypes, emitTypesIndex, findNameClashes } from "./config-types.ts";
import { emitEnvExample } from "./env-example.ts";
import { chooseModelKeys, emitModelType } from "./model-type.ts";
import { emitModelPlatformType, emitPlatforms, platformKey } from "./platforms.ts";
import { emitPluginImports } from "./plugin-imports.ts";
import { MINIMAL_README, withPlatformTable } from "./readme-table.ts";
import { emitModelImports, emitModels, emitPrices, hasModels, hasPrices } from "./tables.ts";

/** Folder of the generated sources, from the repository's root. */
export const GENERATED_FOLDER = "packages/core/src/generated";

/** Everything that code generation makes of a catalog. */
export interface Generated {
  /** Path from the repository's root → text. */
  files: ReadonlyMap<string, string>;
  /** What the author should know, such as two model ids with one key. */
  notes: readonly string[];
  /** What keeps the files from being written. */
  problems: readonly string[];
}

/**
 * Makes every generated file of a catalog. Pure: the same catalog gives the same bytes.
 *
 * @param readme - The present text of README.md, undefined when there is none.
 */
export function generate(catalog: CatalogInput, readme: string | undefined): Generated {
  const types = catalog.platforms.map((platform) =>
    emitPlatformTypes(platform, upstreamRows(platform, catalog.platforms)),
  );
  const source: [string, string][] = [
    ["model-platform-type.ts", emitModelPlatformType(catalog)],
    ["model-type.ts", emitModelType(catalog)],
    ["platforms.ts", emitPlatforms(catalog)],
    ["model-imports.ts", emitModelImports(catalog)],
    ["plugin-imports.ts", emitPluginImports(catalog)],
    ["types/index.ts", emitTypesIndex(types)],
    ...types.map(({ id, text }): [string, string] => [`types/${id}.ts`, text]),
    ...catalog.platforms
      .filter(hasModels)
      .map((input): [string, string] => [`models/${input.platform.id}.ts`, emitModels(input)]),
    ...catalog.platforms
      .filter(hasPrices)
      .map((input): [string, string] => [`prices/${input.platform.id}.ts`, emitPrices(input)]),
  ];
  const files = new Map(source.map(([path, text]) => [`${GENERATED_FOLDER}/${path}`, text]));
  for (const [path, text] of jsonSchemas()) files.set(`packages/catalog/${path}`, text);
  files.set(".env.example", emitEnvExample(catalog));
  files.set("README.md", withPlatformTable(readme ?? MINIMAL_README, catalog));
  return {
    files,
    notes: keyNotes(catalog),
    problems: [...typeProblems(types), ...platformKeyProblems(catalog)],
  };
}

function keyNotes(catalog: CatalogInput): string[] {
  return chooseModelKeys(catalog).collisions.map(({ key, kept, dropped }) => {
    const others = dropped.map(({ id, platform }) => `${id} (${platform})`).join(", ");
    return `ModelType.${key} is ${kept.id} (${kept.platform}); without a key of their own: ${others}.`;
  });
}

function typeProblems(types: Parameters<typeof findNameClashes>[0]): string[] {
  return findNameClashes(types).map(
    ({ name, platforms: [first, second] }) =>
      `The config type ${name} belongs to ${first} and to ${second}; give ${second} another configName or family name.`,
  );
}

function platformKeyProblems({ platforms }: CatalogInput): string[] {
  const owners = new Map<string, string>();
  return platforms.flatMap(({ platform: { id } }) => {
    const key = platformKey(id);
    const owner = owners.get(key);
    owners.set(key, id);
    return owner === undefined
      ? []
      : [`ModelPlatformType.${key} belongs to ${owner} and to ${id}.`];
  });
}

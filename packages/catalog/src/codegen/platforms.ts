import type { PlatformRow } from "../catalog.ts";
import type { CatalogInput } from "./catalog-input.ts";
import { frozenUnion } from "./frozen-union.ts";
import { generatedFile, literal, propertyKey, stringLiteral } from "./literal.ts";

/** `aws-bedrock` → `AWS_BEDROCK`. */
export function platformKey(id: string): string {
  return id.toUpperCase().replaceAll("-", "_");
}

/** Writes `model-platform-type.ts`: the platform ids as a literal union and a frozen record. */
export function emitModelPlatformType(catalog: CatalogInput): string {
  const entries = catalog.platforms.map(({ platform }) => ({
    key: platformKey(platform.id),
    value: platform.id,
  }));
  return frozenUnion("ModelPlatformType", "The id of a platform of the catalog.", entries);
}

/** Writes `platforms.ts`: the compact platform table and the aliases. */
export function emitPlatforms(catalog: CatalogInput): string {
  const platforms = catalog.platforms.map(({ platform }) => {
    const row = literal(compactPlatform(platform), 1, "  ");
    return `  ${propertyKey(platform.id)}: ${row},`;
  });
  const aliases = catalog.platforms.flatMap(({ platform }) =>
    (platform.aliases ?? []).map((alias) => ({ alias, id: platform.id })),
  );
  return generatedFile(
    'import type { Platform } from "../catalog/platform.ts";',
    "",
    "/** Every platform of the catalog by id. */",
    "export const PLATFORMS: Readonly<Record<string, Platform>> = {",
    ...platforms,
    "};",
    "",
    "/** Other spellings in use → platform id. */",
    "export const PLATFORM_ALIASES: Readonly<Record<string, string>> = {",
    ...aliases.map(({ alias, id }) => `  ${propertyKey(alias)}: ${stringLiteral(id)},`),
    "};",
  );
}

/** A platform without what the table says elsewhere (`PLATFORM_ALIASES`) or what is a type only. */
function compactPlatform(row: PlatformRow): Omit<PlatformRow, "aliases"> {
  const { families, aliases: _aliases, ...rest } = row;
  // A family without rules is a type only; at run time a missing family is an empty policy.
  const kept = Object.entries(families ?? {}).filter(
    ([, policy]) => Object.keys(policy).length > 0,
  );
  return kept.length === 0 ? rest : { ...rest, families: Object.fromEntries(kept) };
}

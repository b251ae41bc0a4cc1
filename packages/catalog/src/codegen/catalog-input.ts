import type { CatalogPlatform, LoadedCatalog, Plugin } from "../catalog.ts";

/** The whole catalog, as code generation takes it. */
export interface CatalogInput {
  /** Sorted by id; models and aliases in the order of their files. */
  platforms: readonly CatalogPlatform[];
  /** Sorted by package name. */
  plugins: readonly Plugin[];
}

/** Brings a catalog into the order of the generated files. */
export function catalogInput({
  catalog,
  plugins,
}: Pick<LoadedCatalog, "catalog" | "plugins">): CatalogInput {
  return {
    platforms: [...catalog.values()].toSorted((a, b) => order(a.id, b.id)),
    plugins: plugins.toSorted((a, b) => order(a.package, b.package)),
  };
}

// By code unit: the locale of the machine must not change a generated file.
function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export { loadCatalog, CATALOG_DIR } from "./load-catalog.ts";
export { parseCatalog } from "./parse-catalog.ts";
export { formatProblem } from "./problem.ts";
export type { Problem } from "./problem.ts";
export type {
  Catalog,
  CatalogPlatform,
  LoadedCatalog,
  ModelAlias,
  ModelRow,
  PlatformRow,
  Plugin,
  PriceRow,
} from "./catalog.ts";

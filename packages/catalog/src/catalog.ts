import type { z } from "zod";
import type { ModelEntry } from "./schema/model.ts";
import type { PlatformFile } from "./schema/platform.ts";
import type { PriceRow as PriceRowSchema } from "./schema/price.ts";
import type { Problem } from "./problem.ts";

/** The file `platforms/<id>.yaml`, as written. */
export type WrittenPlatform = z.infer<typeof PlatformFile>;

/** One model, as written. */
export type WrittenModel = z.infer<typeof ModelEntry>;

/** One dated price of one model. */
export type PriceRow = z.infer<typeof PriceRowSchema>;

/** A platform's own fields: the shape of core's `Platform`. Families no longer extend each other. */
export interface PlatformRow extends Omit<
  WrittenPlatform,
  "configName" | "sources" | "confidence" | "waivers" | "models"
> {
  id: string;
  models: "table" | "live" | "none";
}

/** A model's own and inherited fields: the shape of core's `ModelRow`. */
export interface ModelRow extends Omit<WrittenModel, "inherits" | "aliases" | "prices" | "waiver"> {
  id: string;
}

/** Another name of a model. */
export interface ModelAlias {
  target: string;
  since?: string;
}

/** One platform with its models, aliases and prices. */
export interface CatalogPlatform {
  id: string;
  platform: PlatformRow;
  /** Name of the generated config type. */
  configName: string;
  /** In the order of the file. */
  models: readonly ModelRow[];
  /** Other id → the id that stands in `models`. */
  aliases: ReadonlyMap<string, ModelAlias>;
  /** Model id → dated prices. */
  prices: ReadonlyMap<string, readonly PriceRow[]>;
  sources: NonNullable<WrittenPlatform["sources"]>;
  confidence?: "high" | "medium" | "low";
}

/** Platform id → platform, sorted by id. */
export type Catalog = ReadonlyMap<string, CatalogPlatform>;

/** One plugin package and what it brings. */
export interface Plugin {
  /** The package's name, such as `@byok/anthropic`. */
  package: string;
  /** The export that holds the provider. */
  export: string;
  /** The provider's short name. */
  id: string;
  exists: boolean;
  wires: readonly string[];
  authenticators: readonly string[];
  framings: readonly string[];
}

/** The catalog and everything that is wrong with its files. */
export interface LoadedCatalog {
  /** Holds every platform whose files follow the schema; use it only when there are no problems. */
  catalog: Catalog;
  plugins: readonly Plugin[];
  /** Sorted by file and line; empty when all is well. */
  problems: readonly Problem[];
}

import type { ModelAlias, WrittenModel, WrittenPlatform } from "../catalog.ts";
import type { DataPath } from "../problem.ts";
import type { YamlFile } from "./read-yaml.ts";

/** A model and where it is written. */
export interface ModelEntry {
  model: WrittenModel;
  source: YamlFile;
  path: DataPath;
}

/** Another name of a model and where it is written. */
export interface AliasEntry extends ModelAlias {
  name: string;
  source: YamlFile;
  path: DataPath;
}

/** One platform as the rules see it: data and the places where it is written. */
export interface Entry {
  id: string;
  source: YamlFile;
  data: WrittenPlatform;
  /** The file of the model table, when there is one. */
  modelsSource?: YamlFile;
  /** In the order of the file. */
  models: ReadonlyMap<string, ModelEntry>;
  aliases: readonly AliasEntry[];
  /** False when the files break the schema; the data is then what is left of them. */
  sound: boolean;
}

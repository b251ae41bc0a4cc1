import { isMap, isSeq, parseDocument, YAMLMap } from "yaml";
import type { Document } from "yaml";
import { mergeModel } from "./merge-model.ts";
import type { ModelChange } from "./merge-model.ts";
import type { ImportedModel } from "./model-entry.ts";
import { keyOf, setInOrder } from "./yaml-nodes.ts";

const HEADER = `# yaml-language-server: $schema=../schema/models.schema.json
# Brought up to date by \`pnpm catalog:import\`; hand-written fields and comments survive it.
# A field followed by a comment that begins with "keep" is never changed by it.
`;

/** A model file that cannot be read. */
export class ModelsFileError extends Error {
  override name = "ModelsFileError";
}

/** A model file in memory while it is brought up to date. */
export interface ModelsFile {
  document: Document;
  models: YAMLMap;
}

/** What happened to one model of a file. */
export interface MergedModel extends ModelChange {
  id: string;
  added: boolean;
}

/**
 * Reads a model file, or begins a new one.
 * @throws {ModelsFileError} when the text is not YAML or holds no map of models.
 */
export function openModelsFile(text: string | undefined, file: string): ModelsFile {
  const document = parseDocument(text ?? `${HEADER}models: {}\n`, { uniqueKeys: true });
  const [problem] = document.errors;
  if (problem !== undefined) throw new ModelsFileError(`${file}: not YAML: ${problem.message}`);
  const models = document.get("models");
  if (text === undefined || models === null) {
    const fresh = new YAMLMap();
    document.set("models", fresh);
    return { document, models: fresh };
  }
  if (!isMap(models)) throw new ModelsFileError(`${file}: expected a map under "models".`);
  return { document, models };
}

/** The models of a file as plain data. */
export function modelsOf(file: ModelsFile): Record<string, ImportedModel> {
  return file.models.toJS(file.document) as Record<string, ImportedModel>;
}

/** Adds a model or brings it up to date. */
export function putModel(file: ModelsFile, id: string, model: ImportedModel): MergedModel {
  let map: unknown = file.models.get(id);
  const added = !isMap(map);
  if (!isMap(map)) {
    map = new YAMLMap();
    setInOrder(file.models, id, map as YAMLMap, byId);
    dropAlias(file, id);
  }
  return {
    id,
    added,
    ...mergeModel(file.document, map as YAMLMap, withoutTakenAliases(file, model)),
  };
}

/** Writes the file; the same content gives the same text. */
export function printModelsFile(file: ModelsFile): string {
  return file.document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function byId(one: string, other: string): number {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  return a === b ? (one < other ? -1 : 1) : a < b ? -1 : 1;
}

/** A model of its own is no longer another name of a neighbour. */
function dropAlias(file: ModelsFile, id: string): void {
  for (const pair of file.models.items) {
    const aliases = isMap(pair.value) ? pair.value.get("aliases") : undefined;
    if (!isSeq(aliases) || !isMap(pair.value)) continue;
    const at = (aliases.toJS(file.document) as string[]).indexOf(id);
    if (at === -1) continue;
    aliases.items.splice(at, 1);
    if (aliases.items.length === 0) pair.value.delete("aliases");
  }
}

function withoutTakenAliases(file: ModelsFile, model: ImportedModel): ImportedModel {
  if (model.aliases === undefined) return model;
  const ids = new Set(file.models.items.map(keyOf));
  return { ...model, aliases: model.aliases.filter((alias) => !ids.has(alias)) };
}

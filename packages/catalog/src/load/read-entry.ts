import type { WrittenModel } from "../catalog.ts";
import type { DataPath } from "../problem.ts";
import { ModelsFile } from "../schema/model.ts";
import { PlatformFile } from "../schema/platform.ts";
import type { AliasEntry, Entry, ModelEntry } from "./entry.ts";
import type { JsonValue } from "./json-value.ts";
import { parseFile } from "./read-file.ts";
import type { YamlFile } from "./read-yaml.ts";

/**
 * Reads one platform and its model table; undefined when its file holds nothing readable.
 *
 * @param id - The platform's id.
 * @param source - Its file.
 * @param modelsSource - The file of its model table, when there is one.
 */
export function readEntry(
  id: string,
  source: YamlFile,
  modelsSource: YamlFile | undefined,
): Entry | undefined {
  const platform = parseFile(source, PlatformFile, requiredFields);
  const table =
    modelsSource === undefined
      ? undefined
      : parseFile(modelsSource, ModelsFile, () => ({ models: {} }));
  const data = platform.data;
  if (data === undefined) return undefined;

  let sound = platform.sound && table?.sound !== false;
  const models = new Map<string, ModelEntry>();
  const aliases: AliasEntry[] = [];
  const add = (
    from: YamlFile,
    base: DataPath,
    written: Readonly<Record<string, WrittenModel>>,
  ): void => {
    for (const [name, model] of Object.entries(written)) {
      const path = [...base, name];
      models.set(name, { model, source: from, path });
      for (const [index, alias] of (model.aliases ?? []).entries()) {
        aliases.push({
          name: alias,
          target: name,
          source: from,
          path: [...path, "aliases", index],
        });
      }
    }
  };
  if (typeof data.models === "object") add(source, ["models"], data.models);
  if (modelsSource !== undefined && table?.data !== undefined) {
    add(modelsSource, ["models"], table.data.models);
    for (const [name, alias] of Object.entries(table.data.aliases ?? {})) {
      const target = typeof alias === "string" ? { target: alias } : alias;
      aliases.push({ name, ...target, source: modelsSource, path: ["aliases", name] });
    }
  }

  if (data.models !== undefined && modelsSource !== undefined) {
    source.problems.push(
      source.problem(["models"], `models/${id}.yaml exists: remove this key`, "key"),
    );
    sound = false;
  }
  if (data.models === undefined && modelsSource === undefined && platform.sound) {
    source.problems.push(
      source.problem(
        ["models"],
        `is missing: write live, none or a table, or add models/${id}.yaml`,
      ),
    );
    sound = false;
  }
  return {
    id,
    source,
    data,
    ...(modelsSource === undefined ? {} : { modelsSource }),
    models,
    aliases,
    sound,
  };
}

/** Stands for the config type of a platform that names none that could be. */
export const UNKNOWN_CONFIG = "UnknownConfig";

/** What stands for required fields that are missing or wrong, so that the rules can judge the rest. */
function requiredFields(value: { [key: string]: JsonValue }): { [key: string]: JsonValue } {
  const local = /https?:\/\/(localhost|127\.|\[::1\])/.test(JSON.stringify(value));
  return {
    name: "(no name)",
    kind: local ? "local" : "direct",
    configName: UNKNOWN_CONFIG,
    env: [],
    endpoints: [{ id: "unknown" }],
    surfaces: [{ wire: "openai-chat", auth: "bearer" }],
  };
}

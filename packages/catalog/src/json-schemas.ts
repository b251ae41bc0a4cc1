import { z } from "zod";
import { ModelsFile } from "./schema/model.ts";
import { PlatformFile } from "./schema/platform.ts";
import { PluginsFile } from "./schema/plugin.ts";

const FILES: readonly (readonly [path: string, schema: z.ZodType])[] = [
  ["schema/platform.schema.json", PlatformFile],
  ["schema/models.schema.json", ModelsFile],
  ["schema/plugins.schema.json", PluginsFile],
];

/**
 * The JSON schemas that editors read, made from the zod schemas.
 *
 * @returns Path below the package's folder → text of the file.
 */
export function jsonSchemas(): ReadonlyMap<string, string> {
  return new Map(
    FILES.map(([path, schema]) => [
      path,
      `${JSON.stringify(toJsonSchema(schema), undefined, 2)}\n`,
    ]),
  );
}

function toJsonSchema(schema: z.ZodType): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: "draft-7", io: "input" });
  const about =
    "Generated from packages/catalog/src/schema by src/cli/json-schema.ts. Do not edit.";
  return { $schema, $comment: about, ...rest };
}

import { z } from "zod";
import type { DataPath } from "../problem.ts";

/**
 * The keys that a schema knows at a path; undefined when there is no map with fixed keys.
 *
 * @param schema - The schema of the whole file.
 * @param path - Where in the file.
 */
export function schemaKeysAt(schema: z.ZodType, path: DataPath): string[] | undefined {
  let found: z.ZodType[] = variants(schema);
  for (const step of path) found = found.flatMap((item) => child(item, step)).flatMap(variants);
  const object = found.find((item) => item instanceof z.ZodObject);
  return object === undefined ? undefined : Object.keys(object.shape);
}

function child(schema: z.ZodType, step: string | number): z.ZodType[] {
  if (schema instanceof z.ZodObject) {
    const field: unknown = schema.shape[step];
    return field instanceof z.ZodType ? [field] : [];
  }
  if (schema instanceof z.ZodRecord) return [schema.valueType as z.ZodType];
  if (schema instanceof z.ZodArray) return [schema.element as z.ZodType];
  return [];
}

function variants(schema: z.ZodType): z.ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return variants(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodUnion)
    return (schema.options as readonly z.ZodType[]).flatMap(variants);
  return [schema];
}

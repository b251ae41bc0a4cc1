import { isPlainObject } from "../config/check-json.ts";
import type { JsonObject } from "../json.ts";

/** What platforms limit in the schemas that they hold a model to. */
export interface StrictSize {
  /** Keys that may be left out. */
  optional: number;
  /** Values of more than one type. */
  unions: number;
}

/** Keywords whose values are schemas or lists of them, and those whose values are maps of schemas. */
const SCHEMAS: readonly string[] = ["items", "anyOf", "oneOf", "allOf"];
const MAPS: readonly string[] = ["properties", "$defs", "definitions"];

/** Counts what a platform limits, in a schema and all within it; a definition counts once. */
export function strictSize(schema: JsonObject): StrictSize {
  const size: StrictSize = { optional: 0, unions: 0 };
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    if (!isPlainObject(node)) return;
    const { type, properties, required } = node;
    if ("anyOf" in node || "oneOf" in node || (Array.isArray(type) && type.length > 1))
      size.unions += 1;
    if (isPlainObject(properties)) {
      const demanded: unknown[] = Array.isArray(required) ? required : [];
      size.optional += Object.keys(properties).filter((key) => !demanded.includes(key)).length;
    }
    for (const keyword of SCHEMAS) visit(node[keyword]);
    for (const keyword of MAPS) {
      const map = node[keyword];
      if (isPlainObject(map)) Object.values(map).forEach(visit);
    }
  };
  visit(schema);
  return size;
}

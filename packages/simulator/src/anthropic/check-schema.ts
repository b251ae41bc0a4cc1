import type { JsonObject, JsonValue } from "@byok/core/provider";
import type { Expectations } from "../expect/expectations.ts";
import { refuse } from "../expect/refusal.ts";
import { at, isObject, show } from "../json.ts";

/** Keywords that narrow a value, which the platform holds no model to. */
const REFUSED: ReadonlySet<string> = new Set([
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "maxItems",
  "uniqueItems",
  "minProperties",
  "maxProperties",
]);

/**
 * Checks the schemas that the model is held to: the output's and those of strict tools.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations
 */
export function checkSchemas(body: JsonObject, { policy }: Expectations): void {
  const output = at(body, "output_config.format.schema");
  const held = [output];
  checkSchema(output, "output_config.format.schema");
  const tools = Array.isArray(body["tools"]) ? body["tools"] : [];
  tools.forEach((tool, index) => {
    if (at(tool, "strict") !== true) return;
    const schema = at(tool, "input_schema");
    held.push(schema);
    checkSchema(schema, `tools.${index}.custom`);
  });
  const { maxOptional, maxUnions } = policy.tools?.strict ?? {};
  const nodes = held.flatMap(nodesOf);
  const optional = nodes.reduce((sum, node) => sum + optionalKeys(node), 0);
  if (maxOptional !== undefined && optional > maxOptional)
    refuse(`Schemas have too many optional parameters (${optional}); the limit is ${maxOptional}`);
  const unions = nodes.filter((node) => "anyOf" in node || Array.isArray(node["type"])).length;
  if (maxUnions !== undefined && unions > maxUnions)
    refuse(
      `Schemas have too many parameters with union types (${unions}); the limit is ${maxUnions}`,
    );
}

function optionalKeys({ properties, required }: JsonObject): number {
  const demanded = Array.isArray(required) ? required : [];
  return Object.keys(isObject(properties) ? properties : {}).filter(
    (key) => !demanded.includes(key),
  ).length;
}

/** A schema and all that stand in it. */
function nodesOf(schema: JsonValue | undefined): JsonObject[] {
  if (Array.isArray(schema)) return schema.flatMap(nodesOf);
  if (!isObject(schema)) return [];
  const maps = [schema["properties"], schema["$defs"]].filter((map) => isObject(map));
  const inner = [schema["items"], schema["anyOf"], ...maps.flatMap((map) => Object.values(map))];
  return [schema, ...inner.flatMap(nodesOf)];
}

function checkSchema(schema: JsonValue | undefined, path: string): void {
  if (Array.isArray(schema)) for (const each of schema) checkSchema(each, path);
  if (!isObject(schema)) return;
  const type = show(schema["type"] ?? "");
  for (const [key, value] of Object.entries(schema)) {
    if (REFUSED.has(key)) refuse(`${path}: For '${type}' type, property '${key}' is not supported`);
    if (key === "minItems" && value !== 0 && value !== 1)
      refuse(`${path}: For 'array' type, 'minItems' values other than 0 or 1 are not supported`);
    if (key === "properties" || key === "$defs") {
      for (const each of Object.values(isObject(value) ? value : {})) checkSchema(each, path);
    } else if (key === "items" || key === "anyOf" || key === "allOf") {
      checkSchema(value, path);
    }
  }
  if (type === "object" && schema["additionalProperties"] !== false)
    refuse(`${path}: For 'object' type, 'additionalProperties' must be explicitly set to false`);
}

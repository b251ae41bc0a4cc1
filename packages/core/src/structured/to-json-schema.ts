import { isPlainObject, jsonProblem } from "../config/check-json.ts";
import { InvalidRequestError } from "../errors/errors.ts";
import type { JsonObject } from "../json.ts";
import { isStandardSchema, type PlainJsonSchema, type Schema } from "./schema.ts";

const TARGET = "draft-2020-12";

/**
 * Makes a plain JSON schema of a schema. It describes what the model has to write, so a schema that transforms
 * gives the side before the transformation. A plain JSON schema is checked and copied without `$schema`.
 *
 * @throws InvalidRequestError when the schema has no JSON form
 * @see https://standardschema.dev/json-schema
 */
export function toJsonSchema(schema: Schema | PlainJsonSchema, where = "schema"): JsonObject {
  const json = isStandardSchema(schema) ? convert(schema, where) : schema;
  if (!isPlainObject(json)) {
    throw new InvalidRequestError(
      `${where} is not a schema: it must be a Standard Schema or a JSON schema object.`,
      {
        hint: 'Give a zod, arktype or valibot schema, or a JSON schema such as { type: "object", properties: … }.',
      },
    );
  }
  const problem = jsonProblem(json, where);
  if (problem !== undefined)
    throw new InvalidRequestError(`${problem}.`, { hint: "Correct the JSON schema." });
  const { $schema: _, ...rest } = json;
  return rest as JsonObject;
}

function convert(schema: Schema, where: string): unknown {
  const { vendor, jsonSchema } = schema["~standard"];
  const own = schema as { toJSONSchema?: unknown; toJsonSchema?: unknown };
  try {
    if (jsonSchema !== undefined) return jsonSchema.input({ target: TARGET });
    // Versions before Standard JSON Schema: zod 4.0 and 4.1, arktype before 2.1.28.
    if (typeof own.toJSONSchema === "function") return own.toJSONSchema({ io: "input" });
    if (typeof own.toJsonSchema === "function") return own.toJsonSchema();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidRequestError(`${where} cannot be written as a JSON schema: ${reason}`, {
      cause,
      hint: "Models only see JSON: replace dates, maps, transforms and the like with JSON types.",
    });
  }
  throw new InvalidRequestError(`${where} is a ${vendor} schema without a JSON schema.`, {
    hint: "Wrap it: valibot's is toStandardJsonSchema(schema) of @valibot/to-json-schema; zod and arktype bring it in their current versions.",
  });
}

import type { JsonObject } from "../json.ts";
import { jsonSchemaIssues } from "./json-schema-issues.ts";
import { isStandardSchema, type PlainJsonSchema, type Schema, type SchemaIssue } from "./schema.ts";

/** A checked value, or what is wrong with it, one sentence per problem. */
export type Validation<T = unknown> = { ok: true; value: T } | { ok: false; issues: string[] };

/**
 * Checks a value by its schema; a Standard Schema may also change it (defaults, transformations).
 * Never throws: a validator that throws is an issue.
 */
export async function validateOutput(
  schema: Schema | PlainJsonSchema,
  value: unknown,
): Promise<Validation> {
  try {
    return read(await validate(schema, value), value);
  } catch (error) {
    return failed(error);
  }
}

/** Like {@link validateOutput}, at once; undefined when the schema can only answer later. */
export function validateNow(
  schema: Schema | PlainJsonSchema,
  value: unknown,
): Validation | undefined {
  try {
    const result = validate(schema, value);
    if (!(result instanceof Promise)) return read(result, value);
    // The answer is not awaited, so a failure must not surface as an unhandled rejection.
    result.catch(() => undefined);
    return undefined;
  } catch (error) {
    return failed(error);
  }
}

type Outcome = { readonly value?: unknown; readonly issues?: readonly SchemaIssue[] | undefined };

function validate(schema: Schema | PlainJsonSchema, value: unknown): Outcome | Promise<Outcome> {
  // A value of an interface for JSON schemas was checked to be JSON when it was sent.
  if (!isStandardSchema(schema))
    return { value, issues: jsonSchemaIssues(schema as JsonObject, value) };
  const check = schema["~standard"].validate;
  if (check !== undefined) return check(value);
  // A schema that only describes is checked by its description.
  const json = schema["~standard"].jsonSchema?.input({ target: "draft-2020-12" }) as
    | JsonObject
    | undefined;
  return { value, issues: json === undefined ? [] : jsonSchemaIssues(json, value) };
}

function read(outcome: Outcome, value: unknown): Validation {
  if (outcome.issues === undefined || outcome.issues.length === 0) {
    return { ok: true, value: "value" in outcome ? outcome.value : value };
  }
  return { ok: false, issues: outcome.issues.map(describe) };
}

function describe(issue: SchemaIssue): string {
  const path = (issue.path ?? [])
    .map((step) => String(typeof step === "object" ? step.key : step))
    .join(".");
  return path === "" ? issue.message : `${path}: ${issue.message}`;
}

function failed(error: unknown): Validation {
  return {
    ok: false,
    issues: [
      `the schema could not check it: ${error instanceof Error ? error.message : String(error)}`,
    ],
  };
}

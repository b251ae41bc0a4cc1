import type { ReadonlyJsonValue } from "../json.ts";

/** A problem that a schema found in a value. */
export interface SchemaIssue {
  message: string;
  /** Keys from the value's root to the problem. */
  path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** The `~standard` property: validation, and a JSON schema where the library gives one. */
export interface StandardProps<Input = unknown, Output = Input> {
  readonly version: 1;
  readonly vendor: string;
  readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  readonly validate?: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
  readonly jsonSchema?: {
    readonly input: (options: { readonly target: string }) => Record<string, unknown>;
    readonly output: (options: { readonly target: string }) => Record<string, unknown>;
  };
}

/** What `~standard.validate` answers. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/**
 * A schema of zod 4, arktype, valibot or another library that follows Standard Schema.
 * @see https://standardschema.dev
 */
export interface Schema<Input = unknown, Output = Input> {
  readonly "~standard": StandardProps<Input, Output>;
}

/**
 * A plain JSON schema: a literal, one written `as const`, or a value of an interface such as `JSONSchema7`, whose
 * keywords are checked when it is sent.
 * @see https://json-schema.org/draft/2020-12
 */
export type PlainJsonSchema =
  | { readonly [keyword: string]: ReadonlyJsonValue | undefined }
  | JsonSchemaKeywords;

/** Keywords that tell an interface for JSON schemas from any other; an interface has no index signature. */
interface JsonSchemaKeywords {
  readonly $ref?: string | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly properties?: object | undefined;
  readonly required?: readonly string[] | boolean | undefined;
  readonly items?: object | boolean | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly anyOf?: readonly unknown[] | undefined;
  readonly oneOf?: readonly unknown[] | undefined;
  readonly allOf?: readonly unknown[] | undefined;
}

/** The type of the values that a schema lets through; `unknown` for a plain JSON schema. */
export type InferOutput<S> = S extends { readonly "~standard": { readonly types?: infer T } }
  ? NonNullable<T> extends { readonly output: infer O }
    ? O
    : unknown
  : unknown;

/** The type of the values that a schema takes; `unknown` for a plain JSON schema. */
export type InferInput<S> = S extends { readonly "~standard": { readonly types?: infer T } }
  ? NonNullable<T> extends { readonly input: infer I }
    ? I
    : unknown
  : unknown;

/** Tells a Standard Schema from a plain JSON schema. Arktype's schemas are functions. */
export function isStandardSchema(schema: Schema | PlainJsonSchema): schema is Schema {
  const standard = (schema as Partial<Schema> | null | undefined)?.["~standard"];
  return typeof standard === "object" && standard !== null && "vendor" in standard;
}

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { JsonObject, JsonValue } from "../json.ts";
import { jsonSchemaIssues } from "./json-schema-issues.ts";
import { toStrictSchema, toStrictToolSchema } from "./strict-schema.ts";
import { toJsonSchema } from "./to-json-schema.ts";

const text = { type: "string" };
const object = (
  properties: JsonObject,
  required: string[] = Object.keys(properties),
): JsonObject => ({
  type: "object",
  properties,
  required,
});

/** Every schema node, of whatever depth. */
function nodes(schema: unknown): JsonObject[] {
  if (Array.isArray(schema)) return schema.flatMap(nodes);
  if (typeof schema !== "object" || schema === null) return [];
  return [schema as JsonObject, ...Object.values(schema).flatMap(nodes)];
}

function expectClosed(schema: JsonObject): void {
  expect(schema["type"]).toBe("object");
  for (const node of nodes(schema)) {
    const types = Array.isArray(node["type"]) ? node["type"] : [node["type"]];
    if (!types.includes("object")) continue;
    expect(node["additionalProperties"]).toBe(false);
    expect(node["required"]).toEqual(Object.keys(node["properties"] as JsonObject));
  }
}

describe("toStrictSchema", () => {
  it("closes objects and leaves complete ones otherwise as they are", () => {
    const given = object({
      a: text,
      b: { type: "array", items: object({ c: { type: "number" } }) },
    });
    const { schema, strict, restore, wrapped } = toStrictSchema(given);
    expect([strict, wrapped]).toEqual([true, false]);
    expect(schema).toEqual({
      ...given,
      additionalProperties: false,
      properties: {
        a: text,
        b: {
          type: "array",
          items: { ...object({ c: { type: "number" } }), additionalProperties: false },
        },
      },
    });
    expect(restore({ a: "x", b: [] })).toEqual({ a: "x", b: [] });
  });

  it("makes optional keys nullable, and takes the null out again", () => {
    const given = object({ a: text, b: text, n: { type: ["string", "null"] } }, ["a"]);
    const { schema, restore } = toStrictSchema(given);
    expect(schema).toMatchObject({
      required: ["a", "b", "n"],
      properties: { b: { anyOf: [text, { type: "null" }] }, n: { type: ["string", "null"] } },
    });
    expect(restore({ a: "x", b: null, n: null })).toEqual({ a: "x", n: null });
    expect(restore({ a: "x" })).toEqual({ a: "x" });
  });

  it("wraps what is no object at the root, and unwraps it, whole or in part", () => {
    const { schema, strict, restore } = toStrictSchema({
      type: "array",
      items: { type: "number" },
    });
    expect(strict).toBe(true);
    expect(schema).toEqual({
      type: "object",
      properties: { value: { type: "array", items: { type: "number" } } },
      required: ["value"],
      additionalProperties: false,
    });
    expect([{}, { value: [1] }, [1]].map(restore)).toEqual([undefined, [1], [1]]);
  });

  it("follows unions and references, recursive ones too", () => {
    const Tree = z.object({
      name: z.string().optional(),
      get children() {
        return z.array(Tree).optional();
      },
    });
    for (const root of [Tree, z.array(Tree)]) {
      const { schema, strict, restore } = toStrictSchema(toJsonSchema(root));
      expect(strict).toBe(true);
      expectClosed(schema);
      const leaf = { name: null, children: null };
      const tree = { name: "r", children: [leaf] };
      const sent = root === Tree ? tree : { value: [tree] };
      expect(jsonSchemaIssues(schema, sent)).toEqual([]);
      const back = { name: "r", children: [{}] };
      expect(restore(sent)).toEqual(root === Tree ? back : [back]);
    }
    const kinds = z.discriminatedUnion("k", [
      z.object({ k: z.literal("a"), x: z.number().nullable() }),
      z.object({ k: z.literal("b"), x: z.number().optional() }),
    ]);
    const union = toStrictSchema(toJsonSchema(kinds));
    expectClosed(union.schema);
    expect(JSON.stringify(union.schema)).not.toContain("oneOf");
    expect(union.restore({ value: { k: "a", x: null } })).toEqual({ k: "a", x: null });
    expect(union.restore({ value: { k: "b", x: null } })).toEqual({ k: "b" });
  });

  it("keeps the null of an optional key that may be null, through references too", () => {
    const nullable: JsonObject[] = [
      { $ref: "#/$defs/n" },
      { anyOf: [text, { type: "null" }] },
      { enum: ["a", null] },
      { const: null },
    ];
    for (const inner of nullable) {
      const given = { ...object({ a: inner }, []), $defs: { n: { type: ["string", "null"] } } };
      expect(toStrictSchema(given).restore({ a: null })).toEqual({ a: null });
    }
  });

  it("ends on unions of themselves", () => {
    const self = { $ref: "#/$defs/s" };
    const given = { ...object({ a: self }, []), $defs: { s: { anyOf: [self, self] } } };
    expect(toStrictSchema(given).strict).toBe(true);
  });

  it("says in words what strict mode does not know, and leaves out what changes nothing", () => {
    const given = object({
      a: { type: "string", minLength: 2, description: "A name.", default: "x" },
      b: { type: "string", format: "uri" },
      c: { type: "string", format: "date", pattern: "^(?=a)b" },
      d: { type: "integer", minimum: 1 },
      e: { enum: ["x", 1] },
      f: { const: true },
    });
    const { schema, strict } = toStrictSchema(given);
    expect(strict).toBe(true);
    expect(schema["properties"]).toEqual({
      a: { type: "string", description: "A name. (minLength 2)" },
      b: { type: "string", description: "(format uri)" },
      c: { type: "string", format: "date", description: "(pattern ^(?=a)b)" },
      d: { type: "integer", minimum: 1 },
      e: { type: ["string", "number"], enum: ["x", 1] },
      f: { type: "boolean", const: true },
    });
  });

  it.each<[string, JsonObject]>([
    ["an open record", object({ a: { type: "object", additionalProperties: text } })],
    ["an object that is told to be open", { ...object({ a: text }), additionalProperties: true }],
    ["an object without properties", object({ a: { type: "object" } })],
    ["patternProperties", object({ a: { ...object({}), patternProperties: { x: text } } })],
    ["allOf", object({ a: { allOf: [text] } })],
    ["a schema without a type", object({ a: {} })],
    ["an array of anything", object({ a: { type: "array" } })],
    ["a tuple", object({ a: { type: "array", prefixItems: [text] } })],
    ["a reference to elsewhere", object({ a: { $ref: "https://acme.test/s.json" } })],
    ["a key that is demanded, but not described", object({ a: text }, ["a", "z"])],
  ])("is not strict with %s, and changes nothing then", (_, given) => {
    const result = toStrictSchema(given);
    expect(result).toMatchObject({ strict: false, schema: given, wrapped: false });
    expect(result.reason).toBeTruthy();
  });

  it("still wraps an array that cannot be strict", () => {
    const given = { type: "array", items: { $ref: "#/$defs/r" }, $defs: { r: { type: "object" } } };
    const { schema, strict, restore } = toStrictSchema(given);
    expect(strict).toBe(false);
    expect(schema).toMatchObject({ type: "object", required: ["value"], $defs: given.$defs });
    expect(jsonSchemaIssues(schema, { value: [{ a: 1 }] })).toEqual([]);
    expect(restore({ value: [{ a: 1 }] })).toEqual([{ a: 1 }]);
  });

  it("does not wrap the input of a tool", () => {
    expect(toStrictToolSchema(object({ a: text }, []))).toMatchObject({ strict: true });
    expect(toStrictToolSchema(text)).toMatchObject({ strict: false, schema: text });
  });

  it("keeps every value of the given schema, in closed objects with all keys required", () => {
    fc.assert(
      fc.property(schemaAndValue, ([given, value]) => {
        const { schema, strict, restore, wrapped } = toStrictSchema(given);
        expect(strict).toBe(true);
        expectClosed(schema);
        expect(jsonSchemaIssues(given, value)).toEqual([]);
        const written = writeOut(given, value);
        const sent = wrapped ? { value: written } : written;
        expect(jsonSchemaIssues(schema, sent)).toEqual([]);
        expect(restore(sent)).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });
});

/** The value as a model under the strict schema writes it: null for what is absent. */
function writeOut(schema: JsonObject, value: JsonValue): JsonValue {
  const union = schema["anyOf"] as JsonObject[] | undefined;
  if (union !== undefined) {
    const branch = union.find((each) => jsonSchemaIssues(each, value).length === 0);
    return writeOut(branch!, value);
  }
  if (Array.isArray(value))
    return value.map((each) => writeOut(schema["items"] as JsonObject, each));
  if (typeof value !== "object" || value === null) return value;
  const properties = schema["properties"] as Record<string, JsonObject>;
  return Object.fromEntries(
    Object.entries(properties).map(([key, each]) => [
      key,
      Object.hasOwn(value, key) ? writeOut(each, value[key]!) : null,
    ]),
  );
}

type Pair = [JsonObject, JsonValue];
const { pair: schemaAndValue } = fc.letrec<{ pair: Pair }>((tie) => ({
  pair: fc.oneof(
    { depthSize: "small" },
    fc.string().map((value): Pair => [{ type: "string" }, value]),
    fc.integer().map((value): Pair => [{ type: "integer", title: "n" }, value]),
    fc.constantFrom("a", "b").map((value): Pair => [{ enum: ["a", "b"] }, value]),
    fc
      .tuple(tie("pair"), fc.nat(3))
      .map(([[items, value], count]): Pair => [
        { type: "array", items },
        Array.from({ length: count }, () => value),
      ]),
    // A tag tells the branches apart, as in a discriminated union.
    fc.tuple(tie("pair"), tie("pair"), fc.boolean()).map(([a, b, first]): Pair => {
      const branch = (tag: string, schema: JsonObject): JsonObject =>
        object({ tag: { const: tag }, of: schema });
      const schema = { anyOf: [branch("a", a[0]), branch("b", b[0])] };
      return [schema, first ? { tag: "a", of: a[1] } : { tag: "b", of: b[1] }];
    }),
    fc
      .dictionary(
        fc.constantFrom("a", "b", "value", "__proto__", "type"),
        fc.record({ pair: tie("pair"), optional: fc.boolean(), absent: fc.boolean() }),
        { maxKeys: 4, noNullPrototype: true },
      )
      .map((entries): Pair => {
        const all = Object.entries(entries);
        const required = all.filter(([, { optional }]) => !optional).map(([key]) => key);
        const there = all.filter(([, { optional, absent }]) => !(optional && absent));
        return [
          object(Object.fromEntries(all.map(([key, { pair }]) => [key, pair[0]])), required),
          Object.fromEntries(there.map(([key, { pair }]) => [key, pair[1]])),
        ];
      }),
  ),
}));

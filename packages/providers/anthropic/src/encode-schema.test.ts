import type { JsonObject } from "@byok/core/provider";
import { describe, expect, test } from "vitest";
import { encode } from "./__fixtures__/encode.ts";
import { encodeSchema } from "./encode-schema.ts";

describe("the schema of an output", () => {
  test("has every object closed, in unions, lists and definitions too", () => {
    const inner = { type: "object", properties: { type: { type: "string" } } };
    const open = { type: "object", additionalProperties: { type: "string" } };
    const given = {
      type: ["object", "null"],
      properties: {
        any: { type: "object" },
        items: inner,
        list: { type: "array", items: inner },
        open,
      },
      $defs: { type: inner },
      anyOf: [inner],
    };
    const closed = { ...inner, additionalProperties: false };
    expect(encodeSchema(given)).toEqual({
      type: ["object", "null"],
      additionalProperties: false,
      properties: {
        any: { type: "object" },
        items: closed,
        list: { type: "array", items: closed },
        open,
      },
      $defs: { type: closed },
      anyOf: [closed],
    });
    expect(given.properties.items).not.toHaveProperty("additionalProperties");
  });

  test("is closed in the request", () => {
    const schema = { type: "object", properties: {} };
    const responseFormat = { type: "json_schema" as const, json_schema: { name: "n", schema } };
    expect(encode({ config: { responseFormat } }).body.output_config).toEqual({
      format: { type: "json_schema", schema: { ...schema, additionalProperties: false } },
    });
  });

  test("takes only what the platform knows; the rest is said in words", () => {
    const given: JsonObject = {
      type: "object",
      $schema: "https://json-schema.org/draft/2020-12/schema",
      minProperties: 2,
      properties: {
        age: { type: "integer", minimum: -9007199254740991, maximum: 120, description: "Years." },
        any: { type: "integer", minimum: -9007199254740991, maximum: 9007199254740991 },
        step: { type: "number", multipleOf: 0.5, exclusiveMinimum: 0 },
        code: { type: "string", minLength: 1, maxLength: 9, pattern: "^[A-Z]{3}-\\d+$" },
        word: { type: "string", pattern: "^(?!no)\\b\\w+$" },
        mail: { type: "string", format: "email", pattern: "^(?!\\.)[a-z]+@b$" },
        id: { type: "string", format: "cuid" },
        some: { type: "array", items: { type: "number", minimum: 1 }, minItems: 1, maxItems: 3 },
        more: { type: "array", items: { type: "string" }, minItems: 2, uniqueItems: true },
        either: { oneOf: [{ type: "string", maxLength: 2 }, { type: "null" }] },
        minimum: { enum: [{ a: 1 }] },
        level: { type: "string", enum: ["a", null, 1, true] },
      },
      required: ["age"],
    };
    expect(encodeSchema(given)).toEqual({
      type: "object",
      description: "(minProperties 2)",
      properties: {
        age: { type: "integer", description: "Years. (maximum 120)" },
        any: { type: "integer" },
        step: { type: "number", description: "(multipleOf 0.5, exclusiveMinimum 0)" },
        code: {
          type: "string",
          description: "(minLength 1, maxLength 9)",
          pattern: "^[A-Z]{3}-\\d+$",
        },
        word: { type: "string", description: "(pattern ^(?!no)\\b\\w+$)" },
        mail: { type: "string", format: "email" },
        id: { type: "string", description: "(format cuid)" },
        some: {
          type: "array",
          items: { type: "number", description: "(minimum 1)" },
          minItems: 1,
          description: "(maxItems 3)",
        },
        more: {
          type: "array",
          items: { type: "string" },
          description: "(minItems 2, uniqueItems true)",
        },
        either: {
          anyOf: [{ type: "string", description: "(maxLength 2)" }, { type: "null" }],
        },
        minimum: { description: '(enum [{"a":1}])' },
        level: { type: "string", enum: ["a", null, 1, true] },
      },
      required: ["age"],
      additionalProperties: false,
    });
  });

  test.each([
    ["^[a-zA-Z0-9_]{3,16}$", true],
    ["(\\w+)@\\.[^\\s]*", true],
    ["\\bword", false],
    ["(a)\\1", false],
    ["^(?=a)a", false],
    ["a{1,1000}", false],
    ["\\p{L}", false],
  ])("the pattern %s is taken: %j", (pattern, taken) => {
    expect("pattern" in encodeSchema({ type: "string", pattern })).toBe(taken);
  });

  test("is also that of strict tools, and of them alone", () => {
    const inputSchema = { type: "object", properties: { n: { type: "integer", maximum: 9 } } };
    const { body } = encode({
      tools: [
        { name: "a", inputSchema, strict: true },
        { name: "b", inputSchema },
      ],
    });
    expect(body.tools?.map((tool) => tool.input_schema)).toEqual([
      {
        type: "object",
        properties: { n: { type: "integer", description: "(maximum 9)" } },
        additionalProperties: false,
      },
      inputSchema,
    ]);
  });
});

import { describe, expect, test } from "vitest";
import { encode } from "./__fixtures__/encode.ts";
import { closeSchema } from "./close-schema.ts";

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
    expect(closeSchema(given)).toEqual({
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
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../json.ts";
import { inlineRefs, transformToolSchema } from "./tool-schema.ts";

const ref = (name: string): JsonObject => ({ $ref: `#/$defs/${name}` });

describe("refs", () => {
  it("opens references, keeps siblings, drops definitions", () => {
    const schema = {
      type: "object",
      properties: { a: { ...ref("a~1b"), description: "d" } },
      $defs: { "a/b": { type: "array", items: ref("c") }, c: { type: "string" } },
    };
    expect(inlineRefs(schema)).toEqual({
      type: "object",
      properties: { a: { type: "array", items: { type: "string" }, description: "d" } },
    });
  });

  it("opens a recursive reference once on each way", () => {
    const node = { type: "object", properties: { next: ref("node"), value: { type: "number" } } };
    expect(inlineRefs({ ...ref("node"), $defs: { node } })).toEqual({
      type: "object",
      properties: { next: {}, value: { type: "number" } },
    });
    expect(inlineRefs({ type: "object", properties: { self: { $ref: "#" } } })).toEqual({
      type: "object",
      properties: { self: {} },
    });
    expect(inlineRefs({ $ref: "#/$defs/a", $defs: { a: ref("b"), b: ref("a") } })).toEqual({});
  });

  it("lets unknown and foreign references accept anything", () => {
    expect(
      inlineRefs({
        properties: { a: { $ref: "https://x.test/s.json" }, b: ref("missing"), c: { $ref: "#/%" } },
      }),
    ).toEqual({ properties: { a: {}, b: {}, c: {} } });
  });

  it("leaves properties that are named like keywords", () => {
    const schema = {
      type: "object",
      properties: {
        $ref: { type: "string" },
        $defs: { type: "number" },
        definitions: { type: "null" },
      },
      default: { $ref: "x" },
    };
    expect(inlineRefs(schema)).toEqual(schema);
  });

  it("bounds definitions that double at every step", () => {
    const defs: JsonObject = { d0: { type: "string" } };
    for (let at = 1; at <= 30; at++)
      defs[`d${at}`] = { properties: { a: ref(`d${at - 1}`), b: ref(`d${at - 1}`) } };
    expect(JSON.stringify(inlineRefs({ ...ref("d30"), $defs: defs })).length).toBeLessThan(
      5_000_000,
    );
  });

  it("always ends, without references, and never changes its input", () => {
    const { schema } = fc.letrec<{ schema: JsonObject }>((tie) => ({
      schema: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.constantFrom<JsonObject>(
          { type: "string" },
          ref("a"),
          ref("b"),
          { $ref: "#" },
          { $ref: "#/properties/x" },
        ),
        fc.record({
          properties: fc.dictionary(fc.constantFrom("x", "y", "__proto__"), tie("schema")),
        }) as fc.Arbitrary<JsonObject>,
        fc.record({
          items: tie("schema"),
          anyOf: fc.array(tie("schema"), { maxLength: 2 }),
        }) as fc.Arbitrary<JsonObject>,
      ),
    }));
    fc.assert(
      fc.property(schema, schema, schema, (root, a, b) => {
        const whole = { ...root, $defs: { a, b } };
        const before = JSON.stringify(whole);
        const result = transformToolSchema(whole, {
          refs: "inline",
          nullable: "collapse",
          dropKeywords: ["format"],
        });
        expect(JSON.stringify(result)).not.toContain('"$ref"');
        expect(JSON.stringify(whole)).toBe(before);
      }),
      { numRuns: 500 },
    );
  });

  it("survives an object that holds itself", () => {
    const loop: JsonObject = { type: "object" };
    loop["items"] = loop;
    expect(JSON.stringify(transformToolSchema(loop, { refs: "inline" })).length).toBeLessThan(
      5_000,
    );
  });
});

describe("nullable and keywords", () => {
  it.each<[JsonObject, JsonValue]>([
    [
      { type: ["string", "null"], enum: ["a", null] },
      { type: "string", enum: ["a"], nullable: true },
    ],
    [{ type: ["string", "number", "null"] }, { type: ["string", "number"], nullable: true }],
    [{ type: ["null"] }, { type: ["null"] }],
    [
      { anyOf: [{ type: "string" }, { type: "null" }], description: "d" },
      { type: "string", description: "d", nullable: true },
    ],
    [
      { oneOf: [{ type: "string" }, { type: "number" }, { type: "null" }] },
      { oneOf: [{ type: "string" }, { type: "number" }], nullable: true },
    ],
    [{ anyOf: [{ type: "string" }] }, { anyOf: [{ type: "string" }] }],
    [
      { properties: { a: { type: ["string", "null"] } } },
      { properties: { a: { type: "string", nullable: true } } },
    ],
  ])("%j", (schema, expected) => {
    expect(transformToolSchema(schema, { nullable: "collapse" })).toEqual(expected);
  });

  it("drops keywords from schemas, not properties of that name", () => {
    const schema = {
      $schema: "x",
      properties: { format: { type: "string", format: "uri" } },
      enum: [{ format: 1 }],
    };
    expect(transformToolSchema(schema, { dropKeywords: ["format", "$schema"] })).toEqual({
      properties: { format: { type: "string" } },
      enum: [{ format: 1 }],
    });
    expect(transformToolSchema(schema, undefined)).toBe(schema);
  });
});

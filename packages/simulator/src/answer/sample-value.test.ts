import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleValue } from "./sample-value.ts";

describe("sampleValue", () => {
  it.each<[string, object, unknown]>([
    ["const", { const: 3 }, 3],
    ["enum", { enum: ["a", "b"] }, "a"],
    ["default", { type: "string", default: "x" }, "x"],
    ["nullable", { type: ["string", "null"] }, "simulated"],
    ["anyOf", { anyOf: [{ type: "integer", maximum: 3 }, { type: "null" }] }, 3],
    [
      "allOf",
      { allOf: [{ properties: { a: { const: 1 } } }, { properties: { b: { const: 2 } } }] },
      { a: 1, b: 2 },
    ],
    [
      "$ref",
      { $defs: { p: { type: "boolean" } }, properties: { p: { $ref: "#/$defs/p" } } },
      { p: true },
    ],
    [
      "required only",
      { properties: { city: {}, days: { type: "integer" } }, required: ["city"] },
      { city: "Paris" },
    ],
    ["lengths", { type: "string", minLength: 12, maxLength: 12 }, "simulatedxxx"],
    ["multipleOf", { type: "integer", multipleOf: 6 }, 18],
    ["exclusive bounds", { type: "number", exclusiveMinimum: 30 }, 30.5],
  ])("%s", (_, schema, value) => {
    expect(sampleValue(schema as never)).toEqual(value);
  });

  it("takes places from the prompt, one for each variant", () => {
    const schema = { properties: { city: { type: "string" } } };
    const prompt = "Weather in Oslo and in New York?";
    expect([0, 1].map((variant) => sampleValue(schema, { prompt, variant }))).toEqual([
      { city: "Oslo" },
      { city: "New York" },
    ]);
  });

  it("ends on a schema that refers to itself", () => {
    const schema = {
      $defs: { n: { type: "object", properties: { next: { $ref: "#/$defs/n" } } } },
      $ref: "#/$defs/n",
    };
    expect(JSON.stringify(sampleValue(schema))).toContain("next");
  });

  it("keeps numbers within their bounds", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(1000), fc.nat(3), (minimum, width, variant) => {
        const value = sampleValue(
          { type: "integer", minimum, maximum: minimum + width },
          { variant },
        );
        expect(value).toBeGreaterThanOrEqual(minimum);
        expect(value).toBeLessThanOrEqual(minimum + width);
      }),
    );
  });
});

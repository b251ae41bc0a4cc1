import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { JsonObject } from "../json.ts";
import { jsonSchemaIssues } from "./json-schema-issues.ts";
import type { Schema } from "./schema.ts";
import { toJsonSchema } from "./to-json-schema.ts";
import { validateNow, validateOutput } from "./validate-output.ts";

const plain: JsonObject = {
  type: "object",
  properties: { city: { type: "string" }, days: { type: "number" } },
  required: ["city"],
};

describe("toJsonSchema", () => {
  it("gives the JSON schema of zod, arktype and plain objects alike", () => {
    expect(toJsonSchema(z.object({ city: z.string(), days: z.number().optional() }))).toEqual(
      plain,
    );
    expect(toJsonSchema(type({ city: "string", "days?": "number" }))).toEqual(plain);
    expect(
      toJsonSchema({ $schema: "https://json-schema.org/draft/2020-12/schema", ...plain }),
    ).toEqual(plain);
  });

  it("describes what the model writes, not what a transformation makes of it", () => {
    const schema = z.object({ n: z.string().transform(Number) });
    expect(toJsonSchema(schema)).toMatchObject({ properties: { n: { type: "string" } } });
  });

  it("takes a library's own method where it has no standard one", () => {
    const old = {
      "~standard": { version: 1, vendor: "zod", validate: () => ({ value: 1 }) },
      toJSONSchema: () => plain,
    } as const;
    expect(toJsonSchema(old)).toEqual(plain);
  });

  it("says how to wrap a valibot schema", () => {
    expect(() => toJsonSchema(v.object({ a: v.string() }), "output")).toThrow(
      /output is a valibot schema without a JSON schema/,
    );
    try {
      toJsonSchema(v.object({ a: v.string() }));
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({
        code: "invalid_request",
        hint: expect.stringContaining("toStandardJsonSchema") as string,
      });
    }
  });

  it.each([
    ["a date", z.object({ at: z.date() })],
    [
      "a cycle",
      (() => {
        const loop: JsonObject = { type: "object" };
        loop["self"] = loop;
        return loop;
      })(),
    ],
    ["a text", "string" as unknown as JsonObject],
    ["an array", [] as unknown as JsonObject],
    ["a function", { type: "object", x: (() => 1) as unknown as string }],
  ])("refuses %s", (_name, schema) => {
    expect(() => toJsonSchema(schema as JsonObject)).toThrow(
      expect.objectContaining({ code: "invalid_request" }),
    );
  });
});

describe("validateOutput", () => {
  it("checks by zod, arktype and valibot, and names the place", async () => {
    const schemas: Schema[] = [
      z.object({ a: z.object({ b: z.number() }) }),
      type({ a: { b: "number" } }),
      v.object({ a: v.object({ b: v.number() }) }),
    ];
    for (const schema of schemas) {
      expect(await validateOutput(schema, { a: { b: 1 } })).toEqual({
        ok: true,
        value: { a: { b: 1 } },
      });
      const wrong = await validateOutput(schema, { a: { b: "1" } });
      expect(wrong.ok).toBe(false);
      expect(!wrong.ok && wrong.issues[0]).toContain("a.b");
    }
  });

  it("gives the changed value, at once or later", async () => {
    const now = z.object({ n: z.string().transform(Number).default(7) });
    expect(validateNow(now, {})).toEqual({ ok: true, value: { n: 7 } });
    const later = z.string().refine(async (text) => text === "yes");
    expect(await validateOutput(later, "yes")).toEqual({ ok: true, value: "yes" });
    expect(await validateOutput(later, "no")).toMatchObject({ ok: false });
  });

  it("answers undefined at once for a schema that answers later", () => {
    const slow: Schema = {
      "~standard": {
        version: 1,
        vendor: "test",
        validate: () => Promise.reject(new Error("later")),
      },
    };
    expect(validateNow(slow, 1)).toBeUndefined();
  });

  it("takes a validator that throws for an issue", async () => {
    const broken: Schema = {
      "~standard": {
        version: 1,
        vendor: "test",
        validate: () => {
          throw new Error("oops");
        },
      },
    };
    expect(await validateOutput(broken, 1)).toEqual({
      ok: false,
      issues: ["the schema could not check it: oops"],
    });
    expect(validateNow(broken, 1)).toMatchObject({ ok: false });
  });
});

describe("jsonSchemaIssues", () => {
  const cases: [string, JsonObject, unknown, unknown][] = [
    ["type", { type: "string" }, "a", 1],
    ["types", { type: ["string", "null"] }, null, 1],
    ["integer", { type: "integer" }, 3, 3.5],
    ["null is no object", { type: "object" }, {}, null],
    ["an array is no object", { type: "object" }, {}, []],
    ["required", { required: ["a"] }, { a: null }, {}],
    ["required is not met by the prototype", { required: ["toString"] }, { toString: 1 }, {}],
    ["properties", { properties: { a: { type: "number" } } }, { a: 1, b: "x" }, { a: "1" }],
    [
      "additionalProperties false",
      { properties: { a: {} }, additionalProperties: false },
      { a: 1 },
      { b: 1 },
    ],
    [
      "additionalProperties schema",
      { additionalProperties: { type: "number" } },
      { a: 1 },
      { a: "1" },
    ],
    ["items", { items: { type: "number" } }, [1, 2], [1, "2"]],
    [
      "prefixItems",
      { prefixItems: [{ type: "number" }], items: { type: "string" } },
      [1, "a"],
      ["a", "a"],
    ],
    ["enum", { enum: ["a", 1, { b: 1 }] }, { b: 1 }, "b"],
    ["const", { const: { a: 1, b: 2 } }, { b: 2, a: 1 }, { a: 1 }],
    ["anyOf", { anyOf: [{ type: "string" }, { minimum: 5 }] }, 6, 4],
    ["oneOf", { oneOf: [{ minimum: 0 }, { maximum: 10 }] }, 11, 5],
    ["allOf", { allOf: [{ minimum: 0 }, { maximum: 10 }] }, 5, 11],
    ["$ref", { $ref: "#/$defs/n", $defs: { n: { type: "number" } } }, 1, "1"],
    [
      "$ref with escapes",
      { $ref: "#/$defs/a~1b%20c", $defs: { "a/b c": { type: "number" } } },
      1,
      "1",
    ],
    [
      "recursive $ref",
      {
        $defs: { t: { properties: { next: { $ref: "#/$defs/t" }, n: { type: "number" } } } },
        $ref: "#/$defs/t",
      },
      { next: { next: { n: 1 } } },
      { next: { next: { n: "1" } } },
    ],
    ["minimum", { minimum: 1 }, 1, 0.5],
    ["exclusiveMaximum", { exclusiveMaximum: 1 }, 0.5, 1],
    ["multipleOf", { multipleOf: 0.1 }, 0.3, 0.35],
    ["minLength counts characters", { minLength: 2 }, "😀😀", "😀"],
    ["maxLength", { maxLength: 1 }, "😀", "ab"],
    ["pattern", { pattern: "^a+$" }, "aa", "ab"],
    ["minItems", { minItems: 1 }, [1], []],
    [
      "uniqueItems",
      { uniqueItems: true },
      [{ a: 1 }, { a: 2 }],
      [
        { a: 1, b: 1 },
        { b: 1, a: 1 },
      ],
    ],
    ["false schema", { properties: { a: false } }, { b: 1 }, { a: 1 }],
  ];
  it.each(cases)("%s", (_name, schema, good, bad) => {
    expect(jsonSchemaIssues(schema, good)).toEqual([]);
    expect(jsonSchemaIssues(schema, bad)).not.toEqual([]);
  });

  it("ignores what it does not know: keywords, foreign references, patterns that do not compile", () => {
    expect(
      jsonSchemaIssues({ format: "email", $ref: "https://x.test/s", pattern: "(" }, "a"),
    ).toEqual([]);
  });

  it("ends on a schema that refers to itself, and on many problems", () => {
    expect(jsonSchemaIssues({ $ref: "#" }, 1).length).toBeGreaterThan(0);
    expect(
      jsonSchemaIssues(
        { items: { type: "string" } },
        Array.from({ length: 1000 }, () => 1),
      ),
    ).toHaveLength(20);
  });
});

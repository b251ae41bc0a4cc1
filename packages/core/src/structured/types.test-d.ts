import { type } from "arktype";
import * as v from "valibot";
import { expectTypeOf, it } from "vitest";
import * as z from "zod";
import type { DeepPartial } from "./deep-partial.ts";
import type { InferInput, InferOutput, Schema } from "./schema.ts";

it("infers what a schema lets through", () => {
  const zod = z.object({ a: z.string(), n: z.string().transform(Number) });
  const ark = type({ a: "string" });
  const valibot = v.object({ a: v.string() });
  expectTypeOf<InferOutput<typeof zod>>().toEqualTypeOf<{ a: string; n: number }>();
  expectTypeOf<InferInput<typeof zod>>().toEqualTypeOf<{ a: string; n: string }>();
  expectTypeOf<InferOutput<typeof ark>>().toEqualTypeOf<{ a: string }>();
  expectTypeOf<InferOutput<typeof valibot>>().toEqualTypeOf<{ a: string }>();
  expectTypeOf<InferOutput<{ type: "object" }>>().toEqualTypeOf<unknown>();
});

it("takes the schemas of all three libraries", () => {
  const schema = z.object({ a: z.string() });
  expectTypeOf(schema).toExtend<Schema>();
  expectTypeOf(type({ a: "string" })).toExtend<Schema>();
  expectTypeOf(v.object({ a: v.string() })).toExtend<Schema>();
  expectTypeOf({ type: "object" }).not.toExtend<Schema>();
});

it("makes every level optional", () => {
  expectTypeOf<DeepPartial<{ a: { b: string[] }[]; c: number | null }>>().toEqualTypeOf<{
    a?: { b?: string[] }[];
    c?: number | null;
  }>();
});

import { expectTypeOf, it } from "vitest";
import * as z from "zod";
import { ChatAgent, defineTool, ModelFactory, type PlainJsonSchema, type Tool } from "../index.ts";

const model = ModelFactory.create("openai/gpt-4o-mini");

/** As `@types/json-schema` and generators of schemas have it: an interface has no index signature. */
interface JSONSchema7 {
  type?: "object" | "string" | "array" | ("object" | "string" | "array")[] | undefined;
  properties?: Record<string, JSONSchema7 | boolean> | undefined;
  required?: string[] | undefined;
  items?: JSONSchema7 | JSONSchema7[] | undefined;
  description?: string | undefined;
  const?: string | number | null | undefined;
}
declare const fromInterface: JSONSchema7;
declare const record: Record<string, unknown>;
declare const names: readonly string[];
const frozen = {
  type: "object",
  properties: { a: { type: "string", enum: ["x", "y"] } },
  required: ["a"],
} as const;

it("a plain JSON schema may be read-only, of an interface, or a record", () => {
  expectTypeOf(frozen).toExtend<PlainJsonSchema>();
  expectTypeOf(fromInterface).toExtend<PlainJsonSchema>();
  expectTypeOf(record).toExtend<PlainJsonSchema>();
  defineTool({ name: "t", inputSchema: frozen });
  defineTool({ name: "t", inputSchema: fromInterface });
  defineTool({ name: "t", inputSchema: record });
  defineTool({ name: "t", inputSchema: { type: "object", required: names } });
  defineTool({ name: "t", inputSchema: { type: "object", properties: { a: { enum: names } } } });
  const tool: Tool = { name: "t", inputSchema: frozen };
  const tools = [{ name: "t", inputSchema: frozen }] as const;
  void model.generate({ messages: "x", tools: [tool, { name: "t", inputSchema: fromInterface }] });
  void model.generate({ messages: "x", tools });
  void new ChatAgent({ model, output: frozen, tools });
});

it("so may an output, whose value stays unknown", async () => {
  const outputs = [
    await model.generate({ messages: "x", output: frozen }),
    await model.generate({ messages: "x", output: fromInterface }),
    await model.generate({ messages: "x", output: { schema: fromInterface, name: "n" } }),
    await model.generate({ messages: "x", output: { schema: frozen } as const }),
    await model.generate({ messages: "x", output: record }),
    await model.generate({ messages: "x", output: { type: "object", required: names } }),
  ] as const;
  expectTypeOf(outputs[0].output).toEqualTypeOf<unknown>();
  expectTypeOf(outputs[1].output).toEqualTypeOf<unknown>();
  expectTypeOf(outputs[2].output).toEqualTypeOf<unknown>();
  expectTypeOf(outputs[3].output).toEqualTypeOf<unknown>();
  expectTypeOf(outputs[4].output).toEqualTypeOf<unknown>();
  expectTypeOf(outputs[5].output).toEqualTypeOf<unknown>();
});

it("what is no schema is refused", () => {
  const shema = z.object({ a: z.string() });
  // @ts-expect-error misspelt
  void model.generate({ messages: "x", output: { shema } });
  // @ts-expect-error a text
  defineTool({ name: "t", inputSchema: "object" });
  // @ts-expect-error a list
  defineTool({ name: "t", inputSchema: [frozen] });
  // @ts-expect-error a function
  defineTool({ name: "t", inputSchema: () => frozen });
  // @ts-expect-error no JSON
  defineTool({ name: "t", inputSchema: { a: new Date() } });
  // @ts-expect-error no keyword of a schema
  void model.generate({ messages: "x", output: new Date() });
});

import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import type { JsonObject, JsonValue } from "../json.ts";
import { sendJson, startServer, type TestServer } from "../engine/__fixtures__/server.ts";
import { ModelFactory, type OutputSpec, type Result, type Tool } from "../index.ts";

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

interface Sent {
  response_format: { json_schema: JsonObject };
  tools: { function: JsonObject }[];
}

/** One call of a model that answers with a message; what was sent, and the result. */
async function ask(
  message: { [key: string]: JsonValue },
  request: { output?: OutputSpec; tools?: Tool[]; config?: object },
  finish = "stop",
): Promise<{ sent: Sent; result: Result<unknown> }> {
  let sent: Sent | undefined;
  const server = await startServer((response, { body }) => {
    sent = JSON.parse(body) as Sent;
    sendJson(response, 200, {
      id: "x",
      model: "gpt-4o-mini",
      choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason: finish }],
      usage: { prompt_tokens: 1, completion_tokens: 1 },
    });
  });
  servers.push(server);
  const model = ModelFactory.create({
    modelPlatform: "openai",
    modelType: "gpt-4o-mini",
    apiKey: "sk-canary-0123456789abcdef",
    url: server.url,
    maxRetries: 0,
  });
  const result = (await model.generate({ messages: "x", ...request } as never)) as Result<unknown>;
  return { sent: sent!, result };
}

const answer = (value: JsonValue): { content: string } => ({ content: JSON.stringify(value) });

describe("structured output in strict mode", () => {
  test("optional keys are asked for as nullable, and are absent again in the output", async () => {
    const output = z.object({ a: z.number(), b: z.string().optional() });
    const { sent, result } = await ask(answer({ a: 1, b: null }), { output });
    expect(sent.response_format.json_schema).toEqual({
      name: "output",
      strict: true,
      schema: {
        type: "object",
        properties: { a: { type: "number" }, b: { anyOf: [{ type: "string" }, { type: "null" }] } },
        required: ["a", "b"],
        additionalProperties: false,
      },
    });
    expect([result.output, result.warnings]).toEqual([{ a: 1 }, []]);
  });

  test("a list is wrapped on its way and unwrapped on its way back, also where it was not wrapped", async () => {
    for (const written of [{ value: [1, 2] }, [1, 2]]) {
      const { sent, result } = await ask(answer(written), { output: z.array(z.number()) });
      expect(sent.response_format.json_schema["schema"]).toMatchObject({ required: ["value"] });
      expect(result.output).toEqual([1, 2]);
    }
  });

  test("an open record is sent as not strict, and that is told", async () => {
    const output = z.object({ a: z.record(z.string(), z.number()) });
    const { sent, result } = await ask(answer({ a: { x: 1 } }), { output });
    expect(sent.response_format.json_schema["strict"]).toBe(false);
    expect(result.warnings).toMatchObject([{ code: "translated", path: "output" }]);
    expect(result.output).toEqual({ a: { x: 1 } });
  });

  test("with strict: false the schema goes out as it was given", async () => {
    const schema = { type: "array", items: { type: "object" } };
    const { sent, result } = await ask(answer([{}]), { output: { schema, strict: false } });
    expect(sent.response_format.json_schema).toEqual({ name: "output", schema, strict: false });
    expect([result.output, result.warnings]).toEqual([[{}], []]);
  });

  test.each(["My Thing!", "", "x".repeat(65)])(
    "refuses the name %j before sending",
    async (name) => {
      const output = { schema: { type: "object", properties: {} }, name };
      await expect(ask(answer({}), { output })).rejects.toMatchObject({
        code: "invalid_request",
        hint: "Use 1 to 64 letters, digits, _ and -.",
      });
    },
  );
});

describe("strict tools", () => {
  const call = (input: JsonValue): { [key: string]: JsonValue } => ({
    content: null,
    tool_calls: [
      { id: "c", type: "function", function: { name: "f", arguments: JSON.stringify(input) } },
    ],
  });
  const inputSchema = z.object({
    a: z.string(),
    deep: z.object({ b: z.number().optional() }).optional(),
  });

  test("send a closed schema, and their input has no nulls for absent keys", async () => {
    const tools = [{ name: "f", inputSchema, strict: true }];
    const { sent, result } = await ask(
      call({ a: "x", deep: { b: null } }),
      { tools },
      "tool_calls",
    );
    expect(sent.tools[0]!.function).toMatchObject({
      strict: true,
      parameters: { required: ["a", "deep"], additionalProperties: false },
    });
    expect(result.toolCalls.map((each) => each.input)).toEqual([{ a: "x", deep: {} }]);
    expect(result.warnings).toEqual([]);
  });

  test("a schema that checks asynchronously has its nulls taken out too", async () => {
    const tools = [
      { name: "f", inputSchema: inputSchema.refine(() => Promise.resolve(true)), strict: true },
    ];
    const { result } = await ask(call({ a: "x", deep: null }), { tools }, "tool_calls");
    expect(result.toolCalls.map((each) => each.input)).toEqual([{ a: "x" }]);
  });

  test("what breaks the schema is still invalid", async () => {
    const tools = [{ name: "f", inputSchema, strict: true }];
    const { result } = await ask(call({ a: null, deep: null }), { tools }, "tool_calls");
    expect(result.invalidToolCalls).toMatchObject([{ name: "f", reason: "schema" }]);
  });

  test("a tool that cannot be strict is sent as not strict, and that is told", async () => {
    const tools = [{ name: "f", inputSchema: { type: "object" }, strict: true }];
    const { sent, result } = await ask(answer("k"), { tools });
    expect(sent.tools[0]!.function).toMatchObject({
      strict: false,
      parameters: { type: "object" },
    });
    expect(result.warnings).toMatchObject([{ code: "translated", path: "tools[0].strict" }]);
  });

  test("a forced tool that is not in the request is refused before sending", async () => {
    const request = { tools: [{ name: "f", inputSchema }], config: { toolChoice: { tool: "zz" } } };
    await expect(ask(answer("k"), request)).rejects.toMatchObject({
      code: "invalid_request",
      hint: "Choose one of f.",
    });
  });
});

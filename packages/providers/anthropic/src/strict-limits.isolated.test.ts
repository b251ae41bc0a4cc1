import {
  ModelFactory,
  registerProvider,
  type OutputSpec,
  type Result,
  type Tool,
} from "@byok/core";
import type { JsonObject, JsonValue } from "@byok/core/provider";
import { afterEach, beforeAll, expect, test } from "vitest";
import { type MessagesServer, serveMessages } from "./__fixtures__/serve.ts";
import { anthropic } from "./index.ts";

let server: MessagesServer | undefined;
beforeAll(() => registerProvider(anthropic));
afterEach(() => server?.close());

interface SentTool {
  strict?: boolean;
  input_schema: JsonObject & { required?: string[]; properties: Record<string, JsonObject> };
}

/** An object of optional texts, and of texts or null that must be there. */
function schemaOf(optional: number, unions = 0): JsonObject {
  const properties: JsonObject = {};
  for (let n = 0; n < optional; n += 1) properties[`o${n}`] = { type: "string" };
  for (let n = 0; n < unions; n += 1) properties[`u${n}`] = { type: ["string", "null"] };
  const required = Object.keys(properties).filter((name) => name.startsWith("u"));
  return { type: "object", properties, required };
}
const toolOf = (inputSchema: JsonObject, name = "f"): Tool => ({ name, strict: true, inputSchema });

/** Asks with tools; what was sent of them, and the result. */
async function ask(
  request: { tools: Tool[]; output?: OutputSpec; config?: object },
  content: JsonValue = [{ type: "text", text: "{}" }],
): Promise<{ sent: SentTool[]; result: Result<unknown> }> {
  server = await serveMessages({ content });
  const options = { apiKey: "sk-ant-test-1234567890", maxRetries: 0, url: server.url };
  const model = ModelFactory.create("anthropic/claude-sonnet-4-5", {}, options);
  const result = await model.generate({ messages: "x", ...request });
  return { sent: server.bodies[0]!["tools"] as unknown as SentTool[], result };
}

test("optional keys of a strict tool stay optional, up to the platform's limit", async () => {
  const { sent, result } = await ask({ tools: [toolOf(schemaOf(24, 16))] });
  expect(sent[0]).toMatchObject({ strict: true, input_schema: { additionalProperties: false } });
  expect(sent[0]!.input_schema.required).toHaveLength(16);
  expect(sent[0]!.input_schema.properties["o0"]).toEqual({ type: "string" });
  expect(result.warnings).toEqual([]);
});

test.each<[string, { tools: Tool[]; output?: OutputSpec; config?: object }, string]>([
  ["25 optional keys", { tools: [toolOf(schemaOf(25))] }, "24 optional keys, not 25"],
  ["17 unions", { tools: [toolOf(schemaOf(0, 17))] }, "16 unions, not 17"],
  [
    "two tools with 13 optional keys each",
    { tools: [toolOf(schemaOf(13), "a"), toolOf(schemaOf(13), "b")] },
    "not 26",
  ],
  [
    "20 optional keys beside an output with 5",
    { tools: [toolOf(schemaOf(20))], output: { schema: schemaOf(5) } },
    "not 25",
  ],
  [
    "20 optional keys beside a responseFormat with 5",
    {
      tools: [toolOf(schemaOf(20))],
      config: {
        responseFormat: { type: "json_schema", json_schema: { name: "n", schema: schemaOf(5) } },
      },
    },
    "not 25",
  ],
  [
    "21 strict tools",
    { tools: Array.from({ length: 21 }, (_, n) => toolOf(schemaOf(1), `t${n}`)) },
    "at most 20 tools of a request may be strict, not 21",
  ],
])(
  "%s are too many: the tools go out as they were given, and not strict",
  async (_, request, why) => {
    const { sent, result } = await ask(request);
    expect(sent.map((tool) => tool.strict === true)).not.toContain(true);
    expect(sent.map((tool) => tool.input_schema)).toEqual(
      request.tools.map((tool) => tool.inputSchema),
    );
    expect(result.warnings).toMatchObject([
      { code: "translated", path: "tools", message: expect.stringContaining(why) as string },
    ]);
  },
);

test("a tool that is not strict does not count", async () => {
  const tools = [toolOf(schemaOf(24), "a"), { name: "b", inputSchema: schemaOf(24) }];
  const { sent, result } = await ask({ tools });
  expect(sent.map((tool) => tool.strict)).toEqual([true, undefined]);
  expect(result.warnings).toEqual([]);
});

test("a null for an optional key is still taken out", async () => {
  const input = { o0: null };
  const call = { type: "tool_use", id: "toolu_1", name: "f", input };
  const { result } = await ask({ tools: [toolOf(schemaOf(1))] }, [call]);
  expect(result.toolCalls).toMatchObject([{ input: {} }]);
});

test("optional keys of an output stay optional", async () => {
  const { result } = await ask({ tools: [], output: { schema: schemaOf(2) } });
  const { output_config } = server!.bodies[0]! as { output_config: { format: JsonObject } };
  expect(output_config.format["schema"]).toMatchObject({
    properties: { o0: { type: "string" } },
    required: [],
  });
  expect(result.output).toEqual({});
});

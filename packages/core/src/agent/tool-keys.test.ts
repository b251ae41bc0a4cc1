import { expect, test } from "vitest";
import { ChatAgent, ModelFactory, type Tool } from "../index.ts";
import { goodAnswer, sendJson, useServers } from "../engine/__fixtures__/server.ts";

const serve = useServers();
const good = { name: "wipe", inputSchema: { type: "object" } };

const WRONG: [what: string, tool: object, message: string, hint: string][] = [
  [
    "a misspelling",
    { ...good, needsApprovals: true },
    '"needsApprovals" in the tool "wipe"',
    '"needsApproval"',
  ],
  ["another case", { ...good, needs_approval: true }, '"needs_approval"', '"needsApproval"'],
  ["another library's key", { name: "wipe", parameters: {} }, '"parameters"', "inputSchema"],
  [
    "a vendor's form",
    { type: "function", function: good },
    '"function" in the tool.',
    "inputSchema",
  ],
  [
    "anything else",
    { ...good, colour: "red" },
    '"colour"',
    "name, description, inputSchema, strict",
  ],
];

test.each(WRONG)("%s among the keys of a tool is refused", async (_, tool, message, hint) => {
  const server = await serve((response) => sendJson(response, 200, goodAnswer()));
  const options = { apiKey: "sk-test-0123456789", url: server.url };
  const model = ModelFactory.create("openai/gpt-4o-mini", {}, options);
  const tools = [tool as Tool];
  const error = {
    code: "invalid_request",
    message: expect.stringContaining(message) as string,
    hint: expect.stringContaining(hint) as string,
  };
  expect(() => new ChatAgent({ model, tools })).toThrow(expect.objectContaining(error) as Error);
  await expect(model.generate({ messages: "x", tools })).rejects.toMatchObject(error);
  expect(server.requests).toHaveLength(0);
});

test("a tool with all of its keys is taken, methods of a class included", async () => {
  const server = await serve((response) => sendJson(response, 200, goodAnswer()));
  const options = { apiKey: "sk-test-0123456789", url: server.url };
  const model = ModelFactory.create("openai/gpt-4o-mini", {}, options);
  class Wipe implements Tool {
    name = "wipe";
    description = "Wipes.";
    inputSchema = { type: "object", properties: {}, additionalProperties: false };
    strict = true;
    needsApproval = true;
    execute(): string {
      return "done";
    }
  }
  await new ChatAgent({ model, tools: [new Wipe()] }).step("x");
  expect(server.requests).toHaveLength(1);
});

test("a tool of a Model Context Protocol server is taken as its list has it", async () => {
  const server = await serve((response) => sendJson(response, 200, goodAnswer()));
  const options = { apiKey: "sk-test-0123456789", url: server.url };
  const model = ModelFactory.create("openai/gpt-4o-mini", {}, options);
  const tool = { ...good, title: "Wipe", annotations: { destructiveHint: true }, _meta: {} };
  await model.generate({ messages: "x", tools: [tool] });
  const sent = JSON.parse(server.requests[0]!.body) as { tools: { function: object }[] };
  expect(Object.keys(sent.tools[0]!.function)).toEqual(["name", "parameters"]);
});

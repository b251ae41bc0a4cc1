import { ChatAgent, ModelFactory, registerProvider, type StreamEvent } from "@byok/core";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { type MessagesServer, serveMessages } from "./__fixtures__/serve.ts";
import { anthropic } from "./index.ts";

let server: MessagesServer | undefined;
beforeAll(() => registerProvider(anthropic));
afterEach(() => server?.close());

const key = { apiKey: "sk-ant-test-1234567890", maxRetries: 0 };

describe("where it was answered", () => {
  const usage = { input_tokens: 1000, output_tokens: 100 };
  const answer = (inference_geo: string | null) => ({ usage: { ...usage, inference_geo } });

  test.each([
    ["us", ["price in the region us"]],
    ["global", []],
    ["not_available", []],
    [null, []],
  ])("%s: missing for the price is %j", async (geo, missing) => {
    server = await serveMessages(answer(geo));
    const model = ModelFactory.create("anthropic/claude-opus-4-6", {}, { ...key, url: server.url });
    for (const { cost } of [await model.generate("Hi"), await model.stream("Hi").result()]) {
      expect(cost).toMatchObject({ amount: "0.0075", complete: missing.length === 0, missing });
    }
  });
});

/** @see https://platform.claude.com/docs/en/agents-and-tools/tool-use/server-tools */
describe("a turn that the platform has paused", () => {
  const call = {
    type: "server_tool_use",
    id: "srvtoolu_1",
    name: "web_search",
    input: { query: "weather" },
  };
  const found = { type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: [] };
  const paused = {
    content: [{ type: "text", text: "I look. " }, call],
    stop_reason: "pause_turn",
  };
  const rest = { content: [found, { type: "text", text: "It rains." }] };
  const agentOf = (url: string, maxIterations = 25): ChatAgent =>
    new ChatAgent({
      maxIterations,
      // Prefill is refused here; a paused turn is none.
      model: ModelFactory.create("anthropic/claude-sonnet-4-6", {}, { ...key, url }),
    });
  const asked = { role: "user", content: [{ type: "text", text: "Weather?" }] };

  test("is handed back as it came, and goes on", async () => {
    server = await serveMessages(paused, rest, {});
    const agent = agentOf(server.url);
    const { msg, terminated, info } = await agent.step("Weather?");
    expect(server.bodies).toHaveLength(2);
    expect(server.bodies[1]?.["messages"]).toEqual([
      asked,
      { role: "assistant", content: paused.content },
    ]);
    expect(msg).toMatchObject({ content: "I look. It rains." });
    expect(msg.message.content).toMatchObject([
      { type: "text", text: "I look. " },
      { type: "tool-call", id: "srvtoolu_1", executedBy: "provider" },
      { type: "tool-result", id: "srvtoolu_1" },
      { type: "text", text: "It rains." },
    ]);
    expect(terminated).toBe(false);
    expect(info).toMatchObject({ finishReasons: ["stop"], usage: { output: { total: 10 } } });
    expect(info.steps.map((step) => step.finishReason)).toEqual(["pause", "stop"]);

    await agent.step("And tomorrow?");
    expect(server.bodies[2]?.["messages"]).toMatchObject([
      asked,
      { role: "assistant", content: [...paused.content, ...rest.content] },
      { role: "user" },
    ]);
  });

  test("goes on in a stream too, with one finish", async () => {
    server = await serveMessages(paused, rest);
    const stream = agentOf(server.url).stream("Weather?");
    const events: StreamEvent[] = [];
    for await (const event of stream) events.push(event);
    const finishes = events.filter((event) => event.type === "finish");
    expect(finishes).toMatchObject([{ reason: "stop", result: { text: "I look. It rains." } }]);
    expect((await stream.response()).msg.content).toBe("I look. It rains.");
    expect(server.bodies).toHaveLength(2);
  });

  test("ends at the limit of iterations, and leaves no call open", async () => {
    server = await serveMessages(
      paused,
      { ...paused, content: [{ ...call, id: "srvtoolu_2" }] },
      {},
    );
    const agent = agentOf(server.url, 2);
    const { terminated, info } = await agent.step("Weather?");
    expect(server.bodies).toHaveLength(2);
    expect([terminated, info.terminationReason]).toEqual([true, "max-iterations"]);
    await agent.step("Never mind.");
    expect(server.bodies[2]?.["messages"]).toEqual([
      asked,
      { role: "assistant", content: [{ type: "text", text: "I look." }] },
      { role: "user", content: [{ type: "text", text: "Never mind." }] },
    ]);
  });

  test("leaves no call open when going on fails", async () => {
    const error = { type: "error", error: { type: "invalid_request_error", message: "No." } };
    server = await serveMessages({ ...paused, content: [call] }, error, {});
    const agent = agentOf(server.url);
    await expect(agent.step("Weather?")).rejects.toMatchObject({ code: "invalid_request" });
    await agent.step("Hello.");
    expect(server.bodies[2]?.["messages"]).toEqual([
      { role: "user", content: [{ type: "text", text: "Hello." }] },
    ]);
  });
});

describe("a block of Claude's own", () => {
  const upload = { type: "container_upload", file_id: "file_1" };

  test.each([
    ["anthropic/claude-sonnet-4-6", true],
    ["deepseek/deepseek-flash", false],
    ["aws-bedrock/anthropic.claude-sonnet-4-6", false],
  ] as const)("goes back to %s: %j", async (reference, goes) => {
    server = await serveMessages({ content: [upload, { type: "text", text: "Done." }] }, {});
    const claude = ModelFactory.create(
      "anthropic/claude-sonnet-4-6",
      {},
      { ...key, url: server.url },
    );
    const { message } = await claude.generate("Hi");
    const [platform, model] = reference.split("/") as [string, string];
    const other = ModelFactory.create({
      modelPlatform: platform,
      modelType: model,
      ...key,
      url: server.url,
      surface: "anthropic-messages",
    });
    const { warnings } = await other.generate({
      messages: [{ role: "user", content: "Hi" }, message, { role: "user", content: "And?" }],
    });
    expect(JSON.stringify(server.bodies[1]).includes("file_1")).toBe(goes);
    expect(warnings.some(({ code }) => code === "state-dropped")).toBe(!goes);
  });
});

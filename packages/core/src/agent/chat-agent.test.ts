import { describe, expect, test } from "vitest";
import { type } from "arktype";
import { z } from "zod";
import fc from "fast-check";
import {
  ChatAgent,
  defineTool,
  ModelFactory,
  ModelManager,
  type Message,
  type StreamEvent,
} from "../index.ts";
import {
  data,
  finishChunk,
  goodAnswer,
  goodStream,
  sendJson,
  sendSse,
  useServers,
  textChunk,
  usageChunk,
  type TestServer,
} from "../engine/__fixtures__/server.ts";
import { createMemory } from "./memory.ts";

const serve = useServers();
function modelOf(server: TestServer) {
  return ModelFactory.create(
    "openai/gpt-4o-mini",
    {},
    { apiKey: "sk-test-0123456789", url: server.url, maxRetries: 0 },
  );
}
function calls(...list: [id: string, name: string, args: string][]): string {
  const tool_calls = list.map(([id, name, args]) => ({
    id,
    type: "function",
    function: { name, arguments: args },
  }));
  return goodAnswer("", {
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: null, tool_calls },
        finish_reason: "tool_calls",
      },
    ],
  });
}
interface Sent {
  messages: { role: string; content?: unknown; tool_call_id?: string; tool_calls?: unknown[] }[];
}
const sent = (server: TestServer, nth: number): Sent =>
  JSON.parse(server.requests[nth]!.body) as Sent;

const add = defineTool({
  name: "add",
  description: "Adds two numbers.",
  inputSchema: z.object({ a: z.number(), b: z.number() }),
  execute: ({ a, b }) => a + b,
});

describe("step", () => {
  test("answers with a string and remembers", async () => {
    const server = await serve((response, _, nth) =>
      sendJson(response, 200, goodAnswer(`answer ${nth}`)),
    );
    const agent = new ChatAgent({ systemMessage: "Be brief.", model: modelOf(server) });
    const response = await agent.step("Hello!");
    expect(response.msg.content).toBe("answer 0");
    expect(response.terminated).toBe(false);
    await agent.step("And now?");
    expect(sent(server, 1).messages.map((message) => message.role)).toEqual([
      "system",
      "user",
      "assistant",
      "user",
    ]);
    agent.reset();
    await agent.step("Again");
    expect(sent(server, 2).messages.map((message) => message.role)).toEqual(["system", "user"]);
  });

  test("runs tools side by side and hands the results back, with sums", async () => {
    const server = await serve((response, _, nth) =>
      sendJson(
        response,
        200,
        nth === 0
          ? calls(["c1", "add", '{"a":1,"b":2}'], ["c2", "add", '{"a":3,"b":4}'])
          : goodAnswer("3 and 7"),
      ),
    );
    const agent = new ChatAgent({ model: modelOf(server), tools: [add] });
    const { msg, info } = await agent.step("Add");
    expect(msg.content).toBe("3 and 7");
    expect(sent(server, 1).messages.slice(-2)).toMatchObject([
      { role: "tool", tool_call_id: "c1", content: "3" },
      { role: "tool", tool_call_id: "c2", content: "7" },
    ]);
    expect(info.steps).toHaveLength(2);
    expect(info.usage).toMatchObject({ input: { total: 20 }, output: { total: 10 } });
    expect(info.cost.amount).toBe("0.000009");
    expect(info.toolCalls.map((entry) => entry.result?.status)).toEqual(["ok", "ok"]);
  });

  test("an error of a tool, a wrong input and an unknown tool are told to the model", async () => {
    const fail = defineTool({
      name: "fail",
      inputSchema: { type: "object" },
      execute: () => Promise.reject(new Error("disk on fire")),
    });
    const server = await serve((response, _, nth) =>
      sendJson(
        response,
        200,
        nth === 0
          ? calls(["c1", "fail", "{}"], ["c2", "nope", "{}"], ["c3", "add", '{"a":"x"}'])
          : goodAnswer("ok"),
      ),
    );
    const agent = new ChatAgent({ model: modelOf(server), tools: [add, fail] });
    expect((await agent.step("Go")).msg.content).toBe("ok");
    const told = JSON.stringify(sent(server, 1).messages);
    expect(told).toContain("disk on fire");
    expect(told).toContain("no tool named");
    expect(told).toContain("does not match the tool's schema");
  });

  test("stops at maxIterations and leaves a conversation that can go on", async () => {
    const server = await serve((response, _, nth) =>
      sendJson(
        response,
        200,
        nth < 3 ? calls([`c${nth}`, "add", '{"a":1,"b":1}']) : goodAnswer("done"),
      ),
    );
    const agent = new ChatAgent({ model: modelOf(server), tools: [add], maxIterations: 2 });
    const response = await agent.step("Loop");
    expect(response).toMatchObject({
      terminated: true,
      info: { terminationReason: "max-iterations" },
    });
    expect(server.requests).toHaveLength(2);
    await agent.step("Go on");
    expect(server.requests).toHaveLength(4);
  });

  test("several answers", async () => {
    const choice = (index: number): object => ({
      index,
      message: { role: "assistant", content: `answer ${index}` },
      finish_reason: "stop",
    });
    const server = await serve((response) =>
      sendJson(response, 200, goodAnswer("", { choices: [choice(0), choice(1)] })),
    );
    const agent = new ChatAgent({ model: modelOf(server) });
    expect((await agent.step("Hi")).msgs.map((msg) => msg.content)).toEqual([
      "answer 0",
      "answer 1",
    ]);
  });

  test("a tool without execute is the caller's, and its result comes with the next input", async () => {
    const ask = defineTool({ name: "ask", inputSchema: { type: "object" } });
    const server = await serve((response, _, nth) =>
      sendJson(response, 200, nth === 0 ? calls(["c1", "ask", "{}"]) : goodAnswer("thanks")),
    );
    const agent = new ChatAgent({ model: modelOf(server), tools: [ask] });
    const first = await agent.step("Go");
    expect(first.info.toolCalls).toMatchObject([{ id: "c1", name: "ask" }]);
    const result: Message = {
      role: "tool",
      content: [
        {
          type: "tool-result",
          id: "c1",
          name: "ask",
          status: "ok",
          content: [{ type: "text", text: "42" }],
        },
      ],
    };
    expect((await agent.step(result)).msg.content).toBe("thanks");
  });

  test.each([true, false])("an approval is waited for, and %s is obeyed", async (approved) => {
    let ran = 0;
    const rm = defineTool({
      name: "rm",
      inputSchema: { type: "object" },
      needsApproval: true,
      execute: () => ++ran,
    });
    const server = await serve((response, _, nth) =>
      sendJson(response, 200, nth === 0 ? calls(["c1", "rm", "{}"]) : goodAnswer("ok")),
    );
    const agent = new ChatAgent({ model: modelOf(server), tools: [rm] });
    const { info, terminated } = await agent.step("Delete it");
    expect(terminated).toBe(true);
    expect(info.finishReasons).toEqual(["approval"]);
    expect(ran).toBe(0);
    const [request] = info.approvals;
    await agent.step({
      role: "tool",
      content: [{ type: "tool-approval-response", approvalId: request!.approvalId, approved }],
    });
    expect(ran).toBe(approved ? 1 : 0);
    expect(JSON.stringify(sent(server, 1).messages)).toContain(
      approved ? '"1"' : "did not approve",
    );
  });

  test("a stream that waits for an approval finishes with that reason", async () => {
    const rm = defineTool({ name: "rm", inputSchema: { type: "object" }, needsApproval: true });
    const server = await serve((response) => sendJson(response, 200, calls(["c1", "rm", "{}"])));
    const stream = new ChatAgent({ model: modelOf(server), tools: [rm] }).stream("Delete it");
    const finishes: unknown[] = [];
    for await (const event of stream) if (event.type === "finish") finishes.push(event.reason);
    expect(finishes).toEqual(["approval"]);
  });

  test("own tools run beside the caller's, and a call that nobody answers is closed", async () => {
    const ask = defineTool({ name: "ask", inputSchema: { type: "object" } });
    const server = await serve((response, _, nth) =>
      sendJson(
        response,
        200,
        nth % 2 === 0
          ? calls([`a${nth}`, "add", '{"a":1,"b":2}'], [`b${nth}`, "ask", "{}"])
          : goodAnswer("ok"),
      ),
    );
    const agent = new ChatAgent({ model: modelOf(server), tools: [add, ask] });
    const first = await agent.step("Go");
    expect(first.info.toolCalls).toMatchObject([
      { id: "a0", result: { status: "ok" } },
      { id: "b0" },
    ]);
    const answer: Message = {
      role: "tool",
      content: [
        {
          type: "tool-result",
          id: "b0",
          name: "ask",
          status: "ok",
          content: [{ type: "text", text: "42" }],
        },
      ],
    };
    expect((await agent.step(answer)).msg.content).toBe("ok");
    expect(
      sent(server, 1)
        .messages.slice(-2)
        .map((message) => message.tool_call_id),
    ).toEqual(["a0", "b0"]);
    await agent.step("Once more");
    expect((await agent.step("Never mind")).msg.content).toBe("ok");
    expect(JSON.stringify(sent(server, 3).messages)).toContain("without answering this call");
  });

  test("an abort does not wait for a slow tool, and leaves a conversation that can go on", async () => {
    const controller = new AbortController();
    const slow = defineTool({
      name: "slow",
      inputSchema: { type: "object" },
      execute: () => {
        controller.abort();
        return new Promise(() => {});
      },
    });
    const server = await serve((response, _, nth) =>
      sendJson(response, 200, nth === 0 ? calls(["c1", "slow", "{}"]) : goodAnswer("ok")),
    );
    const agent = new ChatAgent({ model: modelOf(server), tools: [slow] });
    await expect(agent.step("Go", { signal: controller.signal })).rejects.toMatchObject({
      code: "aborted",
    });
    expect((await agent.step("Go on")).msg.content).toBe("ok");
  });

  test("is free again when a stream has been left", async () => {
    const server = await serve((response, _, nth) => {
      if (nth > 0) {
        sendJson(response, 200, goodAnswer("ok"));
        return;
      }
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(textChunk("Hel"));
    });
    const agent = new ChatAgent({ model: modelOf(server) });
    for await (const event of agent.stream("Hi")) if (event.type === "text-delta") break;
    expect((await agent.step("Hi")).msg.content).toBe("ok");
  });

  test("an input that got no answer can be said again", async () => {
    const server = await serve((response, _, nth) =>
      nth === 0
        ? sendJson(response, 400, { error: { message: "no" } })
        : sendJson(response, 200, goodAnswer()),
    );
    const agent = new ChatAgent({ model: modelOf(server) });
    await expect(agent.step("Hi")).rejects.toMatchObject({ code: "invalid_request" });
    await agent.step("Hi");
    expect(sent(server, 1).messages).toHaveLength(1);
  });

  test("structured output is typed, parsed and checked", async () => {
    const server = await serve((response, _, nth) =>
      sendJson(response, 200, goodAnswer(nth === 0 ? '{"city":"Oslo"}' : '{"city":1}')),
    );
    const output = z.object({ city: z.string() });
    const agent = new ChatAgent({ model: modelOf(server), output });
    expect((await agent.step("Where?")).msg.output).toEqual({ city: "Oslo" });
    await expect(agent.step("Where?")).rejects.toMatchObject({ code: "structured_output" });
  });

  test("needs a model", () => {
    expect(() => new ChatAgent({} as never)).toThrow(/needs a model/);
  });
});

test("stream gives text, tool results and one finish with the sums", async () => {
  const call = {
    index: 0,
    id: "c1",
    type: "function",
    function: { name: "add", arguments: '{"a":1,"b":2}' },
  };
  const server = await serve((response, _, nth) =>
    sendSse(
      response,
      nth === 0
        ? data({ choices: [{ index: 0, delta: { tool_calls: [call] } }] }) +
            finishChunk("tool_calls") +
            usageChunk() +
            data("[DONE]")
        : goodStream("It is 3"),
    ),
  );
  const agent = new ChatAgent({ model: modelOf(server), tools: [add] });
  const stream = agent.stream("Add");
  const events: StreamEvent[] = [];
  for await (const event of stream) events.push(event);
  const kinds = events.map((event) => event.type);
  expect(kinds.filter((kind) => kind === "finish")).toHaveLength(1);
  expect(kinds.filter((kind) => kind === "stream-start")).toHaveLength(1);
  expect(kinds.indexOf("tool-result")).toBeGreaterThan(kinds.indexOf("tool-call"));
  expect(events.at(-1)).toMatchObject({ type: "finish", usage: { input: { total: 20 } } });
  expect((await stream.response()).msg.content).toBe("It is 3");
});

test("what is sent fits the window and the limit, begins with the user, and never parts a call from its result", () => {
  const turn = fc.record({
    text: fc.string({ maxLength: 40 }),
    tools: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(
      fc.array(turn, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 300 }),
      (turns, windowSize, tokenLimit) => {
        const memory = createMemory("system", { windowSize, tokenLimit });
        turns.forEach(({ text, tools }, index) => {
          memory.add({ role: "user", content: text });
          for (let step = 0; step < tools; step++) {
            const id = `c${index}-${step}`;
            memory.add({
              role: "assistant",
              content: [{ type: "tool-call", id, name: "t", input: {} }],
            });
            memory.add({
              role: "tool",
              content: [{ type: "tool-result", id, name: "t", status: "ok", content: [] }],
            });
          }
          memory.add({ role: "assistant", content: text });
        });
        const [system, first, ...rest] = memory.context();
        expect(system?.role).toBe("system");
        expect(first?.role).toBe("user");
        const open = new Set<string>();
        for (const message of rest) {
          if (typeof message.content === "string") continue;
          for (const part of message.content) {
            if (part.type === "tool-call") open.add(part.id);
            if (part.type === "tool-result") expect(open.delete(part.id)).toBe(true);
          }
        }
        expect(open.size).toBe(0);
        const lastTurn =
          memory.messages.length -
          memory.messages.findLastIndex((message) => message.role === "user");
        expect(rest.length + 1).toBeLessThanOrEqual(Math.max(windowSize, lastTurn));
      },
    ),
  );
});

describe("ModelManager", () => {
  test("asks the next model when one fails before its first event, and never after", async () => {
    const down = await serve((response) => sendJson(response, 500, {}));
    const cut = await serve((response) => sendSse(response, textChunk("Hel")));
    const up = await serve((response) => sendSse(response, goodStream("from up")));
    const first = new ModelManager([modelOf(down), modelOf(up)]);
    let text = "";
    for await (const piece of first.stream("Hi").text()) text += piece;
    expect(text).toBe("from up");
    await expect(
      new ModelManager([modelOf(cut), modelOf(up)]).stream("Hi").result(),
    ).rejects.toMatchObject({ code: "stream_truncated" });
    expect(up.requests).toHaveLength(1);
  });
  test("takes turns", async () => {
    const one = await serve((response) => sendJson(response, 200, goodAnswer("one")));
    const two = await serve((response) => sendJson(response, 200, goodAnswer("two")));
    const manager = new ModelManager([modelOf(one), modelOf(two)], { strategy: "round-robin" });
    const texts: string[] = [];
    for (let turn = 0; turn < 4; turn++) texts.push((await manager.generate("Hi")).text);
    expect(texts).toEqual(["one", "two", "one", "two"]);
  });
  test("works as an agent's model", async () => {
    const one = await serve((response) => sendJson(response, 200, goodAnswer("one")));
    expect(
      (await new ChatAgent({ model: new ModelManager([modelOf(one)]) }).step("Hi")).msg.content,
    ).toBe("one");
  });
});

describe("a server that gives two calls the same id", () => {
  test("is heard: each call has an id of its own, and its own result", async () => {
    let turn = 0;
    const server = await serve((response) =>
      sendJson(
        response,
        200,
        turn++ === 0
          ? calls(["call_0", "echo", '{"n":1}'], ["call_0", "echo", '{"n":2}'])
          : goodAnswer("done"),
      ),
    );
    const echo = defineTool({
      name: "echo",
      inputSchema: z.object({ n: z.number() }),
      execute: ({ n }) => `said ${n}`,
    });
    const agent = new ChatAgent({ model: modelOf(server), tools: [echo] });
    const { msg, info } = await agent.step("Hi");
    expect(msg.content).toBe("done");
    expect(new Set(info.toolCalls.map((call) => call.id)).size).toBe(2);
    expect(info.toolCalls.map((call) => call.result?.content)).toEqual([
      [{ type: "text", text: "said 1" }],
      [{ type: "text", text: "said 2" }],
    ]);
  });
});

describe("schemas of tools", () => {
  test.each([
    ["zod", z.object({ n: z.number() })],
    ["arktype, whose schemas are functions", type({ n: "number" })],
    ["JSON schema", { type: "object", properties: { n: { type: "number" } }, required: ["n"] }],
  ])("may be %s", async (_, inputSchema) => {
    let turn = 0;
    const server = await serve((response) =>
      sendJson(response, 200, turn++ === 0 ? calls(["c1", "f", '{"n":2}']) : goodAnswer("done")),
    );
    const seen: unknown[] = [];
    const agent = new ChatAgent({
      model: modelOf(server),
      tools: [{ name: "f", inputSchema, execute: (input) => void seen.push(input) }],
    });
    await agent.step("Hi");
    expect(seen).toEqual([{ n: 2 }]);
    expect(server.requests[0]?.body).toContain('"n":{"type":"number"}');
  });
  test("an error that a tool returns is told to the model like one that it throws", async () => {
    let turn = 0;
    const server = await serve((response) =>
      sendJson(response, 200, turn++ === 0 ? calls(["c1", "f", "{}"]) : goodAnswer("done")),
    );
    const tool = {
      name: "f",
      inputSchema: { type: "object" },
      execute: () => new Error("no disk"),
    };
    const { info } = await new ChatAgent({ model: modelOf(server), tools: [tool] }).step("Hi");
    expect(info.toolCalls[0]?.result).toMatchObject({
      status: "error",
      content: [{ type: "text", text: "no disk" }],
    });
  });
});

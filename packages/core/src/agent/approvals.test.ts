import { describe, expect, test } from "vitest";
import {
  ChatAgent,
  defineTool,
  deserializeMessages,
  isByokError,
  ModelFactory,
  serializeMessages,
  type ApprovalResponsePart,
  type ByokError,
  type Message,
} from "../index.ts";
import {
  goodAnswer,
  sendJson,
  useServers,
  type Answer,
  type TestServer,
} from "../engine/__fixtures__/server.ts";

const serve = useServers();

/** An answer that calls tools, every time with the same ids, as some servers do. */
function calls(...names: string[]): string {
  const tool_calls = names.map((name) => ({
    id: `call_${name}`,
    type: "function",
    function: { name, arguments: "{}" },
  }));
  const message = { role: "assistant", content: null, tool_calls };
  return goodAnswer("", { choices: [{ index: 0, message, finish_reason: "tool_calls" }] });
}
/** Calls the tools in every even answer. */
const everySecond =
  (...names: string[]): Answer =>
  (response, _, nth) =>
    sendJson(response, 200, nth % 2 === 0 ? calls(...names) : goodAnswer("ok"));

const yes = (approvalId: string, approved = true): Message => ({
  role: "tool",
  content: [{ type: "tool-approval-response", approvalId, approved }],
});
function makeAgent(server: TestServer, onRun: (signal?: AbortSignal) => unknown = () => "done") {
  const ran: string[] = [];
  const tool = (name: string, needsApproval: boolean) =>
    defineTool({
      name,
      inputSchema: { type: "object" },
      needsApproval,
      execute: (_, { signal }) => {
        ran.push(name);
        return onRun(signal);
      },
    });
  const model = ModelFactory.create(
    "openai/gpt-4o-mini",
    {},
    { apiKey: "sk-test-0123456789", url: server.url, maxRetries: 0 },
  );
  const mine = defineTool({ name: "mine", inputSchema: { type: "object" } });
  const tools = [tool("wipe", true), tool("list", false), mine];
  return { agent: new ChatAgent({ model, tools }), ran, tools, model };
}
const lastSent = (server: TestServer): { role: string; content: unknown }[] =>
  (JSON.parse(server.requests.at(-1)!.body) as { messages: { role: string; content: unknown }[] })
    .messages;
async function errorOf(work: Promise<unknown>): Promise<ByokError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isByokError(error)) throw new Error("no byok error", { cause: error });
  return error;
}

describe("a word on a call that does not wait", () => {
  test("is refused, names those that wait, and loses nothing", async () => {
    const server = await serve(everySecond("wipe"));
    const { agent, ran } = makeAgent(server);
    const [request] = (await agent.step("x")).info.approvals;
    const before = serializeMessages(agent.memory.messages);
    const error = await errorOf(agent.step(yes("approval_typo")));
    expect(error).toMatchObject({ code: "invalid_request" });
    expect(error.message).toContain('"approval_typo"');
    expect(error.hint).toContain(request!.approvalId);
    expect(serializeMessages(agent.memory.messages)).toBe(before);
    expect(server.requests).toHaveLength(1);
    await agent.step(yes(request!.approvalId));
    expect(ran).toEqual(["wipe"]);
  });

  test("is refused by an agent that has said nothing yet", async () => {
    const server = await serve(everySecond("wipe"));
    const { agent } = makeAgent(server);
    expect(await errorOf(agent.step(yes("nope")))).toMatchObject({ code: "invalid_request" });
    expect(agent.memory.messages).toEqual([]);
    expect(server.requests).toHaveLength(0);
  });

  test.each([
    ["said twice", [yes("ID"), yes("ID", false)]],
    ["without a yes or no", [yes("ID", "yes" as never)]],
  ])("%s is refused", async (_, words) => {
    const server = await serve(everySecond("wipe"));
    const { agent, ran } = makeAgent(server);
    const [request] = (await agent.step("x")).info.approvals;
    const input = JSON.parse(
      JSON.stringify(words).replaceAll("ID", request!.approvalId),
    ) as Message[];
    expect(await errorOf(agent.step(input))).toMatchObject({ code: "invalid_request" });
    expect(ran).toEqual([]);
    await agent.step(yes(request!.approvalId));
    expect(ran).toEqual(["wipe"]);
  });

  test("of an earlier turn is refused, although the platform repeats its call ids", async () => {
    const server = await serve(everySecond("wipe"));
    const { agent, ran } = makeAgent(server);
    const [first] = (await agent.step("x")).info.approvals;
    await agent.step(yes(first!.approvalId, false));
    const [second] = (await agent.step("again")).info.approvals;
    expect(second!.toolCallId).toBe(first!.toolCallId);
    expect(await errorOf(agent.step(yes(first!.approvalId)))).toMatchObject({
      code: "invalid_request",
    });
    expect(ran).toEqual([]);
  });

  test("of the conversation before a reset is refused", async () => {
    const server = await serve((response) => sendJson(response, 200, calls("wipe")));
    const { agent, ran } = makeAgent(server);
    const [first] = (await agent.step("x")).info.approvals;
    agent.reset();
    await agent.step("x");
    await errorOf(agent.step(yes(first!.approvalId)));
    expect(ran).toEqual([]);
  });
});

test("a question that waits is part of the conversation, and outlives it being stored", async () => {
  const server = await serve(everySecond("wipe"));
  const { agent, tools, model, ran } = makeAgent(server);
  const { msg, info } = await agent.step("x");
  expect(msg.message.content).toContainEqual(info.approvals[0]);
  const restored = new ChatAgent({ model, tools });
  restored.memory.add(...deserializeMessages(serializeMessages(agent.memory.messages)));
  await restored.step(yes(info.approvals[0]!.approvalId));
  expect(ran).toEqual(["wipe"]);
  expect(lastSent(server).map(({ role }) => role)).toEqual(["user", "assistant", "tool"]);
});

test("a word may come with others: results of the caller's tools, and what the user says more", async () => {
  const server = await serve(everySecond("wipe", "list", "mine"));
  const { agent, ran } = makeAgent(server);
  const [request] = (await agent.step("x")).info.approvals;
  const word: ApprovalResponsePart = {
    type: "tool-approval-response",
    approvalId: request!.approvalId,
    approved: false,
    reason: "Not today.",
  };
  await agent.step([
    { role: "user", content: "And then?" },
    {
      role: "tool",
      content: [
        {
          type: "tool-result",
          id: "call_mine",
          name: "mine",
          status: "ok",
          content: [{ type: "text", text: "42" }],
        },
        word,
      ],
    },
  ]);
  expect(ran).toEqual(["list"]);
  expect(lastSent(server).slice(2)).toMatchObject([
    { role: "tool", content: expect.stringContaining("Not today.") as unknown },
    { role: "tool", content: "done" },
    { role: "tool", content: "42" },
    { role: "user", content: "And then?" },
  ]);
});

test("a call of the caller's own tool that got no result beside a word is closed", async () => {
  const server = await serve(everySecond("wipe", "mine"));
  const { agent } = makeAgent(server);
  const [request] = (await agent.step("x")).info.approvals;
  await agent.step(yes(request!.approvalId));
  expect(lastSent(server).at(-1)!.content).toContain("without answering");
});

test("what an approved tool has done stays when the request after it fails, with what was spent", async () => {
  const server = await serve((response, _, nth) =>
    nth === 1
      ? sendJson(response, 401, {})
      : sendJson(response, 200, nth === 0 ? calls("wipe") : goodAnswer("ok")),
  );
  const { agent, ran } = makeAgent(server);
  const [request] = (await agent.step("x")).info.approvals;
  const error = await errorOf(agent.step(yes(request!.approvalId)));
  expect(error).toMatchObject({
    code: "authentication",
    partial: { message: { content: [{ type: "tool-call" }, {}] }, cost: { amount: "0" } },
  });
  await agent.step("Go on");
  expect(ran).toEqual(["wipe"]);
  expect(lastSent(server).map(({ role }) => role)).toEqual(["user", "assistant", "tool", "user"]);
});

test("an abort does not wait for an approved tool that does not listen", async () => {
  const server = await serve(everySecond("wipe", "list"));
  const controller = new AbortController();
  const { agent } = makeAgent(server, () => {
    controller.abort();
    return new Promise(() => {});
  });
  const [request] = (await agent.step("x")).info.approvals;
  const work = agent.step(yes(request!.approvalId), { signal: controller.signal });
  expect(await errorOf(work)).toMatchObject({ code: "aborted" });
  await agent.step("Go on");
  expect(lastSent(server)[2]!.content).toContain("Stopped before it had finished.");
});

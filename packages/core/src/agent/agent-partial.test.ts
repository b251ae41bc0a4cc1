import { expect, test } from "vitest";
import { ChatAgent, defineTool, isByokError, ModelFactory, type ByokError } from "../index.ts";
import {
  data,
  finishChunk,
  goodAnswer,
  sendJson,
  sendSse,
  textChunk,
  usageChunk,
  useServers,
  type Answer,
} from "../engine/__fixtures__/server.ts";

const serve = useServers();
const CALL = { id: "c1", type: "function", function: { name: "look", arguments: "{}" } };
const look = defineTool({ name: "look", inputSchema: { type: "object" }, execute: () => "seen" });

/** Asks for the tool in the first answer; 10 tokens in and 5 out. */
const callsTool: Answer = (response, { body }) => {
  if (!body.includes('"stream":true')) {
    const message = { role: "assistant", content: "Looking.", tool_calls: [CALL] };
    const choices = [{ index: 0, message, finish_reason: "tool_calls" }];
    return sendJson(response, 200, goodAnswer("", { choices }));
  }
  const delta = { tool_calls: [{ index: 0, ...CALL }] };
  const chunk = data({ id: "c1", choices: [{ index: 0, delta, finish_reason: null }] });
  sendSse(
    response,
    textChunk("Looking.") + chunk + finishChunk("tool_calls") + usageChunk() + data("[DONE]"),
  );
};
/** The first answer calls the tool; what comes next is the test's. */
const thenAnswers =
  (next: Answer): Answer =>
  (response, request, nth) =>
    (nth === 0 ? callsTool : next)(response, request, nth);

async function agentOf(answer: Answer, tools = [look]): Promise<ChatAgent> {
  const { url } = await serve(answer);
  const options = { apiKey: "sk-test-0123456789", url, maxRetries: 0 };
  return new ChatAgent({ model: ModelFactory.create("openai/gpt-4o-mini", {}, options), tools });
}
const WAYS = {
  step: async (agent: ChatAgent, signal?: AbortSignal) => {
    await agent.step("x", signal === undefined ? {} : { signal });
  },
  stream: async (agent: ChatAgent, signal?: AbortSignal) => {
    for await (const _ of agent.stream("x", signal === undefined ? {} : { signal }));
  },
};
async function errorOf(work: Promise<unknown>): Promise<ByokError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isByokError(error)) throw error;
  return error;
}
const EACH = ["step", "stream"] as const;

test.each(EACH)(
  "%s: what the requests before cost is told when a later one is refused",
  async (way) => {
    const agent = await agentOf(
      thenAnswers((response) => sendJson(response, 401, { error: { message: "no" } })),
    );
    const error = await errorOf(WAYS[way](agent));
    expect(error).toMatchObject({
      code: "authentication",
      partial: {
        message: {
          role: "assistant",
          content: [{ text: "Looking." }, { type: "tool-call", id: "c1" }],
        },
        usage: { input: { total: 10 }, output: { total: 5 } },
        cost: { amount: "0.0000045", complete: true },
      },
    });
  },
);

test.each(EACH)(
  "%s: a later answer that breaks off counts together with those before",
  async (way) => {
    const agent = await agentOf(
      thenAnswers((response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.end(textChunk("half", { usage: { prompt_tokens: 20, completion_tokens: 1 } }));
      }),
    );
    const { code, partial } = await errorOf(WAYS[way](agent));
    expect(code).toBe("stream_truncated");
    expect(partial!.message.content).toMatchObject([{ text: "half" }]);
    expect(partial!.usage).toMatchObject({ input: { total: 30 }, output: { total: 6 } });
    expect(partial!.cost).toMatchObject({ amount: "0.0000081", complete: false });
  },
);

test("an abort within a tool tells what was spent, to each agent its own", async () => {
  const controller = new AbortController();
  const inner = await agentOf((response) => void response.writeHead(200).write(" "));
  let innerError: Promise<ByokError> | undefined;
  const ask = defineTool({
    name: "look",
    inputSchema: { type: "object" },
    execute: (_, { signal }) => {
      const work = inner.step("y", { signal: signal! });
      innerError = errorOf(work);
      setImmediate(() => controller.abort());
      return work;
    },
  });
  const outer = await agentOf(callsTool, [ask]);
  const error = await errorOf(WAYS.stream(outer, controller.signal));
  expect(error).toMatchObject({ code: "aborted", partial: { cost: { amount: "0.0000045" } } });
  expect((await innerError)?.partial?.cost.amount).toBeUndefined();
});

test("an error of the first request is as the model's own", async () => {
  const agent = await agentOf((response) => sendJson(response, 401, {}));
  expect((await errorOf(WAYS.step(agent))).partial).toBeUndefined();
});

test("a later request that got no answer leaves the cost open", async () => {
  const agent = await agentOf(thenAnswers((response) => void response.destroy()));
  expect(await errorOf(WAYS.step(agent))).toMatchObject({
    code: "network",
    partial: { cost: { amount: "0.0000045", complete: false } },
  });
});

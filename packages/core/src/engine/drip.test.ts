import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ModelFactory } from "../index.ts";
import { startHandServer, type HandServer } from "./__fixtures__/hand-server.ts";
import { data, finishChunk, goodAnswer, textChunk } from "./__fixtures__/server.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const LIMIT_MS = 1_000;

function modelOf({ transport }: HandServer) {
  return ModelFactory.create(
    "openai/gpt-4o-mini",
    {},
    {
      apiKey: "sk-canary-0123456789",
      maxRetries: 0,
      transport,
      timeouts: { contentIdleMs: LIMIT_MS },
    },
  );
}

/** Sends one character every `everyMs`, until all are sent or the connection is closed. */
function drip(server: HandServer, text: string, everyMs = 50): void {
  for (const char of text) {
    if (server.closed) return;
    vi.advanceTimersByTime(everyMs);
    server.send(char);
  }
}

async function start(
  contentType: string,
): Promise<{ server: HandServer; answer: Promise<unknown> }> {
  const server = startHandServer();
  const model = modelOf(server);
  const answer: Promise<unknown> =
    contentType === "text/event-stream" ? model.stream("Hi").result() : model.generate("Hi");
  answer.catch(() => {});
  await server.asked;
  server.head(contentType);
  return { server, answer };
}

const long = "Hello, world. ".repeat(20).trim();

describe("content that arrives steadily is let arrive, however slowly", () => {
  test.each([
    ["byte by byte", textChunk(long) + finishChunk()],
    ["with CRLF", (textChunk(long) + finishChunk()).replaceAll("\n", "\r\n")],
    ["with a name", `event: x\n${textChunk(long)}event: x\n${finishChunk()}`],
    [
      "over several lines",
      `data: {"choices":\ndata: [{"index":0,"delta":\ndata: {"content":"${long}"}}]}\n\n${finishChunk()}`,
    ],
    ["with keep-alives between", `${textChunk(long)}: ping\n\n${finishChunk()}`],
  ])("an event, %s", async (_, events) => {
    const { server, answer } = await start("text/event-stream");
    drip(server, events);
    server.end();
    expect(await answer).toMatchObject({ text: long, finishReason: "stop" });
  });

  test("an answer in one document", async () => {
    const { server, answer } = await start("application/json");
    drip(server, goodAnswer(long));
    server.end();
    expect(await answer).toMatchObject({ text: long });
  });

  test("vectors", async () => {
    const server = startHandServer();
    const embedding = modelOf(server).embed("Hi");
    await server.asked;
    server.head("application/json");
    drip(
      server,
      JSON.stringify({ data: [{ index: 0, embedding: Array(100).fill(0.5) }], model: "m" }),
    );
    server.end();
    expect((await embedding).embeddings[0]).toHaveLength(100);
  });
});

describe("what is no content does not hold the connection", () => {
  const forever = 100;
  test.each([
    ["comments", ": ping\n\n".repeat(forever)],
    ["blank lines", "\n".repeat(forever)],
    ["a comment without end", `: ${"x".repeat(forever)}`],
    ["a name without end", `event: ${"x".repeat(forever)}`],
    ["events without content", data({ choices: [{ index: 0, delta: { content: "" } }] }).repeat(3)],
    ["events that nobody knows", data({ type: "foo" }).repeat(10)],
    ["comments behind half an event", `data: {\n${": ping\n".repeat(forever)}`],
  ])("%s", async (_, text) => {
    const { server, answer } = await start("text/event-stream");
    server.send(textChunk("Hel"));
    drip(server, text);
    expect(server.closed).toBe(true);
    await expect(answer).rejects.toMatchObject({
      code: "timeout",
      phase: "content-idle",
      partial: { message: { content: [{ type: "text", text: "Hel" }] } },
    });
  });

  test.each([
    ["before a document", ""],
    ["inside of one", '{"id":'],
  ])("white space %s", async (_, begun) => {
    const { server, answer } = await start("application/json");
    server.send(begun);
    drip(server, " \n".repeat(forever));
    await expect(answer).rejects.toMatchObject({ code: "timeout", phase: "content-idle" });
  });

  test("white space inside of vectors", async () => {
    const server = startHandServer();
    const embedding = modelOf(server).embed("Hi");
    embedding.catch(() => {});
    await server.asked;
    server.head("application/json");
    server.send('{"data":');
    drip(server, " ".repeat(forever));
    await expect(embedding).rejects.toMatchObject({ code: "timeout", phase: "content-idle" });
  });
});

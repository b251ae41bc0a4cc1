import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { addPlatform } from "../catalog-access/__fixtures__/made-up-platform.ts";
import { isByokError, ModelFactory, type ByokError, type Result } from "../index.ts";
import {
  data,
  finishChunk,
  startRawServer,
  textChunk,
  type TestServer,
} from "./__fixtures__/server.ts";

// A platform that neither sends a finish reason nor an end marker: its streams end with their body.
beforeAll(() => addPlatform("endless", { m: { policy: { stream: { terminal: "eof" } } } }));

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** How a body may end, and how its connection. */
type End =
  | "close"
  | "last chunk"
  | "no last chunk"
  | "reset"
  | "reset chunks"
  | "too short"
  | "silence";

/** Asks for a stream whose connection ends once the client has seen what it carries. */
async function ask(
  transport: "node" | "fetch",
  body: string,
  end: End,
): Promise<{ result?: Result; error?: ByokError }> {
  let finish = (): void => {};
  const server = await startRawServer((socket) => {
    const bytes = Buffer.from(body);
    const chunked = end.includes("chunk");
    const how = chunked
      ? "transfer-encoding: chunked"
      : end === "too short"
        ? `content-length: ${bytes.length + 500}`
        : "connection: close";
    finish = () => {
      if (end.startsWith("reset")) socket.resetAndDestroy();
      else if (end !== "silence") socket.end(end === "last chunk" ? "0\r\n\r\n" : "");
    };
    socket.write(`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n${how}\r\n\r\n`);
    socket.write(chunked ? `${bytes.length.toString(16)}\r\n${body}\r\n` : body);
    if (!body.includes("data:")) finish();
  });
  servers.push(server);
  const model = ModelFactory.create(
    "endless/m",
    {},
    {
      apiKey: "k-0123456789",
      url: server.url,
      maxRetries: 0,
      transport,
      timeouts: { idleMs: 200 },
    },
  );
  const tools = [{ name: "remove", inputSchema: { type: "object" } }];
  const stream = model.stream({ messages: "Hi", tools });
  try {
    for await (const event of stream) if (event.type.endsWith("-delta")) finish();
    return { result: await stream.result() };
  } catch (error) {
    if (!isByokError(error)) throw error;
    return { error };
  }
}

const call = data({
  choices: [
    {
      index: 0,
      delta: {
        tool_calls: [{ index: 0, id: "c1", function: { name: "remove", arguments: '{"n":1}' } }],
      },
    },
  ],
});

describe.each(["node", "fetch"] as const)(
  "where only the body's end ends a stream, over %s",
  (transport) => {
    test.each(["close", "last chunk"] as const)("a clean end is one: %s", async (end) => {
      const { result } = await ask(transport, textChunk("Hello"), end);
      expect(result).toMatchObject({ text: "Hello", finishReason: "other" });
      expect(result?.warnings.map(({ code }) => code)).toContain("finish-missing");
      const called = await ask(transport, call, end);
      expect(called.result?.toolCalls).toMatchObject([{ name: "remove", input: { n: 1 } }]);
    });

    test.each<[End, ByokError["code"]]>([
      ["reset chunks", "network"],
      ["no last chunk", "network"],
      ["too short", "network"],
      ["silence", "timeout"],
    ])("no other is: %s", async (end, code) => {
      const { error } = await ask(transport, textChunk("Hel"), end);
      expect(error).toMatchObject({
        code,
        partial: { message: { content: [{ type: "text", text: "Hel" }] } },
      });
      // The call may be half of what was to come.
      const called = await ask(transport, call, end);
      expect(called.error).toMatchObject({ code, partial: { message: { content: [] } } });
    });

    // A fetch does not tell this one from a clean end.
    test.runIf(transport === "node")(
      "nor a reset where only the connection's end ends the body",
      async () => {
        const { error } = await ask(transport, textChunk("Hel"), "reset");
        expect(error).toMatchObject({
          code: "stream_truncated",
          partial: { message: { content: [{ type: "text", text: "Hel" }] } },
        });
        const called = await ask(transport, call, "reset");
        expect(called.error).toMatchObject({
          code: "stream_truncated",
          partial: { message: { content: [] } },
        });
      },
    );

    test("half an event is a cut, however clean the end", async () => {
      const { error } = await ask(transport, `${textChunk("Hel")}data: {"choices":[{"ind`, "close");
      expect(error).toMatchObject({ code: "stream_truncated" });
      expect(error?.partial?.message.content).toEqual([{ type: "text", text: "Hel" }]);
    });

    test("an event that cannot be read is no end", async () => {
      const { error } = await ask(
        transport,
        `${textChunk("Hel")}${data("{oops")}${textChunk("lo")}`,
        "close",
      );
      expect(error).toMatchObject({ code: "protocol" });
    });

    test("nothing is no answer", async () => {
      const { error } = await ask(transport, ": hi\n\n", "close");
      expect(error).toMatchObject({ code: "protocol" });
    });

    test("a finish reason ends it all the same", async () => {
      const { result } = await ask(transport, textChunk("Hello") + finishChunk(), "reset");
      expect(result).toMatchObject({ text: "Hello", finishReason: "stop" });
    });
  },
);

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer as createTcpServer, type AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { brotliCompressSync, deflateRawSync, gzipSync, zstdCompressSync } from "node:zlib";
import {
  createRetryBudget,
  isByokError,
  ModelFactory,
  type ByokError,
  type ModelOptions,
  type StreamEvent,
} from "../index.ts";
import {
  data,
  finishChunk,
  goodAnswer,
  goodStream,
  sendJson,
  sendSse,
  startRawServer,
  startServer,
  textChunk,
  usageChunk,
  type Answer,
  type TestServer,
} from "./__fixtures__/server.ts";

const KEY = "sk-canary-0123456789abcdefghijklmnop";
const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(answer: Answer): Promise<TestServer> {
  const server = await startServer(answer);
  servers.push(server);
  return server;
}

function model(server: TestServer, options: ModelOptions = {}) {
  return ModelFactory.create(
    "openai/gpt-4o-mini",
    {},
    {
      apiKey: KEY,
      url: server.url,
      maxRetries: 0,
      retryBudget: createRetryBudget(),
      ...options,
    },
  );
}

interface Outcome {
  events: StreamEvent[];
  text: string;
  error: ByokError | undefined;
}

async function read(server: TestServer, options: ModelOptions = {}): Promise<Outcome> {
  const events: StreamEvent[] = [];
  let text = "";
  try {
    for await (const event of model(server, options).stream("Hi")) {
      events.push(event as StreamEvent);
      if (event.type === "text-delta") text += event.text;
    }
  } catch (error) {
    if (!isByokError(error)) throw error;
    return { events, text, error };
  }
  return { events, text, error: undefined };
}

function finishes(outcome: Outcome): number {
  return outcome.events.filter((event) => event.type === "finish").length;
}

describe.each(["node", "fetch"] as const)("a stream that is good, over %s", (transport) => {
  const good: [string, (response: Parameters<Answer>[0]) => void][] = [
    ["as the vendor sends it", (response) => sendSse(response, goodStream())],
    ["with CRLF", (response) => sendSse(response, goodStream().replaceAll("\n", "\r\n"))],
    ["with CR only", (response) => sendSse(response, goodStream().replaceAll("\n", "\r"))],
    [
      "with a BOM and comments",
      (response) => sendSse(response, `\uFEFF: hi\n\n${goodStream()}: bye\n\n`),
    ],
    [
      "without a space after the colon",
      (response) => sendSse(response, goodStream().replaceAll("data: ", "data:")),
    ],
    [
      "with id, retry and unknown fields",
      (response) => sendSse(response, `id: 1\nretry: 5\nfoo: bar\n${goodStream()}`),
    ],
    [
      "without [DONE]",
      (response) => sendSse(response, textChunk("Hello") + finishChunk() + usageChunk()),
    ],
    [
      "whose last event has no blank line",
      (response) =>
        sendSse(response, (textChunk("Hello") + finishChunk() + usageChunk()).trimEnd()),
    ],
    [
      "with events after [DONE]",
      (response) => sendSse(response, goodStream() + textChunk("ghost")),
    ],
    [
      "with unknown event types",
      (response) => sendSse(response, `event: ping\ndata: {}\n\n${goodStream()}`),
    ],
    [
      "as text/plain",
      (response) => {
        response.writeHead(200, { "content-type": "text/plain" });
        response.end(goodStream());
      },
    ],
    ["as one JSON document", (response) => sendJson(response, 200, goodAnswer())],
    [
      "in gzip",
      (response) => {
        response.writeHead(200, {
          "content-type": "text/event-stream",
          "content-encoding": "gzip",
        });
        response.end(gzipSync(goodStream()));
      },
    ],
    [
      "in br",
      (response) => {
        response.writeHead(200, { "content-type": "text/event-stream", "content-encoding": "br" });
        response.end(brotliCompressSync(goodStream()));
      },
    ],
    [
      "in zstd",
      (response) => {
        response.writeHead(200, {
          "content-type": "text/event-stream",
          "content-encoding": "zstd",
        });
        response.end(zstdCompressSync(goodStream()));
      },
    ],
    [
      "in deflate without zlib's frame",
      (response) => {
        response.writeHead(200, {
          "content-type": "text/event-stream",
          "content-encoding": "deflate",
        });
        response.end(deflateRawSync(goodStream()));
      },
    ],
    [
      "in br over gzip",
      (response) => {
        response.writeHead(200, {
          "content-type": "text/event-stream",
          "content-encoding": "gzip, br",
        });
        response.end(brotliCompressSync(gzipSync(goodStream())));
      },
    ],
    [
      "in the encoding Identity",
      (response) => {
        response.writeHead(200, {
          "content-type": "text/event-stream",
          "content-encoding": "Identity",
        });
        response.end(goodStream());
      },
    ],
    [
      "with a byte order mark in two pieces",
      (response) => {
        const bytes = Buffer.from(`\uFEFF${goodStream()}`);
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write(bytes.subarray(0, 2), () =>
          setImmediate(() => response.end(bytes.subarray(2))),
        );
      },
    ],
    [
      "with a [DONE] nobody knows",
      (response) =>
        sendSse(response, textChunk("Hello") + finishChunk() + usageChunk() + "data: [done]\n\n"),
    ],
    [
      "cut in the middle of [DONE]",
      (response) =>
        sendSse(response, textChunk("Hello") + finishChunk() + usageChunk() + "data: [DON"),
    ],
    [
      "declared gzip but plain",
      (response) => {
        response.writeHead(200, {
          "content-type": "text/event-stream",
          "content-encoding": "gzip",
        });
        response.end(goodStream());
      },
    ],
  ];
  // fetch unpacks by itself and insists on what the header says.
  const cases =
    transport === "fetch" ? good.filter(([name]) => !/gzip but plain|zstd/.test(name)) : good;
  test.each(cases)("%s", async (_, answer) => {
    const outcome = await read(await serve(answer), { transport });
    expect(outcome.error).toBeUndefined();
    expect(outcome.text).toBe("Hello");
    expect(finishes(outcome)).toBe(1);
    expect(outcome.events.at(-1)).toMatchObject({
      type: "finish",
      reason: "stop",
      usage: { input: { total: 10 }, output: { total: 5 } },
    });
    expect(outcome.events[0]).toMatchObject({ type: "stream-start" });
  });

  test("whose only choice has another number than 0", async () => {
    const numbered = goodStream().replaceAll('"index":0', '"index":1');
    expect(numbered).not.toBe(goodStream());
    const server = await serve((response) => sendSse(response, numbered));
    const stream = model(server, { transport }).stream("Hi");
    let text = "";
    for await (const piece of stream.text()) text += piece;
    expect(text).toBe("Hello");
    expect((await stream.result()).choices.map(({ index }) => index)).toEqual([0]);
  });

  test("[DONE] ends it though the socket stays open", async () => {
    const server = await serve((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(goodStream());
    });
    const outcome = await read(server, { transport });
    expect(outcome.error).toBeUndefined();
    expect(outcome.text).toBe("Hello");
    await server.idle();
  });

  test("every chunking gives the same events", async () => {
    const bytes = Buffer.from(
      textChunk("Grüße 👩‍👩‍👧 世界") + finishChunk() + usageChunk() + data("[DONE]"),
    );
    for (const size of [1, 7, 64]) {
      const outcome = await read(
        await serve((response) => {
          response.writeHead(200, { "content-type": "text/event-stream" });
          for (let at = 0; at < bytes.length; at += size)
            response.write(bytes.subarray(at, at + size));
          response.end();
        }),
      );
      expect(outcome.text).toBe("Grüße 👩‍👩‍👧 世界");
    }
  });
});

test("an answer packed in a way that nobody asked for is an error of an answer", async () => {
  const server = await serve((response) => {
    response.writeHead(200, { "content-encoding": "rot13" });
    response.end(goodStream());
  });
  const { error } = await read(server);
  expect(error).toMatchObject({ code: "protocol", partial: { message: { content: [] } } });
});

describe.each(["node", "fetch"] as const)("a stream that is not, over %s", (transport) => {
  const broken: [string, string, ByokError["code"], string][] = [
    ["cut after text", textChunk("Hel"), "stream_truncated", "Hel"],
    [
      "cut inside a JSON line",
      `${textChunk("Hel")}data: {"choices":[{"ind`,
      "stream_truncated",
      "Hel",
    ],
    ["cut inside its first line", 'data: {"choices":[{"ind', "stream_truncated", ""],
    [
      "with one bad JSON line",
      `${textChunk("Hel")}data: {oops\n\n${goodStream()}`,
      "protocol",
      "Hel",
    ],
    [
      "with an error in the middle",
      textChunk("Hel") + data({ error: { message: "boom", type: "server_error" } }),
      "server_error",
      "Hel",
    ],
    [
      "with event: error",
      `${textChunk("Hel")}event: error\n${data({ error: { message: "boom" } })}`,
      "server_error",
      "Hel",
    ],
    ["of HTML", "<!doctype html><title>Login</title><p>Please sign in", "protocol", ""],
    ["with nothing", "", "protocol", ""],
    [
      "with a JSON error",
      JSON.stringify({ error: { message: "no such luck" } }),
      "server_error",
      "",
    ],
    ["of comments only", ": hi\n\n: hi\n\n", "protocol", ""],
    ["of [DONE] only", data("[DONE]"), "protocol", ""],
  ];
  test.each(broken)("%s", async (_, body, code, partial) => {
    const outcome = await read(await serve((response) => sendSse(response, body)), { transport });
    expect(outcome.error?.code).toBe(code);
    expect(outcome.error?.platform).toBe("openai");
    expect(outcome.text).toBe(partial);
    expect(finishes(outcome)).toBe(0);
    expect(outcome.error?.partial?.message.content).toEqual(
      partial === "" ? [] : [{ type: "text", text: partial }],
    );
    expect(outcome.error?.partial?.cost.complete).toBe(false);
    expect(outcome.error?.partial?.cost.basis).toBe("estimated");
    if (partial === "") expect(outcome.error?.partial?.cost.amount).toBeUndefined();
  });

  test.each([
    ["page", `<html>Hello ${KEY}</html>`],
    ["document that is damaged", `{"a": ${KEY}`],
  ])("a %s that repeats the key", async (_, body) => {
    const server = await serve((response) => sendSse(response, body));
    const { error } = await read(server, { transport });
    expect(error?.code).toBe("protocol");
    const { inspect } = await import("node:util");
    expect(inspect(error, { depth: Infinity, showHidden: true }) + error?.stack).not.toContain(KEY);
  });

  test("a page of HTML names its content type", async () => {
    const server = await serve((response) => {
      response.writeHead(200, { "content-type": "text/html" });
      response.end("<html><body>Hotel WiFi</body></html>");
    });
    const { error } = await read(server, { transport });
    expect(error?.message).toContain("text/html");
    expect(error?.message).toContain("Hotel WiFi");
  });

  test("a reset in the middle", async () => {
    const outcome = await read(
      await serve((response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write(textChunk("Hel"), () => response.socket?.resetAndDestroy());
      }),
      { transport },
    );
    expect(outcome.error).toMatchObject({ code: "network", kind: "reset", retryable: true });
    expect(outcome.error?.partial?.message.content).toEqual([{ type: "text", text: "Hel" }]);
  });

  test("truncated gzip is an error, and is not when the end had been seen", async () => {
    const whole = gzipSync(textChunk("Hel"));
    const cut = await read(
      await serve((response) => {
        response.writeHead(200, {
          "content-type": "text/event-stream",
          "content-encoding": "gzip",
        });
        response.end(whole.subarray(0, whole.length - 8));
      }),
    );
    expect(cut.error?.code).toBe("stream_truncated");
  });

  test("fewer choices than were asked for, without an end marker", async () => {
    const ask = async (end: string): Promise<string> => {
      const server = await serve((response) =>
        sendSse(response, textChunk("One") + finishChunk() + end),
      );
      const two = ModelFactory.create(
        "openai/gpt-4o-mini",
        { n: 2 },
        { apiKey: KEY, url: server.url, maxRetries: 0, transport },
      );
      return await two.generate({ messages: "Hi" }).then(
        (result) => result.text,
        (error: unknown) => (error as ByokError).code,
      );
    };
    expect(await ask("")).toBe("stream_truncated");
    expect(await ask(data("[DONE]"))).toBe("One");
  });

  test("a tool whose name comes after a piece of its input", async () => {
    const pieces = [
      { index: 0, id: "call_1", function: { arguments: '{"a"' } },
      { index: 0, function: { name: "add" } },
      { index: 0, function: { arguments: ":1}" } },
    ];
    const outcome = await read(
      await serve((response) =>
        sendSse(
          response,
          pieces
            .map((piece) => data({ choices: [{ index: 0, delta: { tool_calls: [piece] } }] }))
            .join("") +
            finishChunk("tool_calls") +
            data("[DONE]"),
        ),
      ),
      { transport },
    );
    expect(
      outcome.events.map((event) => event.type).filter((type) => type.startsWith("tool-")),
    ).toEqual([
      "tool-input-start",
      "tool-input-delta",
      "tool-input-delta",
      "tool-input-end",
      "tool-call",
    ]);
    expect(outcome.events.find((event) => event.type === "tool-call")).toMatchObject({
      name: "add",
      input: { a: 1 },
    });
  });

  test("no tool call of a cut stream can be run", async () => {
    const call = {
      index: 0,
      id: "call_1",
      type: "function",
      function: { name: "rm", arguments: '{"path":"/tmp"}' },
    };
    const outcome = await read(
      await serve((response) =>
        sendSse(response, data({ choices: [{ index: 0, delta: { tool_calls: [call] } }] })),
      ),
    );
    expect(outcome.error?.code).toBe("stream_truncated");
    expect(outcome.events.some((event) => event.type === "tool-call")).toBe(false);
    expect(outcome.error?.partial?.message.content).toEqual([]);
  });

  test("a cut tool input with finish length is invalid", async () => {
    const call = {
      index: 0,
      id: "call_1",
      type: "function",
      function: { name: "rm", arguments: '{"path":"/tmp' },
    };
    const outcome = await read(
      await serve((response) =>
        sendSse(
          response,
          data({ choices: [{ index: 0, delta: { tool_calls: [call] } }] }) +
            finishChunk("length") +
            data("[DONE]"),
        ),
      ),
    );
    expect(outcome.error).toBeUndefined();
    expect(outcome.events.find((event) => event.type === "tool-call-invalid")).toMatchObject({
      reason: "truncated",
      name: "rm",
    });
    const finish = outcome.events.at(-1);
    expect(finish).toMatchObject({
      type: "finish",
      reason: "length",
      result: { toolCalls: [], message: { content: [] } },
    });
  });
});

describe("caps", () => {
  test("a line without end", async () => {
    const server = await serve((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      const chunk = Buffer.alloc(64 * 1024, "x");
      response.write("data: ");
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    });
    const outcome = await read(server, { limits: { maxFrameBytes: 1024 * 1024 } });
    expect(outcome.error?.code).toBe("limit");
    await server.idle();
  });

  test("an error body without end is read to its cap", async () => {
    const server = await serve((response) => {
      response.writeHead(400, { "content-type": "application/json" });
      const more = (): void => {
        while (!response.destroyed && response.write("x".repeat(64 * 1024)));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    });
    const outcome = await read(server);
    expect(outcome.error?.code).toBe("invalid_request");
    expect(outcome.error?.message.length).toBeLessThan(1000);
    await server.idle();
  });

  test("JSON that nests without end", async () => {
    const deep = "[".repeat(10_000) + "]".repeat(10_000);
    const outcome = await read(
      await serve((response) => sendSse(response, `data: {"choices":${deep}}\n\n`)),
    );
    expect(outcome.error?.code).toBe("limit");
    const less = "[".repeat(300) + "]".repeat(300);
    const short = await read(
      await serve((response) => sendSse(response, `data: {"x":${less}}\n\n${goodStream()}`)),
    );
    expect(short.error?.code).toBe("limit");
  });

  test("a decompression bomb", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ":"), { level: 9 });
    const server = await serve((response) => {
      response.writeHead(200, { "content-type": "text/event-stream", "content-encoding": "gzip" });
      response.end(bomb);
    });
    const outcome = await read(server, { limits: { maxFrameBytes: 8 * 1024 * 1024 } });
    expect(outcome.error?.code).toBe("limit");
  });
});

describe("time limits", () => {
  test.each(["node", "fetch"] as const)("no first byte, over %s", async (transport) => {
    const server = await serve(() => {});
    const outcome = await read(server, { timeoutMs: 30, transport });
    expect(outcome.error).toMatchObject({ code: "timeout", phase: "first-byte", retryable: true });
    await server.idle();
  });
  test("a request that the server does not take", async () => {
    const server = createTcpServer({ pauseOnConnect: true }, (socket) => {
      socket.on("error", () => {});
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const error: unknown = await model({ url: `http://127.0.0.1:${port}/v1` } as TestServer, {
      timeoutMs: 200,
    })
      .generate("x".repeat(32 * 1024 * 1024))
      .catch((caught: unknown) => caught);
    server.close();
    expect(error).toMatchObject({ code: "timeout", phase: "write" });
  });
  test("a long request arrives whole", async () => {
    const server = await serve((response) => sendSse(response, goodStream()));
    const text = "é1".repeat(400_000);
    expect((await model(server).generate(text)).text).toBe("Hello");
    const { body, headers } = server.requests[0]!;
    expect((JSON.parse(body) as { messages: { content: string }[] }).messages[0]?.content).toBe(
      text,
    );
    expect(headers["content-length"]).toBe(String(Buffer.byteLength(body)));
  });
  test("silence in the middle", async () => {
    const server = await serve((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(textChunk("Hel"));
    });
    const outcome = await read(server, { timeouts: { idleMs: 40 } });
    expect(outcome.error).toMatchObject({ code: "timeout", phase: "idle" });
    expect(outcome.error?.partial?.message.content).toEqual([{ type: "text", text: "Hel" }]);
    await server.idle();
  });
  test("pings without content", async () => {
    const server = await serve((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(textChunk("Hel"));
      const timer = setInterval(() => response.write(": ping\n\n"), 5);
      response.on("close", () => clearInterval(timer));
    });
    const outcome = await read(server, { timeouts: { contentIdleMs: 60, idleMs: 10_000 } });
    expect(outcome.error).toMatchObject({ code: "timeout", phase: "content-idle" });
    await server.idle();
  });
  test("the whole call", async () => {
    const server = await serve((response) =>
      sendJson(response, 503, { error: { message: "busy" } }),
    );
    const outcome = await read(server, { timeouts: { totalMs: 30 }, maxRetries: 1000 });
    expect(["timeout", "overloaded"]).toContain(outcome.error?.code);
  });
  test("silence after the finish is no error", async () => {
    const server = await serve((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(textChunk("Hello") + finishChunk());
    });
    const outcome = await read(server, { timeouts: { idleMs: 40 } });
    expect(outcome.error).toBeUndefined();
    expect(finishes(outcome)).toBe(1);
  });
});

describe("a program that was busy", () => {
  test("hears what came meanwhile before it is told of silence", async () => {
    // The server is a process of its own: it goes on while this one is busy.
    const script = `
      const piece = (text) => "data: " + JSON.stringify({ choices: [{ index: 0, delta: { content: text } }] }) + "\\n\\n";
      require("node:http").createServer((request, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write(piece("a"));
        const timer = setInterval(() => response.write(piece("b")), 20);
        setTimeout(() => { clearInterval(timer); response.end("data: [DONE]\\n\\n"); }, 1400);
      }).listen(0, "127.0.0.1", function () { process.send(this.address().port); });`;
    const child = spawn(process.execPath, ["-e", script], {
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    const [port] = (await once(child, "message")) as [number];
    const busy = model({ url: `http://127.0.0.1:${port}/v1` } as TestServer, {
      timeouts: { idleMs: 600, contentIdleMs: 600 },
    });
    let text = "";
    for await (const piece of busy.stream("Hi").text()) {
      if (text === "") for (const until = performance.now() + 900; performance.now() < until;);
      text += piece;
    }
    child.kill();
    expect(text).toMatch(/^ab+$/);
  });
});

describe("status", () => {
  const statuses: [number, object, ByokError["code"]][] = [
    [400, { error: { message: "bad", type: "invalid_request_error" } }, "invalid_request"],
    [400, { error: { message: "too long", code: "context_length_exceeded" } }, "context_length"],
    [401, { error: { message: "Incorrect API key provided" } }, "authentication"],
    [402, { error: { message: "pay" } }, "quota_exceeded"],
    [403, { error: { message: "no" } }, "permission"],
    [
      404,
      { error: { message: "The model `x` does not exist", code: "model_not_found" } },
      "model_not_found",
    ],
    [413, { error: { message: "big" } }, "invalid_request"],
    [422, { error: { message: "bad" } }, "invalid_request"],
    [429, { error: { message: "slow down" } }, "rate_limit"],
    [
      429,
      {
        error: {
          message: "You exceeded your current quota",
          code: "insufficient_quota",
          type: "insufficient_quota",
        },
      },
      "quota_exceeded",
    ],
    [500, { error: { message: "oops" } }, "server_error"],
    [502, {}, "server_error"],
    [503, {}, "overloaded"],
    [529, {}, "overloaded"],
  ];
  test.each(statuses)("%i %j is %s", async (status, body, code) => {
    const outcome = await read(
      await serve((response) => sendJson(response, status, body, { "x-request-id": "req_1" })),
    );
    expect(outcome.error).toMatchObject({
      code,
      status,
      requestId: "req_1",
      platform: "openai",
      model: "gpt-4o-mini",
    });
    expect(outcome.error?.hint).not.toBe("");
    expect(outcome.events).toEqual([]);
  });

  test.each(["stalls", "breaks"])("a status whose body %s is still that status", async (how) => {
    const server = await serve((response) => {
      response.writeHead(401, { "content-type": "application/json", "content-length": "100" });
      response.write('{"error":', () => {
        if (how === "breaks") response.socket?.resetAndDestroy();
      });
    });
    const { error } = await read(server, { timeouts: { idleMs: 30 } });
    expect(error).toMatchObject({ code: "authentication", status: 401, retryable: false });
  });

  test.each(["node", "fetch"] as const)(
    "a status whose body drips without end is still that status, with what came of it, over %s",
    async (transport) => {
      const server = await serve((response) => {
        response.writeHead(500, { "content-type": "text/plain" });
        response.write("boom");
        const timer = setInterval(() => response.write(" "), 5);
        response.on("close", () => clearInterval(timer));
      });
      const { error } = await read(server, { timeouts: { contentIdleMs: 60 }, transport });
      expect(error).toMatchObject({ code: "server_error", status: 500 });
      expect(error?.message).toContain("boom");
      await server.idle();
    },
  );

  test("a refused key is named by its ends", async () => {
    const server = await serve((response) => sendJson(response, 401, { error: { message: "no" } }));
    const { error } = await read(server);
    expect(error?.hint).toContain("sk-...mnop");
    expect(error?.hint).toContain("https://platform.openai.com/api-keys");
  });

  test("words that would command a terminal lose their commands", async () => {
    const server = await serve((response) =>
      sendJson(response, 400, {
        error: { message: "a\u001b[2J\u009b31m\u001b]0;title\u0007b\u202ec\nd" },
      }),
    );
    const { error } = await read(server);
    expect(error?.message).toBe("abc\nd");
  });

  test("a page instead of an error", async () => {
    const server = await serve((response) => {
      response.writeHead(502, { "content-type": "text/html" });
      response.end("<html><head><style>p{}</style></head><body><h1>Bad Gateway</h1></body></html>");
    });
    const { error } = await read(server);
    expect(error?.message).toContain("Bad Gateway");
    expect(error?.message).not.toContain("<");
  });

  test.each([301, 302, 303, 307, 308])("%i is refused and nothing is sent on", async (status) => {
    const evil = await serve((response) => sendSse(response, goodStream("stolen")));
    const server = await serve((response) => {
      response.writeHead(status, { location: `${evil.url}/chat/completions` });
      response.end();
    });
    const { error } = await read(server, { maxRetries: 3 });
    expect(error?.code).toBe("redirect");
    expect(error?.message).toContain(new URL(evil.url).origin);
    expect(evil.requests).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });
});

describe("retries", () => {
  test("repeat what may pass, and stop at maxRetries", async () => {
    const server = await serve((response, _, nth) =>
      nth < 2
        ? sendJson(response, 500, {}, { "retry-after-ms": "1" })
        : sendSse(response, goodStream()),
    );
    const outcome = await read(server, { maxRetries: 3 });
    expect(outcome.text).toBe("Hello");
    expect(server.requests).toHaveLength(3);
    const down = await serve((response) => sendJson(response, 500, {}, { "retry-after-ms": "1" }));
    await read(down, { maxRetries: 2 });
    expect(down.requests).toHaveLength(3);
  });
  test("a connection that breaks before the head is repeated", async () => {
    const server = await serve((response, _, nth) => {
      if (nth === 0) response.socket?.destroy();
      else sendSse(response, goodStream());
    });
    expect((await read(server, { maxRetries: 1 })).text).toBe("Hello");
  });
  describe.each(["node", "fetch"] as const)("a kept connection, over %s", (transport) => {
    const ask = async (server: TestServer, options: ModelOptions = {}): Promise<string> => {
      const { text } = await model(server, { transport, ...options }).generate("Hi");
      // undici lets go of a connection one turn after its answer.
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      return text;
    };
    const answer: Answer = (response) => sendJson(response, 200, goodAnswer());
    const reset: Answer = (response) => void response.socket?.resetAndDestroy();
    const close: Answer = (response) => void response.socket?.end();

    test.each([
      ["is reset", reset],
      ["is closed", close],
    ])("that %s costs no retry", async (_, die) => {
      const sockets = new Set<unknown>();
      const server = await serve((response, request, nth) => {
        sockets.add(response.socket);
        return (nth === 1 ? die : answer)(response, request, nth);
      });
      const taken: string[] = [];
      const retryBudget = {
        take: (_origin: string, kind: string) => taken.push(kind) > 0,
        reward: () => {},
      };
      await ask(server);
      expect(await ask(server, { retryBudget })).toBe("Hello");
      expect(server.requests).toHaveLength(3);
      expect(sockets.size).toBe(2);
      expect(taken).toEqual([]);
    });

    test("that was reset before the next request is written costs no retry", async () => {
      const sockets: Parameters<Answer>[0]["socket"][] = [];
      const server = await serve((response, request, nth) => {
        sockets.push(response.socket);
        return answer(response, request, nth);
      });
      await ask(server);
      sockets[0]?.resetAndDestroy();
      expect(await ask(server)).toBe("Hello");
      expect(server.requests).toHaveLength(2);
    });

    test("is replaced once, and what fails then counts", async () => {
      const server = await serve((response, request, nth) =>
        (nth === 0 || nth === 3 ? answer : reset)(response, request, nth),
      );
      await ask(server);
      expect(await ask(server, { maxRetries: 1 })).toBe("Hello");
      expect(server.requests).toHaveLength(4);
    });

    test("leaves a new one its retries: at most maxRetries repeats", async () => {
      const server = await serve(reset);
      for (const maxRetries of [0, 1]) {
        const before = server.requests.length;
        await expect(ask(server, { maxRetries })).rejects.toMatchObject({ kind: "reset" });
        expect(server.requests.length - before).toBe(1 + maxRetries);
      }
    });
  });
  test.each([
    ["120", 120_000],
    // Quotas of a month or a year are waited for by nobody, and undercut by nobody either.
    ["604801", 604_801_000],
    ["31536000", 31_536_000_000],
  ])("a wait that is too long fails at once and says how long: %s s", async (seconds, ms) => {
    const server = await serve((response) =>
      sendJson(response, 429, { error: { message: "later" } }, { "retry-after": seconds }),
    );
    const { error } = await read(server, { maxRetries: 1 });
    expect(error).toMatchObject({ code: "rate_limit", retryAfterMs: ms });
    expect(server.requests).toHaveLength(1);
  });
  test("quota is never repeated", async () => {
    const server = await serve((response) =>
      sendJson(response, 429, { error: { message: "pay", code: "insufficient_quota" } }),
    );
    await read(server, { maxRetries: 3 });
    expect(server.requests).toHaveLength(1);
  });
  test("nothing is repeated after the first event", async () => {
    const server = await serve((response) => sendSse(response, textChunk("Hel")));
    const { error } = await read(server, { maxRetries: 3 });
    expect(error?.code).toBe("stream_truncated");
    expect(server.requests).toHaveLength(1);
  });
  test("an error as the first event counts as a status and may be repeated", async () => {
    const server = await serve((response, _, nth) =>
      nth === 0
        ? sendSse(response, data({ error: { message: "overloaded", type: "server_error" } }))
        : sendSse(response, goodStream()),
    );
    const outcome = await read(server, { maxRetries: 1 });
    expect(outcome.text).toBe("Hello");
    expect(outcome.events.filter((event) => event.type === "stream-start")).toHaveLength(1);
  });
  test("an error as the first event is not repeated before Retry-After", async () => {
    const server = await serve((response) => {
      response.writeHead(200, { "content-type": "text/event-stream", "retry-after": "120" });
      response.end(data({ error: { message: "slow down", type: "rate_limit_exceeded" } }));
    });
    const { error } = await read(server, { maxRetries: 3 });
    expect(error).toMatchObject({ code: "rate_limit", retryAfterMs: 120_000 });
    expect(server.requests.length).toBe(1);
  });
  test("the budget ends a storm", async () => {
    const server = await serve((response) =>
      sendJson(response, 500, {}, { "retry-after-ms": "0" }),
    );
    const retryBudget = createRetryBudget();
    await Promise.all(
      Array.from({ length: 100 }, () => read(server, { maxRetries: 3, retryBudget })),
    );
    expect(server.requests.length).toBeLessThanOrEqual(201);
  });
  test("x-should-retry wins", async () => {
    const server = await serve((response) =>
      sendJson(response, 500, {}, { "x-should-retry": "false" }),
    );
    await read(server, { maxRetries: 3 });
    expect(server.requests).toHaveLength(1);
  });
});

describe("leaving", () => {
  test("a break closes the socket", async () => {
    const server = await serve((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(textChunk("Hel"));
    });
    for await (const event of model(server).stream("Hi")) if (event.type === "text-delta") break;
    await server.idle();
    expect(server.open()).toBe(0);
  });
  test("an abort is told, with what had come", async () => {
    const server = await serve((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(textChunk("Hel"));
    });
    const controller = new AbortController();
    const stream = model(server).stream({ messages: "Hi", signal: controller.signal });
    const seen: string[] = [];
    const error = await (async () => {
      try {
        for await (const text of stream.text()) {
          seen.push(text);
          controller.abort();
        }
      } catch (caught) {
        return caught;
      }
      return undefined;
    })();
    expect(seen).toEqual(["Hel"]);
    expect(error).toMatchObject({
      code: "aborted",
      partial: { message: { content: [{ type: "text", text: "Hel" }] } },
    });
    await server.idle();
  });
  test("an abort before anything sends nothing", async () => {
    const server = await serve((response) => sendSse(response, goodStream()));
    await expect(
      model(server).generate({ messages: "Hi", signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: "aborted" });
    expect(server.requests).toEqual([]);
  });
  test("an abort ends a wait for a retry", async () => {
    const controller = new AbortController();
    const server = await serve((response) => {
      sendJson(response, 429, {}, { "retry-after": "30" });
      response.on("close", () => setImmediate(() => controller.abort()));
    });
    await expect(
      model(server, { maxRetries: 3 }).generate({ messages: "Hi", signal: controller.signal }),
    ).rejects.toMatchObject({ code: "aborted" });
    expect(server.requests).toHaveLength(1);
  });
  test("a result may be asked for before reading, and waits for the reader", async () => {
    const server = await serve((response) => sendSse(response, goodStream()));
    const stream = model(server).stream("Hi");
    const result = stream.result();
    let text = "";
    for await (const piece of stream.text()) text += piece;
    expect(text).toBe("Hello");
    expect((await result).text).toBe("Hello");
    expect(server.requests).toHaveLength(1);
  });
  test.each(["abort", "total time"])("%s ends a wait for a key store that hangs", async (how) => {
    const keyStore = { find: () => new Promise<undefined>(() => {}) };
    const hanging = ModelFactory.create(
      "openai/gpt-4o-mini",
      {},
      { keyStore, timeouts: how === "abort" ? {} : { totalMs: 20 } },
    );
    const controller = new AbortController();
    const answer = hanging.generate({ messages: "Hi", signal: controller.signal });
    if (how === "abort") controller.abort();
    await expect(answer).rejects.toMatchObject({ code: how === "abort" ? "aborted" : "timeout" });
  });
  test("nothing is sent before the first pull, and a second reader is told", async () => {
    const server = await serve((response) => sendSse(response, goodStream()));
    const stream = model(server).stream("Hi");
    expect(server.requests).toEqual([]);
    const result = await stream.result();
    expect(result.text).toBe("Hello");
    expect(() => stream[Symbol.asyncIterator]()).toThrow(/already been read/);
  });
  test("a slow reader stops the network, and loses nothing", async () => {
    const count = 20_000;
    let written = 0;
    const server = await serve((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      const more = (): void => {
        while (written < count) {
          written++;
          if (!response.write(textChunk("x"))) {
            response.once("drain", more);
            return;
          }
        }
        response.end(finishChunk() + usageChunk() + data("[DONE]"));
      };
      more();
    });
    let seen = 0;
    for await (const event of model(server).stream("Hi")) {
      if (event.type !== "text-delta") continue;
      if (++seen === 1) {
        const turns = 200;
        for (let turn = 0; turn < turns; turn++)
          await new Promise((resolve) => setImmediate(resolve));
      }
    }
    expect(seen).toBe(count);
  });
});

describe("keys", () => {
  test("never appear in an error, though the server echoes them in every form", async () => {
    const forms = [
      KEY,
      encodeURIComponent(KEY),
      Buffer.from(KEY).toString("base64"),
      Buffer.from(KEY).toString("hex"),
    ];
    for (const form of forms) {
      for (const body of [
        JSON.stringify({ error: { message: `bad key ${form}` } }),
        `<p>${form}</p>`,
      ]) {
        const server = await serve((response) => {
          response.writeHead(401, { "content-type": "application/json", "x-echo": form });
          response.end(body);
        });
        const { error } = await read(server);
        const { inspect } = await import("node:util");
        const shown =
          inspect(error, { depth: Infinity, showHidden: true }) +
          JSON.stringify(error) +
          String(error);
        expect(shown).not.toContain(form);
      }
    }
  });
  test("never appear in a printed model", async () => {
    const server = await serve((response) => sendSse(response, goodStream()));
    const { inspect } = await import("node:util");
    const shown = model(server);
    await shown.generate("Hi").catch(() => {});
    expect(
      inspect(shown, { depth: Infinity, showHidden: true }) + JSON.stringify(shown),
    ).not.toContain(KEY);
  });
  test("never appear in the headers of a result", async () => {
    const server = await serve((response) =>
      sendJson(response, 200, goodAnswer(), {
        "x-echo": KEY,
        "x-request-id": `req-${KEY}`,
        "set-cookie": "a=b",
      }),
    );
    const { response } = await model(server).generate("Hi");
    expect(JSON.stringify(response)).not.toContain(KEY);
    expect(response.requestId).toBe("req-[key removed]");
    expect(response.headers).not.toHaveProperty("set-cookie");
  });
});

describe("a trace that fails", () => {
  test("costs a warning and not the answer", async () => {
    for (const type of ["request", "response", "chunk"]) {
      const server = await serve((response) => sendSse(response, goodStream()));
      const traced = model(server, {
        trace: (record) => {
          if (record.type === type) throw new Error("disk full");
        },
      });
      const result = await traced.generate("Hi");
      expect(result.text).toBe("Hello");
      expect(result.warnings.map((warning) => warning.code)).toEqual(["trace-failed"]);
    }
  });
  test("cannot be opened", async () => {
    const server = await serve((response) => sendSse(response, goodStream()));
    const { error } = await read(server, { trace: "/nonexistent/folder/x.wire.jsonl" });
    expect(error?.code).toBe("invalid_request");
    expect(server.requests.length).toBe(0);
  });
});

describe("what is no HTTP", () => {
  test("a 100 Continue that nobody asked for is passed over", async () => {
    const server = await startRawServer((socket) => {
      socket.write("HTTP/1.1 100 Continue\r\n\r\n");
      const body = textChunk("HTTP/1.1 100 Continue") + finishChunk() + data("[DONE]");
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
    });
    servers.push(server);
    const outcome = await read(server);
    expect(outcome.error).toBeUndefined();
    expect(outcome.text).toBe("HTTP/1.1 100 Continue");
  });
  test("plain http where https was asked for", async () => {
    const server = await serve((response) => void response.end());
    const { error } = await read({
      ...server,
      url: server.url.replace("http:", "https:"),
    });
    expect(error).toMatchObject({ code: "network", kind: "tls", retryable: false });
    expect(error?.message).not.toContain("certificate");
    expect(error?.hint).toContain("http instead of https");
  });

  test("garbage", async () => {
    const server = await startRawServer((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"));
    servers.push(server);
    expect((await read(server)).error?.code).toBe("protocol");
  });
  test("a refused connection asks whether the server runs", async () => {
    const server = await serve(() => {});
    await server.close();
    servers.splice(0);
    const { error } = await read(server);
    expect(error).toMatchObject({ code: "network", kind: "refused" });
    expect(error?.hint).toMatch(/running/);
  });
  test("a name that does not exist", async () => {
    const server = { url: "https://nothing.invalid/v1" } as TestServer;
    const { error } = await read(server);
    expect(error).toMatchObject({ code: "network" });
  });
  test("too many headers", async () => {
    const server = await startRawServer((socket) =>
      socket.write(`HTTP/1.1 200 OK\r\n${"x-a: b\r\n".repeat(20_000)}\r\n`),
    );
    servers.push(server);
    expect(["limit", "protocol"]).toContain((await read(server)).error?.code);
  });
});

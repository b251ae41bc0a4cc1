import { afterEach, describe, expect, test, vi } from "vitest";
import { data, textChunk } from "../engine/__fixtures__/server.ts";
import {
  ModelFactory,
  ModelManager,
  type ChatModel,
  type ModelOptions,
  type StreamEvent,
} from "../index.ts";
import type { Transport, TransportHandler } from "../transports/transport.ts";

/** A server that sends when the test says so, without a network between. */
interface HandServer {
  transport: Transport;
  /** Resolves when the request has come and the head has been sent. */
  asked: Promise<void>;
  send(text: string): void;
  /** The network is to wait. */
  readonly paused: boolean;
  /** The connection has been closed. */
  readonly closed: boolean;
}

function startHandServer(): HandServer {
  const asked = Promise.withResolvers<void>();
  const bytes = new TextEncoder();
  let handler: TransportHandler | undefined;
  let paused = false;
  let closed = false;
  return {
    transport: {
      id: "by hand",
      open(request, given) {
        handler = given;
        queueMicrotask(() => {
          const headers = new Map([["content-type", "text/event-stream"]]);
          given.onHead({ status: 200, headers, url: request.url });
          asked.resolve();
        });
        return {
          pause: () => void (paused = true),
          resume: () => void (paused = false),
          abort: () => void (closed = true),
        };
      },
    },
    asked: asked.promise,
    send: (text) => handler?.onData(bytes.encode(text)),
    get paused() {
      return paused;
    },
    get closed() {
      return closed;
    },
  };
}

async function begin(
  server: HandServer,
  options: ModelOptions = {},
  wrap: (model: ChatModel) => Pick<ChatModel, "stream"> = (model) => model,
): Promise<AsyncIterator<StreamEvent, undefined>> {
  const model = ModelFactory.create(
    "openai/gpt-4o-mini",
    {},
    {
      apiKey: "sk-canary-0123456789",
      url: "http://127.0.0.1:9/v1",
      maxRetries: 0,
      transport: server.transport,
      ...options,
    },
  );
  const events = wrap(model).stream("Hi")[Symbol.asyncIterator]();
  const first = events.next();
  await server.asked;
  server.send(textChunk("x"));
  await first;
  return events as AsyncIterator<StreamEvent, undefined>;
}

const LARGE = 256 * 1024;
const MANY = 64 * 1024 * 1024;
const z = "z".repeat(LARGE);
const call = { index: 0, id: "a", function: { name: "f", arguments: z } };
const picture = { image_url: { url: `data:image/png;base64,${"A".repeat(LARGE)}` } };
test.each([
  ["text", { content: z }],
  ["thoughts", { reasoning_content: z }],
  ["tool input", { tool_calls: [call] }],
  ["pictures", { images: [picture] }],
])("a few large events of %s pause the network", async (_, delta) => {
  const server = startHandServer();
  const events = await begin(server);
  const event = data({ choices: [{ index: 0, delta }] });
  let sent = 0;
  for (; !server.paused && sent < MANY; sent += LARGE) server.send(event);
  expect(sent).toBeLessThanOrEqual(4 * 1024 * 1024);
  await events.return?.();
});

describe("a reader who is behind", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  const event = textChunk(z);
  /** Sends until nothing more is taken. */
  async function fill(server: HandServer): Promise<void> {
    while (!server.paused) {
      server.send(event);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  const wraps: [string, Parameters<typeof begin>[2]][] = [
    ["a model", undefined],
    ["a manager", (model) => new ModelManager([model])],
    ["managers of managers", (model) => new ModelManager([new ModelManager([model])])],
  ];
  test.each(wraps)("of %s and takes nothing is told so, and not of the server", async (_, wrap) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    const server = startHandServer();
    const events = await begin(server, { timeouts: { contentIdleMs: 5_000 } }, wrap);
    await fill(server);
    vi.advanceTimersByTime(5_100);
    expect(server.closed).toBe(true);
    const error: unknown = await (async () => {
      while ((await events.next()).done !== true);
    })().catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: "timeout",
      phase: "content-idle",
      retryable: false,
      partial: { message: { role: "assistant" } },
    });
    expect((error as Error).message).toContain("took nothing within 5000 ms");
    expect((error as { hint: string }).hint).toContain("timeouts.contentIdleMs");
  });

  test.each(wraps)("of %s and takes something now and then may be slow", async (_, wrap) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    const server = startHandServer();
    const events = await begin(server, { timeouts: { contentIdleMs: 5_000 } }, wrap);
    await fill(server);
    for (let taken = 0; taken < 8; taken++) {
      vi.advanceTimersByTime(4_000);
      await events.next();
    }
    expect(server.paused).toBe(true);
    expect(server.closed).toBe(false);
    vi.advanceTimersByTime(10_100);
    expect(server.closed).toBe(true);
    await events.return?.();
  });
});

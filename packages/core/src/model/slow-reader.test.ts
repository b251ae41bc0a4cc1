import { afterEach, describe, expect, test, vi } from "vitest";
import { startHandServer, type HandServer } from "../engine/__fixtures__/hand-server.ts";
import { data, textChunk } from "../engine/__fixtures__/server.ts";
import {
  ModelFactory,
  ModelManager,
  type ChatModel,
  type ModelOptions,
  type StreamEvent,
} from "../index.ts";

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
  server.head("text/event-stream");
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

import { createServer, type AddressInfo } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import { ModelFactory } from "../index.ts";
import { nodeTransport } from "../transports/node-transport.ts";
import type { TransportHandler } from "../transports/transport.ts";
import { startHandServer } from "./__fixtures__/hand-server.ts";
import { goodAnswer, sendJson, startServer } from "./__fixtures__/server.ts";

const KEY = "sk-canary-0123456789";

describe("a request that is taken slowly", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test("is no stall, and its answer has the whole time for a first byte", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    const server = startHandServer();
    const answer = ModelFactory.create(
      "openai/gpt-4o-mini",
      {},
      { apiKey: KEY, maxRetries: 0, timeoutMs: 1_000, transport: server.transport },
    ).generate("Hi");
    await server.asked;
    for (let piece = 0; piece < 20; piece++) {
      vi.advanceTimersByTime(900);
      server.written();
    }
    server.sent();
    vi.advanceTimersByTime(900);
    server.head("application/json");
    server.send(goodAnswer());
    server.end();
    expect((await answer).text).toBe("Hello");
  });
});

describe("the transport of Node", () => {
  const body = new Uint8Array(32 * 1024 * 1024).fill(0x20);

  function post(url: string, handler: Partial<TransportHandler>): { abort(): void } {
    return nodeTransport.open(
      { method: "POST", url, headers: {}, body, connectTimeoutMs: 10_000 },
      { onHead() {}, onData() {}, onEnd() {}, onError() {}, ...handler },
    );
  }

  test("tells of every piece of a long request, and then that it has been sent", async () => {
    const server = await startServer((response) => sendJson(response, 200, goodAnswer()));
    const told: string[] = [];
    await new Promise<void>((resolve) =>
      post(`${server.url}/x`, {
        onWritten: () => void told.push("written"),
        onSent: () => void told.push("sent"),
        onEnd: () => resolve(),
      }),
    );
    await server.close();
    expect(told.pop()).toBe("sent");
    expect(new Set(told)).toEqual(new Set(["written"]));
    expect(told.length).toBeGreaterThan(100);
  });

  test("does not tell of pieces that nobody takes", async () => {
    const seen = { accepted: 0, written: 0, sent: false };
    const server = createServer({ pauseOnConnect: true }, () => seen.accepted++);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const exchange = post(`http://127.0.0.1:${port}/x`, {
      onWritten: () => void seen.written++,
      onSent: () => void (seen.sent = true),
    });
    // The buffers on the way fill up, and then nothing moves any more.
    for (let quiet = 0, before = -1; quiet < 50 || seen.accepted === 0 || seen.written === 0;) {
      await new Promise((resolve) => setImmediate(resolve));
      quiet = seen.written === before ? quiet + 1 : 0;
      before = seen.written;
    }
    expect(seen.sent).toBe(false);
    exchange.abort();
    server.close();
  });
});

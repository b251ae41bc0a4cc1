import { expect, test } from "vitest";
import { data, textChunk } from "../engine/__fixtures__/server.ts";
import { ModelFactory, type StreamEvent } from "../index.ts";
import type { Transport, TransportHandler } from "../transports/transport.ts";

/** A server that sends when the test says so, without a network between. */
interface HandServer {
  transport: Transport;
  /** Resolves when the request has come and the head has been sent. */
  asked: Promise<void>;
  send(text: string): void;
  /** The network is to wait. */
  readonly paused: boolean;
}

function startHandServer(): HandServer {
  const asked = Promise.withResolvers<void>();
  const bytes = new TextEncoder();
  let handler: TransportHandler | undefined;
  let paused = false;
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
          abort: () => {},
        };
      },
    },
    asked: asked.promise,
    send: (text) => handler?.onData(bytes.encode(text)),
    get paused() {
      return paused;
    },
  };
}

async function begin(server: HandServer): Promise<AsyncIterator<StreamEvent, undefined>> {
  const { transport } = server;
  const model = ModelFactory.create(
    "openai/gpt-4o-mini",
    {},
    { apiKey: "sk-canary-0123456789", url: "http://127.0.0.1:9/v1", maxRetries: 0, transport },
  );
  const events = model.stream("Hi")[Symbol.asyncIterator]();
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

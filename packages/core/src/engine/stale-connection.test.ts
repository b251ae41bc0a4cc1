import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ModelFactory, NetworkError, TimeoutError, type ModelOptions } from "../index.ts";
import type { Transport, TransportHandler } from "../transports/transport.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const reset = (): NetworkError =>
  new NetworkError("The connection broke.", { kind: "reset", retryable: true, hint: "Try again." });

/** Asks over a transport whose every request ends as `end` says; resolves with the error and the number of requests. */
async function ask(
  end: (handler: TransportHandler, nth: number, url: string) => void,
  options: ModelOptions = {},
): Promise<{ error: unknown; requests: number }> {
  let requests = 0;
  const transport: Transport = {
    id: "by hand",
    open(request, handler) {
      const nth = requests++;
      queueMicrotask(() => end(handler, nth, request.url));
      return { pause() {}, resume() {}, abort() {} };
    },
  };
  const model = ModelFactory.create(
    "openai/gpt-4o-mini",
    {},
    { apiKey: "sk-canary-0123456789", maxRetries: 0, transport, ...options },
  );
  const error: unknown = await model.generate("Hi").catch((caught: unknown) => caught);
  return { error, requests };
}

test("a stale connection is replaced once per call", async () => {
  const { error, requests } = await ask((handler) => handler.onError(reset(), true));
  expect(error).toMatchObject({ code: "network", kind: "reset" });
  expect(requests).toBe(2);
});

test("one that is not known to be stale is not", async () => {
  expect((await ask((handler) => handler.onError(reset()))).requests).toBe(1);
  expect((await ask((handler) => handler.onError(reset(), false))).requests).toBe(1);
});

test("one that dies after a head, or long after the request, has been heard: the request may cost", async () => {
  const afterHead = await ask((handler, _, url) => {
    handler.onHead({ status: 200, headers: new Map(), url });
    handler.onError(reset(), true);
  });
  expect(afterHead.requests).toBe(1);
  const late = await ask((handler) => {
    vi.advanceTimersByTime(6_000);
    handler.onError(reset(), true);
  });
  expect(late.requests).toBe(1);
});

test("another error than a broken connection is none", async () => {
  const { requests } = await ask((handler) =>
    handler.onError(new TimeoutError("No connection.", { phase: "connect", hint: "Wait." }), true),
  );
  expect(requests).toBe(1);
});
